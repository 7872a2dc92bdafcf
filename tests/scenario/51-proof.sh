# What proves that an item is done: each form of result asks for its own evidence; the same file for two items needs a reason; a figure is counted and never
# typed; an offline check counts apart; due dates move by a change that a leader approves; the truth checks list what is not so.

sample_city city
sql() { sqlite3 city/city.db "$1"; }
. "$ROOT/tests/scenario/readers.sh"
check() { json ".[] | select(.id == \"$1\") | \"\(.passed)/\(.applicable) \(.needs | length)\""; }

step "day one: with units, ledger and pilots alone nothing fails for want of history, and each check says what would switch it on"
expect_exit 0 promises city --format json
for one in Q1 Q2 Q3 J1 J2 J6; do expect_equal "$one" "$(check $one | cut -d' ' -f1)" 0/0; done
for one in Q1 Q2 J1 J2 J4 J6; do [ "$(check $one | cut -d' ' -f2)" -ge 1 ] || fail "$one does not say what it needs"; done
expect_equal "J5 names what the ledger of July moved after it had passed" "$(json '.[] | select(.id == "J5") | .failing | length')" 2
[ "$(json '.[] | select(.id == "Q4") | .applicable')" = 144 ] || fail "Q4 asks every task"

reader housing 市住建局联络员
reader head 市住建局主要负责人岗
reader office 改革办经办岗
reader mayor '副市长(分管城建城管)'
start_server city

unit=$(sql "SELECT unit FROM t_core_post WHERE title = '市住建局联络员'")
task=$(sql "SELECT id FROM t_reform_task WHERE lead_unit = $unit AND co_units IS NOT NULL ORDER BY due_on DESC LIMIT 1")
due=$(sql "SELECT date(due_on * 86400, 'unixepoch') FROM t_reform_task WHERE id = $task")
seq=0
item() { # FORM [FIELDS]: an item of that form, started; leaves $item
    seq=$((seq + 1))
    as office POST /api/v1/reform.item "$(jq -nc --arg task "$task" --argjson seq "$seq" --arg form "$1" --arg due "$due" --argjson more "${2:-{\}}" \
        '{fields: ({task: $task, seq: $seq, name: ("事项" + ($seq | tostring)), deliverable_type: $form, acceptance_standard: "示例标准", weight: 1, due_on: $due, baseline_due_on: $due} + $more)}')"
    expect_equal "item $1" "$status" 201
    item=$(json .id)
    as housing POST "/api/v1/reform.item/$item/transition/start" '{}'
    expect_equal "started" "$status" 200
}
evidence() { # KIND FIELDS
    as housing POST /api/v1/reform.evidence "$(jq -nc --arg item "$item" --arg kind "$1" --argjson more "$2" '{fields: ({item: $item, kind: $kind, title: ("示例材料 " + $kind), dated_on: "2018-01-04"} + $more)}')"
}
claim() { as housing POST "/api/v1/reform.item/$item/transition/claim" '{}'; }

step "a document: its number and its file; the digest is that of the file; dated in the future it is refused"
item DOC
claim
expect_equal "without proof" "$status" 422
evidence document '{"number":"筑改〔2018〕1号","dated_on":"2018-02-01"}'
expect_equal "dated in the future" "$status" 400
evidence document '{}'
expect_equal "without a number" "$status" 400
evidence document '{"number":"筑改〔2018〕1号"}'
expect_equal "evidence" "$status" 201
proof=$(json .id)
claim
expect_equal "without its file" "$status" 422
printf '示例文件正文' >file.txt
as housing POST "/api/v1/reform.evidence/$proof/attachments" '' -F file=@file.txt
expect_equal "uploaded" "$status" 201
digest=$(sql "SELECT digest FROM t_reform_evidence WHERE id = $proof")
expect_equal "the digest of the file" "${#digest}" 64
claim
expect_equal "claimed" "$status" 200
document=$item

step "a number that official papers do not bear is refused where it is written, and where the kind makes it one"
for number in '筑改[2018]7号' '筑改〔18〕7号' '筑改〔2018〕007号' '筑改〔2018〕第7号'; do
    as housing POST /api/v1/reform.evidence "{\"fields\":{\"item\":\"$item\",\"kind\":\"approval\",\"title\":\"示例\",\"dated_on\":\"2018-01-04\",\"number\":\"$number\"}}"
    expect_contains "$number"
    expect_contains '六角括号'
done
item DOC
evidence run '{"number":"记录 7","title":"会议记录"}'
expect_equal "a record of a run has what number it has" "$status" 201
as housing PATCH "/api/v1/reform.evidence/$(json .id)" '{"fields":{"kind":"document"}}'
expect_equal "as a document it would not" "$status" 400

