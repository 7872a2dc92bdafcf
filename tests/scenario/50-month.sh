# The month, honestly: units report one month through one call each, in time and late; last month's text stands beside the empty field; a copy is found;
# the office returns and accepts; the month closes with its figures as known, and is amended afterwards with a date and a reason.

sample_city city
sql() { sqlite3 city/city.db "$1"; }
. "$ROOT/tests/scenario/readers.sh"
# The body of a whole report: every required line of the form with the words given. FORM PERIOD WORDS [SHARE]
report() {
    jq -c --arg period "$2" --arg words "$3" --arg share "${4:-0.40}" '{period: $period, submit: true, lines: [.lines[] | select(.required) |
        {(.of): .id, fields: {claimed_state: "started", claimed_share: $share, what: ($words + (.id | tostring))}}]}' "$1"
}

reader housing 市住建局联络员
reader planning 市规划局联络员
reader publicity 市委宣传部联络员
reader office 改革办经办岗
start_server city

step "who owes a report is computed: nothing is stored, and nobody reports a month that is not over its first day"
as office GET '/api/v1/reform.monthly_report/periodic/owed?period=2017-12'
expect_equal "answer" "$status" 200
units=$(json '.units | length')
expect_equal "units with tasks" "$units" "$(sql 'SELECT count(DISTINCT lead_unit) FROM t_reform_task')"
expect_equal "none is missing on 5 January" "$(json '[.units[] | select(.missing)] | length')" 0
expect_equal "due on the fifth working day" "$(json '[.units[].due.on] | unique | join(" ")')" 2018-01-08
expect_equal "no report is stored" "$(sql 'SELECT count(*) FROM t_reform_monthly_report')" 0
as office GET '/api/v1/reform.monthly_report/periodic/owed?period=2017-11'
expect_equal "November is missing everywhere" "$(json '[.units[] | select(.missing)] | length')" "$units"
as office GET '/api/v1/reform.monthly_report/periodic/owed?period=2016-12'
expect_equal "before every plan" "$status" 404
as housing GET '/api/v1/reform.monthly_report/periodic/owed?period=2017-12'
expect_equal "a unit sees its own" "$(json '.units | length')" 1

step "one call gives the form of the unit, one call sends it"
as housing GET '/api/v1/reform.monthly_report/periodic?period=2017-11'
expect_equal "form" "$status" 200
cp "$out" form
tasks=$(sql "SELECT count(*) FROM t_reform_task WHERE lead_unit = (SELECT unit FROM t_core_post WHERE title = '市住建局联络员')")
expect_equal "a line for each task" "$(json '[.lines[] | select(.of == "task")] | length')" "$tasks"
expect_equal "no month before" "$(json '[.lines[].last | select(. != null)] | length')" 0
report form 2017-11 '本月召开推进会两次，完成方案征求意见，下一步提请审议。' >november
as housing POST /api/v1/reform.monthly_report/periodic "$(cat november)" -H 'Idempotency-Key: nov-1'
expect_equal "sent" "$status" 201
report=$(json .report)
as housing POST /api/v1/reform.monthly_report/periodic "$(cat november)" -H 'Idempotency-Key: nov-1'
expect_equal "the same again is the same" "$(json .report)" "$report"
expect_equal "and one report" "$(sql 'SELECT count(*) FROM t_reform_monthly_report')" 1
as office GET '/api/v1/reform.monthly_report/periodic/owed?period=2017-11'
expect_equal "late" "$(json "[.units[] | select(.report == \"$report\")][0].due.state")" late
as office POST "/api/v1/reform.monthly_report/$report/transition/accept" '{}'
expect_equal "accepted" "$status" 200

step "a line too few, a line too many, a line that says nothing, a share that contradicts: nothing is half kept"
as planning GET '/api/v1/reform.monthly_report/periodic?period=2017-12'
expect_equal "form of another" "$status" 200
cp "$out" other
report other 2017-12 '方案已经市政府常务会审议通过。' >other.body
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c '.lines |= .[1:]' other.body)"
expect_equal "a task is missing" "$status" 422
expect_contains '没有进展也请写明'
task=$(jq -r '.lines[0].id' form)
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c --arg task "$task" '.lines[0].task = $task' other.body)"
expect_equal "another unit's task" "$status" 400
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c '.lines[0].fields = {claimed_state: "started", no_progress: true}' other.body)"
expect_contains '本月无进展要写原因'
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c '.lines[0].fields.claimed_state = "claimed"' other.body)"
expect_contains '自报完成的份额应为 1'
long=$(printf '长%.0s' $(seq 301))
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c --arg long "$long" '.lines[0].fields.what = $long' other.body)"
expect_contains '300'
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c '.unit = "2"' other.body)"
expect_differ "for another unit" "$status" 201
expect_equal "nothing was kept" "$(sql "SELECT count(*) FROM t_reform_monthly_report WHERE id <> $report")" 0

