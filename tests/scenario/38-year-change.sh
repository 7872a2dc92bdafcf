# The year change: what is open of the plan of 2017 is carried into that of 2018, seen before it is done, with its origin, and taken back.

sample_city city
digests() { # PERIOD ASOF
    expect_exit 0 metrics city --period "$1" --asof "$2" --format json
    jq -c '[.[] | [.id, .value, .digest]]' "$out"
}
sql() { sqlite3 city/city.db "$1"; }
count() { expect_exit 0 metrics city reform_task_count --period 2018H1 --asof "$1" --format json; figure value; }

step "the plan of 2018, some of whose tasks came with a workbook already; one task of 2017 is cancelled, one has items"
expect_exit 0 change city reform.plan new year=2018 "title=示例2018年改革要点" approved_task_total=150 starts_on=2018-01-01 ends_on=2018-12-31 approved_on=2018-01-03
old=$(sql "SELECT id FROM t_reform_plan WHERE year = 2017")
new=$(sql "SELECT id FROM t_reform_plan WHERE year = 2018")
task() { sql "SELECT id FROM t_reform_task WHERE code = '2017-01-00$1'"; }
one=$(task 1) two=$(task 2) three=$(task 3)
lead=$(sql "SELECT lead_unit FROM t_reform_task WHERE id = $one")
post=$(sql "SELECT lead_leader FROM t_reform_task WHERE id = $one")
expect_exit 0 change city reform.task new "plan=$new" domain=01 serial=1 code=2018-01-001 "matter=示例新任务" kind=own origin_level=municipal origin_doc=示例 "lead_leader=$post" "lead_unit=$lead" \
    no_co_unit_reason=示例 due_on=2018-12-31 deliverable_form=DOC acceptance_standard=示例 approved_on=2018-01-03 state=active
expect_exit 0 change city reform.task "$two" state=cancelled --from 2017-11-01
expect_exit 0 change city reform.item new "task=$one" seq=1 name=示例事项一 deliverable_type=DOC acceptance_standard=示例 weight=2 due_on=2017-06-30 baseline_due_on=2017-06-30 state=started --from 2017-03-01
expect_exit 0 change city reform.item new "task=$one" seq=2 name=示例事项二 deliverable_type=DOC acceptance_standard=示例 weight=1 due_on=2017-06-30 baseline_due_on=2017-06-30 state=verified --from 2017-03-01
first=$(sql "SELECT id FROM t_reform_item WHERE seq = 1 AND task = $one")
expect_exit 0 change city reform.task "$three" "blocked_by=;$one;" --from 2017-03-01
open=$(sql "SELECT count(*) FROM t_reform_task WHERE plan = $old AND state IN ('active', 'suspended')")
june=$(digests 2017H1 2017-06-30)
december=$(digests 2017H2 2017-12-31)
entries=$(journal_length city)

step "what would happen is said, and nothing is stored"
expect_exit 0 carry city reform.plan 2017 2018 --on 2018-01-04 --dry-run
expect_contains "结转 $open 条,留下 1 条" "2017-01-001 → 2018-01-002" "只是试算"
expect_equal "entries" "$(journal_length city)" "$entries"

step "what cannot be is refused"
expect_exit 1 carry city reform.plan 2017 2017
expect_contains "不能结转到自己"
expect_exit 1 carry city reform.plan 2017 2016
expect_contains "没有年度改革要点“2016”"
expect_exit 1 carry city reform.plan 2017 2018 --on 2018-01-01
expect_contains "还没有要转入的"
expect_exit 1 carry city reform.plan 2017 2018 --on 2019-01-01
expect_exit 1 carry city reform.plan 2017 2018 --due 2017-12-31
expect_contains "完成时限早于计划年度"
expect_exit 1 carry city reform.meeting 1 2
expect_equal "entries" "$(journal_length city)" "$entries"

step "it is carried: twins with origin, number and due day of their year; the former ones are closed; figures of before are the same"
expect_exit 0 carry city reform.plan 2017 2018 --on 2018-01-04 --why "示例改发〔2018〕1号"
tx=$(grep -o '事务 [0-9]*' "$out" | grep -o '[0-9]*')
expect_equal "twins" "$(sql "SELECT count(*) FROM t_reform_task WHERE plan = $new AND carried_from IS NOT NULL AND carried_over = 1 AND state IN ('active', 'suspended')")" "$open"
expect_equal "the first" "$(sql "SELECT code, serial, date(due_on * 86400, 'unixepoch'), date(due_on_baseline * 86400, 'unixepoch'), date(valid_from * 86400, 'unixepoch') FROM t_reform_task WHERE carried_from = $one")" \
    "2018-01-002|2|2018-12-31|2018-12-31|2018-01-04"