step "a pilot is its own proof: not before it is accepted, whoever asks"
pilot() { sql "SELECT id FROM t_reform_pilot WHERE state IN ($1) ORDER BY id LIMIT 1"; }
running=$(pilot "'granted', 'filed', 'running', 'midterm'")
item PILOT
claim
expect_equal "no pilot named" "$status" 422
as housing PATCH "/api/v1/reform.item/$item" "{\"fields\":{\"pilot\":\"$running\"}}"
claim
expect_equal "not accepted yet" "$status" 422
expect_contains '试点还没有结项验收'
as office POST "/api/v1/reform.pilot/$running/transition/accept" '{}'
expect_equal "accepted" "$status" 200
claim
expect_equal "claimed on the pilot's own stage" "$status" 200
of_pilot=$item

step "the same file for another item needs a reason"
item DOC
evidence document '{"number":"筑改〔2018〕2号"}'
proof=$(json .id)
as housing POST "/api/v1/reform.evidence/$proof/attachments" '' -F file=@file.txt
expect_equal "refused" "$status" 400
expect_contains '同一内容已用于另一条记录'
as housing PATCH "/api/v1/reform.evidence/$proof" '{"fields":{"shared_reason":"一个文件两项任务"}}'
as housing POST "/api/v1/reform.evidence/$proof/attachments" '' -F file=@file.txt
expect_equal "with a reason" "$status" 201

step "a mechanism: two dated runs, or as many as the item says"
item MECH
evidence run '{"title":"第一次"}'
claim
expect_equal "one run" "$status" 422
evidence run '{"title":"第二次"}'
claim
expect_equal "two runs" "$status" 200
item MECH '{"runs_needed":3}'
evidence run '{"title":"第一次"}'
evidence run '{"title":"第二次"}'
claim
expect_equal "three wanted" "$status" 422

step "a figure is counted at the verification, and nobody types it"
item FIG '{"metric":"reform_pilot_national_total","target":"1000"}'
figure=$item
as housing PATCH "/api/v1/reform.item/$item" '{"fields":{"measured_value":"2000"}}'
expect_equal "typed" "$status" 400
claim
expect_equal "claimed" "$status" 200

step "three pairs of hands, and the co-units heard first"
as housing POST "/api/v1/reform.item/$figure/transition/unit_check" '{}'
expect_equal "not by the claimant's role" "$status" 403
as head POST "/api/v1/reform.item/$figure/transition/unit_check" '{}'
expect_equal "co-units first" "$status" 422
expect_equal "the claim asked every one of them" "$(sql "SELECT ';' || group_concat(unit, ';') || ';' FROM (SELECT unit FROM t_reform_co_part WHERE item = $figure AND state = 'asked' ORDER BY id) AS found")" \
    "$(sql "SELECT co_units FROM t_reform_task WHERE id = $task")"
parts=$(sql "SELECT id FROM t_reform_co_part WHERE item = $figure")
stop_server
expect_exit 0 clock city 2018-01-15 09:00
start_server city
for part in $parts; do
    as head POST "/api/v1/reform.item/$figure/transition/unit_check" '{}'
    expect_equal "not all are heard" "$status" 422
    as housing POST "/api/v1/reform.co_part/$part/transition/silence" '{}'
    expect_equal "silence recorded" "$status" 200
done
as head POST "/api/v1/reform.item/$figure/transition/unit_check" '{}'
expect_equal "checked" "$status" 200
as office POST "/api/v1/reform.item/$figure/transition/verify" '{}'
expect_equal "below the target" "$status" 422
expect_contains '没有达到目标'
as office PATCH "/api/v1/reform.item/$figure" '{"fields":{"target":"40"}}'
as office POST "/api/v1/reform.item/$figure/transition/verify" '{}'
expect_equal "reached" "$status" 200
expect_equal "counted" "$(json '.record.fields.measured_value + " " + .record.fields.measured_by')" "46 records"

step "what must not be uploaded is checked offline by somebody else, and counts apart"
item PROJ
evidence offline "{\"offline_by\":\"$(post_id 市住建局主要负责人岗)\"}"
expect_equal "not by its own post" "$status" 400
evidence offline "{\"offline_by\":\"$(post_id 改革办经办岗)\",\"digest\":\"00\"}"
expect_equal "no file with it" "$status" 400
evidence offline "{\"offline_by\":\"$(post_id 改革办经办岗)\"}"
expect_equal "verifier and date" "$status" 201
claim
expect_equal "claimed" "$status" 200
expect_exit 0 metrics city reform_items_offline --format json
expect_equal "apart" "$(figure value)" 1