step "no progress with its reason is honest; a draft keeps its text and submits later"
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c '.submit = false | .lines |= .[:1] | .lines[0].fields = {claimed_state: "started", no_progress: true, no_progress_reason: "等上级批复"}' other.body)"
expect_equal "a draft" "$(json .record.fields.state)" draft
as planning POST /api/v1/reform.monthly_report/periodic "$(jq -c '.lines |= .[1:]' other.body)"
expect_equal "submitted" "$(json .record.fields.state)" submitted
planning=$(json .report)

step "last month's text stands beside the empty field; a copy of it is taken, and found"
as housing GET '/api/v1/reform.monthly_report/periodic?period=2017-12'
expect_equal "last month beside" "$(json '.lines[0].last.fields.what')" "$(jq -r '.lines[0].fields.what' november)"
expect_equal "the field is empty" "$(jq -r '.lines[0].line' "$out")" null
cp "$out" december.form
report december.form 2017-12 '本月召开推进会三次，完成方案征求意见，下一步提请审议。' 0.60 >december
as housing POST /api/v1/reform.monthly_report/periodic "$(cat december)"
expect_equal "sent" "$status" 201
housing=$(json .report)
check() { expect_exit 0 promises city --format json; json ".[] | select(.id == \"$1\") | .failing | length"; }
expect_equal "Q2 lists every copied line" "$(check Q2)" "$tasks"
expect_equal "Q1 asks nothing before a month is closed" "$(json '.[] | select(.id == "Q1") | .applicable')" 0

step "returned with a reason, sent again, accepted; who submitted does not accept, and an accepted report is not changed behind the back"
as office POST "/api/v1/reform.monthly_report/$housing/transition/return" '{}'
expect_equal "without a reason" "$status" 422
as office PATCH "/api/v1/reform.monthly_report/$housing" '{"fields":{"returned_reason":"与上月雷同"}}'
as office POST "/api/v1/reform.monthly_report/$housing/transition/return" '{}'
expect_equal "returned" "$status" 200
report december.form 2017-12 '十二月完成竣工验收，移交运营单位，下一步办理决算。' 0.60 >december
as housing POST /api/v1/reform.monthly_report/periodic "$(cat december)"
expect_equal "sent again" "$(json .record.fields.state)" submitted
as housing POST "/api/v1/reform.monthly_report/$housing/transition/accept" '{}'
expect_equal "not by the unit" "$status" 403
as office POST "/api/v1/reform.monthly_report/$housing/transition/accept" '{}'
expect_equal "accepted" "$status" 200
as housing POST /api/v1/reform.monthly_report/periodic "$(cat december)"
expect_equal "no longer to be changed" "$status" 409
line=$(sql "SELECT id FROM t_reform_report_line WHERE report = $housing LIMIT 1")
as housing PATCH "/api/v1/reform.report_line/$line" '{"fields":{"what":"悄悄改"}}'
expect_equal "nor line by line" "$status" 403

