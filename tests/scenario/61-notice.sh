# A supervision notice from draft to close, as its people do it over HTTP: a naked figure refused, checked by one and signed by another, the
# number taken once and never lost, delivered to the unit's desks, received by its code, questioned, answered, returned, accepted, closed;
# a second one with interview and circular; one that is void and keeps its number; a series without gaps although signatures were refused.

sample_city city
hands '*:read|write' office director chair housing housing-head guanshanhu
start_server city

id_of() { sqlite3 city/city.db "SELECT id FROM t_$1 WHERE $2 LIMIT 1"; }
housing=$(id_of core_unit "code = '031'")
other=$(id_of core_unit "code = '024'")
task=$(id_of reform_task "lead_unit = $housing AND state = 'active'")
today=2018-01-05
facts='到期事项未见证明。全市改革任务共{{reform_task_count}}项，[[一项一项|意为逐项]]核对后仍缺。'
draft() { # TITLE FACTS [MORE FIELDS]
    jq -n --arg title "$1" --arg facts "$2" --arg unit "$housing" --arg task "$task" --argjson more "${3:-{\}}" \
        '{fields: ({title: $title, kind: "yellow", to_unit: $unit, task: $task, facts: $facts, facts_on: "2017-12-31", requirement: "按评估标准补齐证明材料。", due_on: "2018-02-09", reply_workdays: 8, contact: "改革办督察处"} + $more)}'
}
step_of() { must 200 "$1" POST "/api/v1/reform.supervision_notice/$2/transition/$3" "${4:-{\}}"; }
field() { json ".record.fields.$1 // .fields.$1"; }

step "a clerk drafts it; the addressee does not see a draft, nor can he write one"
must 201 office POST /api/v1/reform.supervision_notice "$(draft 关于补齐完成证明的督办通知 '共有12项任务没有证明。')"
one=$(json .id)
must 404 housing GET "/api/v1/reform.supervision_notice/$one"
must 403 housing POST /api/v1/reform.supervision_notice "$(draft 自己督办自己 文字)"

step "a naked figure is refused before it is checked, by place"
must 422 office POST "/api/v1/reform.supervision_notice/$one/transition/check" '{}'
expect_contains 裸数 12项 '1:3'
must 200 office PATCH "/api/v1/reform.supervision_notice/$one" "$(jq -n --arg facts "$facts" '{fields: {facts: $facts}}')"
step_of office "$one" check
expect_equal "checked" "$(field state)" checked
must 403 office PATCH "/api/v1/reform.supervision_notice/$one" '{"fields":{"requirement":"改一改"}}'
expect_contains 审核后不再改动

step "who checked does not sign; nobody writes a number by hand"
must 403 office POST "/api/v1/reform.supervision_notice/$one/transition/sign" '{}'
must 403 office PATCH "/api/v1/reform.supervision_notice/$one" '{"fields":{"number":"筑改督〔2018〕9号"}}'
expect_equal "no number was spent" "$(sqlite3 city/city.db "SELECT count(*) FROM counter WHERE name LIKE '%筑改督%'")" 0

step "the director signs: the number is taken, the figures are filled in and kept with their digests"
step_of director "$one" sign
expect_equal "number" "$(field number)" '筑改督〔2018〕1号'
expect_equal "state" "$(field state)" signing
expect_equal "text" "$(field facts_shown)" '到期事项未见证明。全市改革任务共144项，一项一项核对后仍缺。'
code=$(field receipt_code)
must 200 director GET "/api/v1/core.bound_figure?filter=$(printf %s "subject_id = $one" | jq -sRr @uri)"
expect_equal "one figure" "$(json '.items | length')" 1
expect_equal "which" "$(json '.items[0].fields | .metric + " " + .shown + " " + .asof_on')" 'reform_task_count 144 2017-12-31'
expect_equal "digest" "$(json '.items[0].fields.row_digest | length')" 64

step "a number once taken is not withdrawn, not ended, not undone"
must 409 director POST "/api/v1/reform.supervision_notice/$one/withdraw" '{}'
must 409 director POST "/api/v1/reform.supervision_notice/$one/end" '{}'
expect_contains 作废

step "delivered: it lies on the desks of the unit's liaison and head, and nobody else reads it"
step_of office "$one" issue
step_of office "$one" deliver
for who in housing housing-head; do
    must 200 $who GET /api/v1/desk
    expect_contains 关于补齐完成证明的督办通知 督办通知待签收
done
must 200 guanshanhu GET /api/v1/desk
expect_lacks 关于补齐完成证明的督办通知
must 404 guanshanhu GET "/api/v1/reform.supervision_notice/$one"

step "received with the code of the paper, by the addressee alone"
must 422 housing POST "/api/v1/reform.supervision_notice/$one/transition/receive" '{"fields":{"receipt_entered":"00000000"}}'
expect_equal "nothing of it stayed" "$(sqlite3 city/city.db "SELECT count(*) FROM t_reform_supervision_notice WHERE receipt_entered IS NOT NULL")" 0
must 403 office POST "/api/v1/reform.supervision_notice/$one/transition/receive" '{}'
step_of housing "$one" receive "{\"fields\":{\"receipt_entered\":\"$code\"}}"
expect_equal "day" "$(field received_on)" $today
must 403 housing PATCH "/api/v1/reform.supervision_notice/$one" '{"fields":{"facts":"事实不是这样"}}'

