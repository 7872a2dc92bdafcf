# The first day of a ledger. Before it nothing is late. What was claimed before it awaits verification, is verified in bulk by a
# document or a post, says so on the figure, and the whole can be taken back; no figure and no digest changes by it.

sample_city city
half="--period 2017H1 --asof 2017-06-30"
id_of() { # ENTITY FILTER: the first such record
    expect_exit 0 export city "$1" .rows.csv --columns "$(case $1 in reform.plan) echo year ;; *) echo "$3" ;; esac)" --filter "$2"
    sed -n 2p .rows.csv | sed 's/^"\{0,1\}\([0-9]*\).*/\1/'
}

step "without a first day ahead, what is past its due date is over"
expect_exit 0 due city --asof 2017-09-30 --until 2017-09-30
expect_contains "已逾期"
expect_lacks "期初待核"
over=$(grep "已逾期" "$out" | grep -vc "  首次回头看  \|  再次回头看  ") # what was closed before the first day asks for no look-back

step "the plan goes live in October: in September nothing is late, on the first day it is"
plan=$(id_of reform.plan "year = 2017")
expect_exit 0 change city reform.plan "$plan" go_live_on=2017-10-01 --from 2017-01-12
expect_exit 0 due city --asof 2017-09-30 --until 2017-09-30
expect_lacks "已逾期"
expect_equal "clocks that wait for the first day" "$(grep -c "◇ 期初待核" "$out")" "$over"
expect_exit 0 due city --asof 2017-09-30 --until 2017-09-30 --lang en
expect_contains "awaits opening verification"
expect_exit 0 due city --asof 2017-10-01 --until 2017-09-30
expect_contains "已逾期"
expect_lacks "期初待核"

step "claims of before the first day wait, and the figure says how many"
expect_exit 0 metrics city reform_pilot_national_done $half --format json
digest=$(figure digest)
expect_exit 0 trace city reform_pilot_national_done $half
expect_contains "◇ 期初待核 12 条"
expect_exit 0 trace city reform_pilot_national_done $half --format json
expect_equal "pending" "$(json '.opening.pending | tostring')" 12
expect_exit 0 change city reform.plan "$plan" go_live_on=2017-04-01 --from 2017-01-12
expect_exit 0 trace city reform_pilot_national_done $half --lang en
expect_contains "◇ 6 rows await opening verification"
expect_exit 0 trace city reform_pilot_municipal_total $half --format json
expect_equal "of the municipal pilots" "$(json '.opening.pending | tostring')" 1

step "they are verified by a document, all at once"
where="level = 'national' and accepted_on < 2017-04-01 and empty(opening_on)"
expect_exit 1 change city reform.pilot --where "$where" opening_on=2018-01-05
expect_contains "期初核实要写明文号或岗位"
expect_exit 1 change city reform.pilot --where "level = 'national' and no_such" opening_on=2018-01-05
expect_exit 1 change city reform.pilot --where "name = '没有这个试点'" opening_on=2018-01-05 "opening_basis=示例"
expect_exit 0 change city reform.pilot --where "$where" opening_on=2018-01-05 "opening_basis=示例改办函〔2018〕1号" --dry-run
expect_exit 0 trace city reform_pilot_national_done $half
expect_contains "◇ 期初待核 6 条"
expect_exit 0 change city reform.pilot --where "$where" opening_on=2018-01-05 "opening_basis=示例改办函〔2018〕1号" --why "期初核实"
expect_contains "符合条件 6 条,改动 6 条"
first=$(grep -o '事务 [0-9]*' "$out" | grep -o '[0-9]*')
expect_exit 0 trace city reform_pilot_national_done $half
expect_contains "◇ 其中 6 条按期初核实计：示例改办函〔2018〕1号（6 条）"
expect_lacks "期初待核"
expect_exit 0 verify city

step "others by a post, which is not of the lead unit itself"
post=$(id_of core.post "title = '改革办主任岗'" title)
expect_exit 0 change city reform.pilot --where "level = 'provincial' and accepted_on < 2017-04-01 and not (lead_unit.code = '007')" opening_on=2018-01-05 "opening_by=$post"
second=$(grep -o '事务 [0-9]*' "$out" | grep -o '[0-9]*')
expect_exit 0 trace city reform_pilot_provincial_done $half --format json
expect_equal "by whom" "$(json '.opening.grounds[0].by')" "改革办主任岗"
own=$(id_of core.post "title = '市住建局联络员'" title)
pilot=$(id_of reform.pilot "lead_unit.code = '031'" name)
[ -n "$pilot" ] || fail "no pilot of that unit"
expect_exit 1 change city reform.pilot "$pilot" opening_on=2018-01-05 "opening_by=$own"
expect_contains "不能由牵头单位自己的岗位来做"

step "no figure and no digest changed"
expect_exit 0 metrics city reform_pilot_national_done $half --format json
expect_equal "digest" "$(figure digest)" "$digest"
expect_equal "value" "$(figure value)" 12