twin=$(sql "SELECT id FROM t_reform_task WHERE carried_from = $one")
expect_equal "numbers are all different" "$(sql "SELECT count(*) - count(DISTINCT code) FROM t_reform_task")" 0
expect_equal "the former" "$(sql "SELECT state, date(carried_on * 86400, 'unixepoch') FROM t_reform_task WHERE id = $one")" "carried|2018-01-04"
expect_equal "what was cancelled" "$(sql "SELECT state FROM t_reform_task WHERE id = $two")" cancelled
expect_equal "items" "$(sql "SELECT name, state, carried_from = $first FROM t_reform_item WHERE task = $twin")" "示例事项一|started|1"
expect_equal "former items" "$(sql "SELECT group_concat(state, ' ') FROM (SELECT state FROM t_reform_item WHERE task = $one ORDER BY seq) AS found")" "carried verified"
expect_equal "what was blocked is blocked by the twin" "$(sql "SELECT blocked_by = ';$twin;' FROM t_reform_task WHERE carried_from = $three")" 1
expect_equal "June" "$(digests 2017H1 2017-06-30)" "$june"
expect_equal "December" "$(digests 2017H2 2017-12-31)" "$december"
expect_equal "tasks of 2018 the day before" "$(count 2018-01-03)" 1
expect_equal "tasks of 2018" "$(count 2018-01-04)" $((open + 1))
expect_exit 0 due city --until 2018-01-05
expect_lacks "2017-01-001"
expect_exit 1 carry city reform.plan 2017 2018
expect_contains "没有要结转的"
expect_exit 0 verify city

step "and taken back"
expect_exit 0 withdraw city --tx "$tx" --why "再议"
expect_equal "twins" "$(sql "SELECT count(*) FROM t_reform_task WHERE carried_from IS NOT NULL")" 0
expect_equal "December" "$(digests 2017H2 2017-12-31)" "$december"
expect_equal "the former" "$(sql "SELECT state FROM t_reform_task WHERE id = $one")" active

step "through the API and on a page without a script: the office alone, seen first"
start_server city
enter() { # TITLE
    get /api/v1/session/post -c "$DIR/jar" -H "Origin: $URL" -H "Content-Type: application/json" -d "{\"post\":\"$(sql "SELECT id FROM t_core_post WHERE title = '$1'")\"}"
}
ask() { get "/api/v1/reform.plan/$1" -b "$DIR/jar" -H "Origin: $URL" -H "Content-Type: application/json" -d "$2"; }
enter 市住建局联络员
ask "$old/carry/preview" "{\"to\":\"$new\"}"
expect_equal "for a liaison" "$status" 403
get "/carry/reform.plan/$old" -b "$DIR/jar"
expect_equal "the page for a liaison" "$status" 404
enter 改革办经办岗
entries=$(journal_length city)
ask "$old/carry/preview" "{\"to\":\"$new\",\"on\":\"2018-01-04\"}"
expect_equal "preview" "$status $(json '.lines[] | select(.entity == "reform.task") | .carried')" "200 $open"
expect_equal "nothing stored" "$(journal_length city)" "$entries"
ask "$old/carry" "{\"to\":\"$new\",\"on\":\"2018-01-04\"}"
expect_equal "done" "$status" 201
tx=$(json .tx)
ask "$new/carry/1/withdraw" '{"why":"x"}'
expect_equal "another transaction by this door" "$status" 404
ask "$new/carry/$tx/withdraw" '{"why":"x"}'
expect_equal "taken back" "$status" 200
get "/records/reform.plan/$old" -b "$DIR/jar"
expect_contains "/carry/reform.plan/$old"
get "/carry/reform.plan/$old" -b "$DIR/jar"
expect_contains "示例2018年改革要点" "先看会怎样"
form() { get "/carry/reform.plan/$old" -b "$DIR/jar" -H "Origin: $URL" -d "to=$new&on=2018-01-04&due=&do=$1"; }
form preview
expect_contains "还没有存入" "2017-01-001 → 2018-01-"
form take
expect_contains "已记入"
tx=$(sql "SELECT max(tx) FROM journal WHERE kind = 'record'")
get "/carry/reform.plan/$new/withdraw" -b "$DIR/jar" -H "Origin: $URL" -d "tx=$tx&why=x"
expect_equal "taken back" "$status" 303
expect_equal "twins" "$(sql "SELECT count(*) FROM t_reform_task WHERE carried_from IS NOT NULL")" 0
stop_server
expect_exit 0 verify city
