# A unit merged in 2017: what would happen is said before it is done, what is open goes over from the day, history and every figure of before
# stay, impossible mergers are refused, and the whole is taken back. Then the other kinds, and changes of areas that an edition proposed.

sample_city city
half="--period 2017H1 --asof 2017-06-30"
digests() { # PERIOD ASOF: id, value and digest of every figure
    expect_exit 0 metrics city --period "$1" --asof "$2" --format json
    jq -c '[.[] | [.id, .value, .digest]]' "$out"
}
led() { # UNIT ASOF: tasks led by the unit on the day
    expect_exit 0 export city reform.task led.csv --asof "$2" --filter "lead_unit.code = '$1'" --columns code
    tail -n +2 led.csv | wc -l
}
unit() { sqlite3 city/city.db "SELECT id FROM t_core_unit WHERE code = '$1'"; }
last_tx() { grep -o '事务 [0-9]*' "$out" | tail -n 1 | grep -o '[0-9]*'; }

step "a review is printed, and the figures are kept for comparison"
expect_exit 0 review city --period 2017H1 --asof 2017-06-30 --out before --publish
edition=$(sqlite3 city/city.db "SELECT id FROM t_core_edition ORDER BY id DESC LIMIT 1")
june=$(digests 2017H1 2017-06-30)
december=$(digests 2017H2 2017-12-31)
expect_equal "tasks of the unit on 31 August" "$(led 032 2017-08-31)" 6
seven=$(led 031 2017-12-31)
entries=$(journal_length city)

step "what would happen is said, and nothing is stored"
merge() { expect_exit "$1" succeed city merge 032 --to "$2" --on "$3" --basis "$4" ${5:-}; }
merge 0 031 2017-09-01 "示例编〔2017〕12号" --dry-run
expect_contains "说明管廊规划衔接情况" "市规划局联络员" "“多规合一”空间规划试点" "留在原单位" "随岗位转" "一个也不改期" "只是试算"
expect_lacks "已印发的数会变动"
expect_equal "entries" "$(journal_length city)" "$entries"

step "what cannot be is refused, and nothing of it stays"
merge 1 032 2017-09-01 x
expect_contains "不能并入或划给自己"
merge 1 031 2017-01-01 x
expect_contains "早于“贵阳市城乡规划局”的起始日期 2017-01-04"
merge 1 031 2019-01-01 x
expect_contains "晚于今天"
merge 1 no-such 2017-09-01 x
expect_contains "名录中没有单位“no-such”"
expect_exit 1 succeed city merge 032 --to 031 --on 2017-09-01
expect_contains "要写明依据文件"
expect_exit 2 succeed city swallow 032 --to 031 --on 2017-09-01 --basis x
expect_exit 1 succeed city split 032 --on 2017-09-01 --basis x "031:reform.task:domain = '99'"
expect_exit 1 succeed city split 032 --on 2017-09-01 --basis x "031:core.area"
expect_contains "不随单位划转"
expect_equal "entries" "$(journal_length city)" "$entries"