step "a co-unit that is asked holds the report up for five working days, then its silence is recorded"
task=$(jq -r '.lines[1].id' other)
co=$(sql "SELECT co_units FROM t_reform_task WHERE id = $task" | cut -d';' -f2)
as planning POST /api/v1/reform.co_part "{\"fields\":{\"task\":\"$task\",\"unit\":\"$co\",\"month_end\":\"2017-12-31\",\"asked_on\":\"2018-01-05\",\"question\":\"请写配合情况\"}}"
expect_equal "asked" "$status" 201
part=$(json .id)
as office PATCH "/api/v1/reform.monthly_report/$planning" '{"fields":{"returned_reason":"请补配合单位情况"}}'
as office POST "/api/v1/reform.monthly_report/$planning/transition/return" '{}'
as planning POST /api/v1/reform.monthly_report/periodic '{"period":"2017-12","submit":true}'
expect_equal "held up" "$status" 422
expect_contains '2018-01-12'
as planning POST "/api/v1/reform.co_part/$part/transition/silence" '{}'
expect_equal "not silent yet" "$status" 422
as planning GET '/api/v1/reform.monthly_report/periodic?period=2017-12'
expect_equal "the part stands in the form" "$(json '.parts[0].fields.state')" asked

step "the month is not closed while reports may still come in time or await a decision"
as office POST /api/v1/reform.period/close '{"period":"2017-12"}'
expect_equal "in time" "$status" 422
expect_contains '还在时限内'
stop_server
expect_exit 0 clock city 2018-01-15 09:00
start_server city
as planning POST /api/v1/reform.monthly_report/periodic '{"period":"2017-12","submit":true}'
expect_equal "no longer held up" "$status" 201
as office GET "/api/v1/reform.co_part/$part"
expect_equal "recorded" "$(json '.fields.state + " " + .fields.silent_on')" "silent 2018-01-15"
as publicity GET '/api/v1/reform.monthly_report/periodic?period=2017-12'
cp "$out" third
report third 2017-12 '宣传方案已印发。' >third.body
as publicity POST /api/v1/reform.monthly_report/periodic "$(cat third.body)"
late=$(json .report)
as office POST /api/v1/reform.period/close '{"period":"2017-12"}'
expect_contains '还没有受理或退回'
for one in "$planning" "$late"; do as office POST "/api/v1/reform.monthly_report/$one/transition/accept" '{}'; done
as office POST /api/v1/reform.period/close '{"period":"2017Q4"}'
expect_contains '先给 2017-10 结账'
as housing POST /api/v1/reform.period/close '{"period":"2017-12"}'
expect_equal "not by a unit" "$status" 403

step "closed: figures, checks, values and reports are kept with their reasons"
as office POST /api/v1/reform.period/close '{"period":"2017-12"}' -H 'Idempotency-Key: close-12'
expect_equal "closed" "$status" 201
period=$(json .id)
as office POST /api/v1/reform.period/close '{"period":"2017-12"}'
expect_differ "not twice" "$status" 201
kept() { sql "SELECT $1 FROM t_reform_period_figure WHERE period = $period AND $2"; }
expect_equal "meetings of the month" "$(kept value "subject = 'reform_leading_group_meetings'")" "$("$ZC" metrics city reform_leading_group_meetings --period 2017-12 --format json | jq -r '.[0].value')"
expect_equal "its digest" "$(kept row_digest "subject = 'reform_task_count'")" "$("$ZC" metrics city reform_task_count --period 2017-12 --asof 2017-12-31 --format json | jq -r '.[0].digest')"
expect_equal "in time, late, missing" "$(sql "SELECT value, count(*) FROM t_reform_period_figure WHERE period = $period AND kind = 'report' GROUP BY 1" | tr '\n' ' ')" "in_time|2 late|1 missing|$((units - 3)) "
expect_equal "checks" "$(sql "SELECT count(*) FROM t_reform_period_figure WHERE period = $period AND kind = 'check'")" "$("$ZC" promises city --format json | jq 'length')"
as office PATCH "/api/v1/reform.period_figure/$(sql "SELECT id FROM t_reform_period_figure LIMIT 1")" '{"fields":{"value":"7"}}'
expect_equal "nobody writes what is kept" "$status" 403

expect_equal "Q1: tasks without an accepted report" "$(check Q1)" "$((144 - $(sql "SELECT count(DISTINCT task) FROM t_reform_report_line WHERE report IN ($housing, $planning, $late)")))"
expect_equal "Q2: no copy is left" "$(check Q2)" 0
expect_equal "J2 lists who claims much and has nothing verified" "$(check J2)" 3
one=$(sql "SELECT task FROM t_reform_report_line WHERE report = $housing LIMIT 1")
as office GET "/api/v1/reform.task/$one"
expect_equal "the share of the newest accepted report" "$(json '.fields.progress_reported + " " + .fields.progress_verified')" "0.6 0"