step "the whole is taken back, once; an import is not taken back this way"
expect_exit 0 withdraw city --tx "$first" --why "文号有误"
expect_exit 0 trace city reform_pilot_national_done $half
expect_contains "◇ 期初待核 6 条"
expect_exit 0 trace city reform_pilot_provincial_done $half
expect_contains "改革办主任岗"
expect_exit 1 withdraw city --tx 99999
expect_exit 2 withdraw city --tx x
import=$(sqlite3 city/city.db "SELECT tx FROM t_core_import ORDER BY id LIMIT 1")
expect_exit 1 withdraw city --tx "$import"
expect_contains "是一次导入"
expect_exit 0 verify city

step "the same on a page without a script: ticks, or all that a document number finds"
start_server city
enter() { # ACCESSKEY
    get /
    post=$(grep -o "name=\"post\" value=\"[0-9]*\" accesskey=\"$1\"" "$out" | grep -o '[0-9][0-9]*' | head -n 1)
    rm -f "$DIR/jar"
    curl -s -o /dev/null -c "$DIR/jar" -H "Origin: $URL" -d "post=$post" "$URL/signin/post"
}
get /opening
expect_differ "opening for everybody" "$status" 200
enter 7
get /opening -b "$DIR/jar"
expect_equal "for a liaison" "$status" 404
enter 1
get /opening -b "$DIR/jar"
expect_equal "for the office" "$status" 200
expect_contains "期初待核 7 条" 'name="row"' "核实所列全部" 'href="/opening"' 'href="/promises"'
! grep -qiE '<script|javascript:|[ "]on[a-z]+=' "$out" || fail "a script"
row=$(grep -o 'name="row" value="[0-9]*"' "$out" | head -n 1 | grep -o '[0-9][0-9]*')
get /opening -b "$DIR/jar" -H "Origin: $URL" -d "entity=reform.pilot&q=&which=ticked&on=2018-01-05" --data-urlencode "basis=示例"
expect_equal "nothing ticked" "$status" 400
get /opening -b "$DIR/jar" -H "Origin: $URL" -d "entity=reform.pilot&q=&which=ticked&on=2018-01-05&row=$row"
expect_equal "no ground" "$status" 400
get /opening -b "$DIR/jar" -H "Origin: $URL" -d "entity=reform.pilot&q=&which=ticked&on=2018-01-05&row=$row" --data-urlencode "by=没有的岗位"
expect_equal "no such post" "$status" 400
get /opening -b "$DIR/jar" -H "Origin: $URL" -d "entity=reform.pilot&q=&which=ticked&on=2018-01-05&row=$row" --data-urlencode "basis=示例核实〔2018〕9号"
expect_equal "one ticked" "$status" 303
get /opening -b "$DIR/jar"
expect_contains "期初待核 6 条" "示例核实〔2018〕9号" "整批撤回"
tx=$(grep -A3 '示例核实〔2018〕9号' "$out" | grep -o 'name="tx" value="[0-9]*"' | grep -o '[0-9][0-9]*' | head -n 1)
doc=$(sqlite3 city/city.db "SELECT granting_doc FROM t_reform_pilot WHERE level = 'national' AND accepted_on < 17257 AND opening_on IS NULL LIMIT 1")
get "/opening" -G --data-urlencode "q=$doc" -b "$DIR/jar"
expect_contains "$doc"
get /opening -b "$DIR/jar" -H "Origin: $URL" -d "entity=reform.pilot&which=all&on=2018-01-05" --data-urlencode "q=$doc" --data-urlencode "basis=$doc"
expect_equal "all of one document" "$status" 303
get "/figures/reform_pilot_national_done?period=2017H1&asof=2017-06-30"
expect_contains "按期初核实计：$doc（1 条）" "期初待核 5 条"
get "/figures/reform_pilot_municipal_done?period=2017H1&asof=2017-06-30" # the first row of the page was of the municipal ones
expect_contains "示例核实〔2018〕9号（1 条）"
get /opening/withdraw -b "$DIR/jar" -H "Origin: $URL" -d "tx=$import&why=no"
expect_equal "an import by this door" "$status" 404
get /opening/withdraw -b "$DIR/jar" -H "Origin: $URL" -d "tx=$tx&why="
expect_equal "without a reason" "$status" 400
get /opening/withdraw -b "$DIR/jar" -H "Origin: $URL" -d "tx=$tx" --data-urlencode "why=有误"
expect_equal "taken back" "$status" 303
get /opening -b "$DIR/jar"
expect_lacks "示例核实〔2018〕9号"

step "who claims does not verify: a liaison cannot write the three fields, whatever the way"
enter 7
get /opening -b "$DIR/jar" -H "Origin: $URL" -d "entity=reform.pilot&q=&which=all&on=2018-01-05" --data-urlencode "basis=自证"
expect_equal "through the page" "$status" 404
write() { get "/api/v1/reform.pilot/$pilot" -X PATCH -b "$DIR/jar" -H "Origin: $URL" -H "Content-Type: application/json" -d "{\"fields\":{$1}}"; }
write '"objectives":"示例目标"'
expect_equal "his own pilot" "$status" 200
write '"opening_basis":"自证","opening_on":"2018-01-05"'
expect_equal "through the API" "$status" 403
expect_contains "不能做期初核实"
stop_server