step "it is done: before the day all as it was, from the day on the successor leads"
merge 0 031 2017-09-01 "示例编〔2017〕12号"
first=$(last_tx)
expect_equal "figures of June" "$(digests 2017H1 2017-06-30)" "$june"
expect_exit 0 review city --period 2017H1 --asof 2017-06-30 --out after
expect_equal "the review in words" "$(sed 's/known=[^"&]*//g; s/认知[^<]*//g' after/*.csv 2>/dev/null | md5sum)" "$(sed 's/known=[^"&]*//g; s/认知[^<]*//g' before/*.csv 2>/dev/null | md5sum)"
expect_exit 0 replay city "$edition"
expect_lacks "▲"
expect_equal "led before" "$(led 032 2017-08-31)" 6
expect_equal "led on the day" "$(led 032 2017-09-01)" 0
expect_equal "led by the successor" "$(led 031 2017-12-31)" $((seven + 6))
expect_equal "the unit" "$(sqlite3 city/city.db "SELECT state, date(abolished_on * 86400, 'unixepoch'), successor = $(unit 031) FROM t_core_unit WHERE code = '032'")" "abolished|2017-09-01|1"
expect_equal "its posts" "$(sqlite3 city/city.db "SELECT count(*) FROM t_core_post WHERE title LIKE '市规划局%' AND unit = $(unit 031)")" 2
expect_equal "the open assignment" "$(sqlite3 city/city.db "SELECT to_unit = $(unit 031) FROM t_core_assignment WHERE title = '说明管廊规划衔接情况'")" 1
expect_equal "a briefing of before" "$(sqlite3 city/city.db "SELECT count(*) FROM t_reform_briefing WHERE unit = $(unit 032)")" 1
expect_equal "the event" "$(sqlite3 city/city.db "SELECT kind, basis_doc FROM t_core_unit_event")" "absorb|示例编〔2017〕12号"
expect_equal "nobody leads with himself" "$(sqlite3 city/city.db "SELECT count(*) FROM t_reform_task WHERE instr(co_units, ';' || lead_unit || ';') > 0")" 0

step "a second merger, and one into a unit that ended, are refused"
merge 1 019 2017-10-01 y
expect_contains "“贵阳市城乡规划局”已于2017-09-01终止 → 贵阳市住房和城乡建设局"
expect_exit 1 succeed city merge 019 --to 032 --on 2017-10-01 --basis y
expect_contains "已于2017-09-01终止"

step "its former names are still found, and lead to the unit that ended and its successor"
printf 'title,unit\n示例岗,市规划局\n' >post.csv
expect_exit 0 import city post.csv --dry-run
expect_exit 0 export city core.unit found.csv --filter "aliases has '市规划局'" --columns code,state,successor
grep -q '032.*贵阳市住房和城乡建设局' found.csv || fail "the unit that ended, with its successor"

step "the whole is taken back, and every figure is what it was, digest for digest"
expect_exit 0 withdraw city --tx "$first" --why "文件撤销"
expect_equal "June" "$(digests 2017H1 2017-06-30)" "$june"
expect_equal "December" "$(digests 2017H2 2017-12-31)" "$december"
expect_equal "events" "$(sqlite3 city/city.db "SELECT count(*) FROM t_core_unit_event")" 0
expect_exit 0 verify city

step "renamed: the same record, found by the former name too"
expect_exit 0 succeed city rename 055 --name "示例大数据局" --short-name "示例数据局" --on 2017-10-01 --basis "示例编〔2017〕20号"
expect_exit 0 export city core.unit then.csv --asof 2017-09-30 --filter "code = '055'"
grep -q "贵阳市大数据发展管理委员会" then.csv || fail "the former name on a day of before"
expect_equal "aliases" "$(sqlite3 city/city.db "SELECT name, instr(aliases, ';贵阳市大数据发展管理委员会;') > 0 FROM t_core_unit WHERE code = '055'")" "示例大数据局|1"
printf 'title,unit\n示例岗,贵阳市大数据发展管理委员会\n' >post.csv
expect_exit 0 import city post.csv
expect_equal "imported by the former name" "$(sqlite3 city/city.db "SELECT u.code FROM t_core_post p JOIN t_core_unit u ON u.id = p.unit WHERE p.title = '示例岗'")" 055