step "a due date moves by a change that the office proposes and a leader approves; the baseline stays"
change() { as office POST /api/v1/reform.change "{\"fields\":{\"task\":\"$task\",\"item\":\"$document\",\"proposed_on\":\"2018-01-15\",\"reason\":\"上级文件推迟\",$1}}"; }
change '"field":"due_on","new_weight":"3"'
expect_equal "another thing" "$status" 400
change '"field":"weight","new_weight":"3"'
expect_equal "proposed" "$status" 201
one=$(json .id)
as office POST "/api/v1/reform.change/$one/transition/approve" '{}'
expect_equal "not by the office" "$status" 403
as mayor POST "/api/v1/reform.change/$one/transition/approve" '{}'
expect_equal "approved" "$status" 200
expect_equal "old and new" "$(json '.record.fields.old_weight, .record.fields.new_weight' | tr '\n' ' ')" "1 3 "
expect_equal "the item" "$(sql "SELECT weight FROM t_reform_item WHERE id = $document")" 3
expect_exit 0 metrics city reform_changes --format json
expect_equal "how many" "$(figure value)" 1

step "the truth checks list what is not so, and can fail"
expect_exit 0 promises city --format json
expect_equal "J1 holds" "$(json '.[] | select(.id == "J1") | .failing | length')" 0
expect_equal "J2: one unit claims more than was verified" "$(json '.[] | select(.id == "J2") | .failing | length')" 1
expect_equal "J5 is as it was" "$(json '.[] | select(.id == "J5") | .failing | length')" 2
expect_equal "J6" "$(check J6)" "1/1 0"
for field in '"due_on":"2017-12-01"' '"baseline_due_on":"2017-12-01"' '"weight":"5"' '"deliverable_type":"PROJ"'; do
    as office PATCH "/api/v1/reform.item/$document" "{\"fields\":{$field}}"
    expect_equal "by hand" "$status" 403
    expect_contains 变更
done
as office PATCH "/api/v1/reform.task/$task" '{"fields":{"due_on":"2018-12-31"}}'
expect_equal "nor that of the task" "$status" 403
as office POST /api/v1/reform.task/bulk "{\"where\":\"id = $task\",\"fields\":{\"weight\":\"9\"}}"
expect_differ "nor in bulk" "$status" 200
stop_server
expect_exit 0 change city reform.item "$of_pilot" "pilot=$(pilot "'granted', 'filed', 'running', 'midterm'")"
expect_exit 0 promises city --format json
expect_equal "J1: the pilot behind a claim is not accepted" "$(json '.[] | select(.id == "J1") | .failing[] | .message')" "对应的试点没有结项"
expect_exit 0 change city reform.item "$of_pilot" "pilot=$running"
copy_city city before
sqlite3 before/city.db "UPDATE t_reform_evidence SET number = '筑改[2018]1号' WHERE number = '筑改〔2018〕1号'"
expect_exit 0 promises before --format json
expect_equal "J1: a number of before the form was asked" "$(json '.[] | select(.id == "J1") | .failing[] | .message')" "文号不合写法：筑改[2018]1号"
expect_exit 0 change city reform.item "$document" due_on=2017-12-01 baseline_due_on=2017-12-01
expect_exit 0 change city reform.evidence "$proof" dated_on=2018-01-14
expect_exit 0 promises city --format json
expect_equal "J5: the baseline and the late move" "$(json '.[] | select(.id == "J5") | .failing | length')" 4
expect_equal "J4: dates are possible" "$(json '.[] | select(.id == "J4") | .failing | length')" 0
held=$(json '.[] | select(.id == "Q4") | .passed')
expect_exit 0 change city reform.evidence "$(sql "SELECT id FROM t_reform_evidence WHERE item = $document")" dated_on=2018-01-14 shared_reason=示例
expect_exit 0 change city core.holding "$(sql "SELECT id FROM t_core_holding WHERE post = $(post_id '副市长(分管城建城管)')")" to_on=2018-01-10
expect_exit 0 promises city --format json
expect_equal "J4: the evidence is younger than the claim" "$(json '.[] | select(.id == "J4") | .failing[].message')" "证明材料晚于自报日期"
expect_equal "Q4: tasks whose leader nobody is now" "$(json '.[] | select(.id == "Q4") | "\(.passed < '"$held"') \([.failing[].message] | unique | join(" "))"')" "true 没有在任的:L0 牵头市领导"
expect_exit 0 verify city