step "the report of the month is issued once: a bulletin of at most four pages, with the ledger as its attachment on pages across"
month=$(sql "SELECT id FROM t_reform_period WHERE kind = 'month' AND seq = 12")
as office POST "/api/v1/reform.period/$month/transition/issue" '{}'
expect_equal "issued" "$status" 200
digest=$(sql "SELECT paper_digest FROM t_reform_period WHERE id = $month")
paper=city/files/$(printf %.2s "$digest")/$digest
as office GET "/api/v1/reform.period/$month/paper?as=html"
sed 's/<[^>]*>//g' "$out" >month.txt
for words in 示例改革月报 示例第12期 2017年12月全面深化改革月报 144项改革任务 真实性检查 需要协调的事项 下月到期 "附件 改革任务台账"; do grep -qF "$words" month.txt || fail "the report lacks: $words"; done
if grep -qF 未结账 month.txt; then fail "it calls itself open"; fi
# a line that is set across the page is taller than wide
annex=$(for page in 1 2 3 4 5; do
    pdftotext -f $page -l $page -bbox-layout "$paper" boxes.html
    grep -o '<line xMin="[0-9.]*" yMin="[0-9.]*" xMax="[0-9.]*" yMax="[0-9.]*"' boxes.html | tr -c '0-9.\n' ' ' |
        awk -v page=$page '$4 - $2 > 60 && $3 - $1 < 20 {count++; if ($1 < 78 || $3 > 524 || $2 < 104 || $4 > 744) out++} END {if (count > 5) print page, out + 0}'
done | head -1)
outside=${annex#* } annex=${annex% *}
[ "${annex:-9}" -le 5 ] || fail "more than four pages stand before the ledger"
expect_equal "lines that leave the block on page $annex" "$outside" 0
pdftotext -f "$annex" -l "$annex" "$paper" - | grep -q '— *'"$annex"' *—' || fail "page $annex bears no number"
as office POST "/api/v1/reform.period/$month/transition/issue" '{}'
expect_equal "and no second time" "$status" 422
as housing GET "/api/v1/reform.period/$month/paper?as=pdf"
expect_equal "whoever may not see what the closing keeps does not see the bulletin" "$status" 403

step "after the close only a dated amendment"
report december.form 2017-12 '更正：竣工验收于一月完成。' 0.50 >again
as housing POST /api/v1/reform.monthly_report/periodic "$(cat again)"
expect_equal "closed" "$status" 409
expect_contains '更正'
as office PATCH "/api/v1/reform.monthly_report/$housing" '{"fields":{"returned_reason":"再看"}}'
expect_equal "nor by the office" "$status" 400
as housing POST /api/v1/reform.monthly_report/periodic "$(jq -c '.amendment = "验收日期写错"' again)"
expect_equal "amended" "$status" 201
expect_equal "dated" "$(json '.record.fields.amended_on + " " + .record.fields.state')" "2018-01-15 submitted"
as office POST "/api/v1/reform.monthly_report/$housing/transition/accept" '{}'
expect_equal "accepted anew" "$status" 200
as office GET "/api/v1/reform.report_line/$line?asof=2017-12-31"
expect_contains '十二月完成竣工验收'
as office GET "/api/v1/reform.report_line/$line"
expect_contains '更正：竣工验收于一月完成'
expect_equal "what was kept stays" "$(kept value "subject = 'reform_task_count'")" 144
stop_server
expect_exit 0 verify city

step "Q3: a problem has its owner and date, a request for help its answer"
line=$(sqlite3 city/city.db "SELECT l.id FROM t_reform_report_line AS l JOIN t_reform_monthly_report AS r ON r.id = l.report WHERE r.state = 'accepted' ORDER BY l.id LIMIT 1")
expect_exit 0 change city reform.report_line "$line" problem=示例问题 help=示例请求 help_since=2018-01-08
expect_exit 0 promises city --asof 2018-03-01 --format json
expect_equal "neither is there" "$(json '.[] | select(.id == "Q3") | "\(.passed)/\(.applicable) \([.failing[].message] | sort | join(" "))"')" "0/2 协调请求没有按时答复：应在 2018-01-22 前 问题没有责任岗位或时限"