step "eight workdays to reply, as the notice states; a question pauses them, once"
expect_exit 0 due city --until 2018-02-28
grep -q "^2018-01-17 .*督办反馈" "$out" || fail "eight workdays after 5 January are 17 January"
step_of housing "$one" ask '{"fields":{"question":"证明是否包括会议纪要？"}}'
must 200 director GET /api/v1/desk
expect_contains 督办单位请求说明
must 403 housing PATCH "/api/v1/reform.supervision_notice/$one" '{"fields":{"answer":"包括"}}'
step_of office "$one" answer_question '{"fields":{"answer":"包括，须有文号。"}}'
must 422 housing POST "/api/v1/reform.supervision_notice/$one/transition/ask" '{"fields":{"question":"再问一次"}}'

step "replied, returned with a day, replied again, accepted by another hand, closed"
must 422 housing POST "/api/v1/reform.supervision_notice/$one/transition/reply" '{}'
step_of housing "$one" reply '{"fields":{"reply":"已补会议纪要。"}}'
must 200 office GET /api/v1/desk
expect_contains 督办反馈待审核
must 422 office POST "/api/v1/reform.supervision_notice/$one/transition/return" '{"fields":{"verdict":"纪要没有文号。"}}'
step_of office "$one" return '{"fields":{"verdict":"纪要没有文号。","rework_due_on":"2018-01-12"}}'
must 200 housing GET /api/v1/desk
expect_contains 督办反馈退回重报 2018-01-12
step_of housing "$one" reply_again '{"fields":{"reply":"已补，见筑建议〔2018〕2号。"}}'
must 403 housing POST "/api/v1/reform.supervision_notice/$one/transition/accept" '{}'
step_of office "$one" accept '{"fields":{"verdict":"认可。"}}'
step_of office "$one" close
expect_equal "closed" "$(field state) $(field closed_on)" "closed $today"
must 200 housing GET /api/v1/desk
expect_lacks 关于补齐完成证明的督办通知

step "a second notice needs the first; refused signatures spend no number; a stale due date is refused"
must 201 office POST /api/v1/reform.supervision_notice "$(draft 二次督办 "$facts" '{"kind":"second"}')"
two=$(json .id)
must 422 office POST "/api/v1/reform.supervision_notice/$two/transition/check" '{}'
must 200 office PATCH "/api/v1/reform.supervision_notice/$two" "{\"fields\":{\"follows\":\"$one\"}}"
step_of office "$two" check
must 201 office POST /api/v1/reform.supervision_notice "$(draft 过期的一份 "$facts" '{"due_on":"2018-01-05"}')"
stale=$(json .id)
step_of office "$stale" check
for try in 1 2 3; do must 422 director POST "/api/v1/reform.supervision_notice/$stale/transition/sign" '{}'; done
step_of director "$two" sign
expect_equal "no gap" "$(field number)" '筑改督〔2018〕2号'
code=$(field receipt_code)
step_of office "$two" issue
step_of office "$two" deliver
step_of housing-head "$two" receive "{\"fields\":{\"receipt_entered\":\"$code\"}}"
must 403 housing POST "/api/v1/reform.supervision_notice/$two/transition/interview" '{}'
step_of director "$two" interview
must 200 office PATCH "/api/v1/reform.supervision_notice/$two" '{"fields":{"circular_doc":"筑改办通报〔2018〕1号"}}'
step_of chair "$two" circulate
step_of housing "$two" reply '{"fields":{"reply":"已落实。"}}'
step_of director "$two" accept '{"fields":{"verdict":"认可。"}}'

step "one is void: the number stays with the word, and the next goes on"
must 201 office POST /api/v1/reform.supervision_notice "$(draft 发错的一份 "$facts")"
three=$(json .id)
step_of office "$three" check
step_of director "$three" sign
must 422 office POST "/api/v1/reform.supervision_notice/$three/transition/void" '{}'
step_of office "$three" void '{"fields":{"void_reason":"主送单位写错。"}}'
expect_equal "kept" "$(field number) $(field state)" '筑改督〔2018〕3号 voided'
must 200 office POST "/api/v1/reform.supervision_notice/$stale/transition/send_back" '{}'
must 200 office PATCH "/api/v1/reform.supervision_notice/$stale" '{"fields":{"due_on":"2018-03-01"}}'
step_of office "$stale" check
step_of director "$stale" sign
expect_equal "gapless" "$(sqlite3 city/city.db "SELECT group_concat(number, ' ') FROM (SELECT number FROM t_reform_supervision_notice WHERE number IS NOT NULL ORDER BY length(number), number) AS found")" \
    '筑改督〔2018〕1号 筑改督〔2018〕2号 筑改督〔2018〕3号 筑改督〔2018〕4号'
stop_server

step "a transaction that took a number is not taken back; a real city signs only with a code of its own"
tx=$(sqlite3 city/city.db "SELECT j.tx FROM journal AS j JOIN journal_record AS r ON r.chain = j.chain AND r.seq = j.seq WHERE r.record = $stale AND j.payload LIKE '%\"act\":\"sign\"%'")
expect_exit 1 withdraw city --tx "$tx"
expect_contains 作废
expect_exit 0 verify city