step "split and transferred: what the filter finds goes, the rest stays; a new unit takes two over; one without heir waits"
two=$(sqlite3 city/city.db "SELECT domain || ' ' || count(*) FROM t_reform_task WHERE lead_unit = $(unit 030) GROUP BY domain ORDER BY count(*) DESC LIMIT 1")
expect_exit 0 succeed city transfer 030 "031:reform.task:domain = '${two% *}' and lead_unit.code = '030'" --function "示例职能" --on 2017-11-01 --basis "示例编〔2017〕21号"
expect_equal "moved" "$(led 031 2017-12-31)" $((seven + ${two#* }))
expect_exit 0 succeed city merge 047,048 --code 901 --name "示例市场监督管理局" --on 2017-11-15 --basis "示例编〔2017〕22号"
expect_equal "the new unit" "$(sqlite3 city/city.db "SELECT count(*), date(min(valid_from) * 86400, 'unixepoch') FROM t_core_unit WHERE code = '901'")" "1|2017-11-15"
expect_equal "their posts" "$(sqlite3 city/city.db "SELECT count(*) FROM t_core_post WHERE unit = $(unit 901)")" 4
expect_exit 0 succeed city abolish 058 --on 2017-12-01 --basis "示例编〔2017〕23号"
expect_contains "无人承接"
expect_exit 0 verify city

step "through the API: the registrar alone, a preview, the same key twice, and back"
expect_exit 0 change city core.post "$(sqlite3 city/city.db "SELECT id FROM t_core_post WHERE title = '组织登记岗'")" sign_in_order=19
start_server city
enter() { # TITLE: a session of the post, in $DIR/jar
    post=$(sqlite3 city/city.db "SELECT id FROM t_core_post WHERE title = '$1'")
    rm -f "$DIR/jar"
    get /api/v1/session/post -c "$DIR/jar" -H "Origin: $URL" -H "Content-Type: application/json" -d "{\"post\":\"$post\"}"
}
ask() { # PATH BODY [HEADER]
    get "/api/v1/succession$1" -b "$DIR/jar" -H "Origin: $URL" -H "Content-Type: application/json" -H "${3:-X-None: 1}" -d "$2"
}
enter 改革办经办岗
ask /preview '{"kind":"merge","from":"032","to":"031","on":"2017-09-01","basis":"示例"}'
expect_equal "for the reform office" "$status" 403
enter 组织登记岗
body='{"kind":"merge","from":["032"],"to":"031","on":"2017-09-01","basis":"示例编〔2017〕12号"}'
before=$(journal_length city)
ask /preview "$body"
expect_equal "preview" "$status" 200
expect_equal "tasks that go over" "$(json '.lines[] | select(.entity == "reform.task" and .fate == "moves") | .count')" 13
expect_equal "nothing stored" "$(journal_length city)" "$before"
ask "" '{"kind":"merge","from":["032"],"to":"032","on":"2017-09-01","basis":"示例"}'
expect_equal "into oneself" "$status" 400
ask "" '{"kind":"merge","from":["032"],"to":"031","on":"2017-09-01","bases":"示例"}'
expect_equal "an unknown member" "$status" 400
ask "" "$body" "Idempotency-Key: merge-1"
expect_equal "done" "$status" 201
tx=$(json .tx)
ask "" "$body" "Idempotency-Key: merge-1"
expect_equal "the same answer again" "$status $(json .tx)" "201 $tx"
ask "" "$body"
expect_equal "a second time" "$status" 409
get "/api/v1/core.unit?search=%E8%A7%84%E5%88%92%E5%B1%80" -b "$DIR/jar"
get /api/v1/metrics/reform_pilot_national_total?period=2017H1\&asof=2017-06-30
expect_equal "digest of June" "$(json .digest)" "$(printf '%s' "$june" | jq -r '.[] | select(.[0] == "reform_pilot_national_total") | .[2]')"
ask "/$tx/withdraw" '{"why":"示例"}'
expect_equal "taken back" "$status" 200
ask "/1/withdraw" '{"why":"示例"}'
expect_equal "another transaction by this door" "$status" 404

step "on a page without a script: see it first, then do it, then take it back"
form() { get /succession -b "$DIR/jar" -H "Origin: $URL" -d "kind=merge&from=032&to=031&on=2017-09-01&do=$1" --data-urlencode "basis=示例编〔2017〕12号"; }
get /succession -b "$DIR/jar"
expect_equal "the page" "$status" 200
expect_contains 'action="/succession"' "示例编〔2017〕22号" "整批撤回" "待确认的区划变动"
! grep -qiE '<script|javascript:|[ "]on[a-z]+=' "$out" || fail "a script"
form preview
expect_equal "preview" "$status" 200
expect_contains "还没有存入" "转到后继单位" "照此办理" 'value="示例编〔2017〕12号"'
form take
expect_equal "done" "$status" 303
get /succession -b "$DIR/jar"
tx=$(sqlite3 city/city.db "SELECT max(tx) FROM journal WHERE kind = 'record'")
expect_contains "示例编〔2017〕12号" "name=\"tx\" value=\"$tx\""
get /succession/withdraw -b "$DIR/jar" -H "Origin: $URL" -d "tx=$tx&why="
expect_equal "without a reason" "$status" 400
get /succession/withdraw -b "$DIR/jar" -H "Origin: $URL" -d "tx=$tx&why=x"
expect_equal "taken back" "$status" 303
enter 改革办经办岗
get /succession -b "$DIR/jar"
expect_equal "for another post" "$status" 404
stop_server
expect_exit 0 verify city

step "what an edition of areas proposed is confirmed, changed or refused by the same verb"
sample=$ROOT/examples/guiyang-2017
sample_city areas
event() { sqlite3 areas/city.db "SELECT id FROM t_core_area_event WHERE $1 ORDER BY title LIMIT 1"; }
expect_exit 0 clock areas 2018-07-02
expect_exit 0 import areas "$sample/area-2017-10-31.csv" --as area
expect_exit 0 clock areas 2023-10-09
expect_exit 0 import areas "$sample/area_edition-later.csv" --as area_edition
expect_exit 0 import areas "$sample/area-2023-06-30.csv" --as area
proposed=$(sqlite3 areas/city.db "SELECT count(*) FROM t_core_area_event WHERE state = 'proposed'")
ended() { sqlite3 areas/city.db "SELECT coalesce(successors, '') FROM t_core_area WHERE code = '520122400'"; }
became=$(ended)
xinhua=$(event "edition = '2023-06-30' AND from_areas LIKE '%;' || (SELECT id FROM t_core_area WHERE code = '520122400') || ';%'")
expect_exit 1 succeed areas confirm "$xinhua"
expect_contains "要写明依据文件"
expect_exit 0 succeed areas confirm "$xinhua" --basis "示例民〔2019〕1号" --dry-run
expect_contains "永阳街道"
expect_equal "still proposed" "$(sqlite3 areas/city.db "SELECT count(*) FROM t_core_area_event WHERE state = 'proposed'")" "$proposed"
expect_exit 0 succeed areas confirm "$xinhua" --basis "示例民〔2019〕1号"
expect_equal "confirmed" "$(sqlite3 areas/city.db "SELECT state, basis_doc FROM t_core_area_event WHERE id = $xinhua")" "confirmed|示例民〔2019〕1号"
confirmed=$(last_tx)
expect_exit 1 succeed areas refuse "$xinhua" --why "示例"
expect_contains "已确认"
expect_exit 0 withdraw areas --tx "$confirmed"
expect_exit 1 succeed areas change "$xinhua" --to 520122400 --basis "示例"
expect_contains "不能是自己的后继"
expect_exit 0 succeed areas change "$xinhua" --to 520122100 --basis "示例民〔2019〕2号"
expect_equal "another successor" "$(ended)" ";$(sqlite3 areas/city.db "SELECT id FROM t_core_area WHERE code = '520122100'");"
changed=$(last_tx)
expect_exit 0 withdraw areas --tx "$changed"
expect_equal "as proposed again" "$(ended)" "$became"
expect_exit 0 succeed areas refuse "$xinhua" --why "示例:另有去向"
expect_equal "refused" "$(sqlite3 areas/city.db "SELECT state FROM t_core_area_event WHERE id = $xinhua") $(ended)" "rejected "
expect_exit 0 verify areas
