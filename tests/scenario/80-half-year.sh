# Half a year of supervision as its roles play it, over HTTP with a session each, on the clock of the sample city: a plan is approved; six months are
# reported, late, copied, missing and honest; two quarters are inspected, one claim is contradicted; notices up to a second one, one void;
# what was put right relapses; an experience is taken over by another unit; the review comes out in its skins and comes out again.
# At the end of each month its figures are asserted, and at the very end asked again as they were known then.

sample_city city
. "$ROOT/tests/scenario/readers.sh"
sql() { sqlite3 city/city.db "$1"; }
unit_of() { sql "SELECT unit FROM t_core_post WHERE title = '$1联络员'"; }
housing=$(unit_of 市住建局)
planning=$(unit_of 市规划局)
ecology=$(unit_of 市生态委)
police=$(unit_of 市公安局)
for unit in planning:市规划局 ecology:市生态委 police:市公安局; do
    reader "${unit%%:*}" "${unit#*:}联络员"
    reader "${unit%%:*}-head" "${unit#*:}主要负责人岗"
done
start_server city

# as WHO METHOD PATH [BODY] [CURL-OPTION…]: asks with the token of a post, or in a session of a post that the sample's entrance offers, a new one each day.
as() {
    asks=$1 method=$2 where=$3 body=${4:-}
    [ $# -ge 4 ] && shift 4 || shift $#
    if [ -f "city/keys/token-$asks.txt" ]; then
        set -- -H "Authorization: Bearer $(cat "city/keys/token-$asks.txt")" "$@"
    else
        [ -f "jar.$asks.$today" ] || enter
        set -- -b "jar.$asks.$today" -H "Origin: $URL" "$@"
    fi
    [ -z "$body" ] || set -- -H 'Content-Type: application/json' -d "$body" "$@"
    get "$where" -X "$method" "$@"
}
enter() {
    case $asks in
    office) post=改革办经办岗 ;; director) post=改革办主任岗 ;; chair) post=领导小组组长 ;; mayor) post='副市长(分管城建城管)' ;; inspector) post=督察组组长岗 ;;
    writer) post=综述撰写岗 ;; housing) post=市住建局联络员 ;; housing-head) post=市住建局主要负责人岗 ;; *) fail "nobody is called $asks" ;;
    esac
    get /api/v1/session/post -X POST -c "jar.$asks.$today" -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$(post_id "$post")\"}"
    expect_equal "$asks enters" "$status" 201
}

# must STATUS WHO METHOD PATH [BODY]
must() {
    wanted=$1
    shift
    as "$@"
    [ "$status" = "$wanted" ] || fail "$wanted expected: $*"
}
made() { must 201 "$1" POST "/api/v1/reform.$2" "{\"fields\":$3}"; id=$(json .id); } # WHO ENTITY FIELDS
take() { must 200 "$1" POST "/api/v1/reform.$2/$3/transition/$4" "${5:-{\}}"; }      # WHO ENTITY ID STEP [BODY]
write() { must 200 "$1" PATCH "/api/v1/reform.$2/$3" "{\"fields\":$4}"; }            # WHO ENTITY ID FIELDS
day() { expect_exit 0 clock city "$1" "${2:-09:00}"; today=$1; }
# Values of figures at the end of a month, one line: ASOF ID…
figures() {
    asof=$1
    shift
    for figure in "$@"; do
        must 200 office GET "/api/v1/metrics/$figure?asof=$asof&period=$(echo "$asof" | cut -c 1-7)"
        json '.value // "–" | tostring'
    done | tr '\n' ' '
}

running="reform_verified_progress reform_reported_progress reform_honesty_gap reform_overdue_items reform_spi_t"
# What the closing of a month kept of its reports, in percent.
in_time() { must 200 office GET "/api/v1/metrics/reform_reports_on_time?period=$1"; json '.value | tostring'; }

step "the plan is approved: five tasks of four units, ten items that weigh twenty"
day 2018-01-08
made office plan '{"year":2018,"title":"示例2018年改革要点","approved_task_total":5,"starts_on":"2018-01-01","ends_on":"2018-12-31","approved_on":"2018-01-08","approved_by":"示例领导小组会议","baseline_on":"2018-01-08","go_live_on":"2018-01-08"}'
plan=$id
mayor=$(post_id '副市长(分管城建城管)')
task() { # UNIT DOMAIN SERIAL MATTER FORM CO-UNITS
    made office task "$(jq -nc --arg plan "$plan" --arg unit "$1" --arg domain "$2" --argjson serial "$3" --arg matter "$4" --arg form "$5" --arg leader "$mayor" --arg co "${6:-}" \
        '{plan: $plan, lead_unit: $unit, domain: $domain, serial: $serial, matter: $matter, deliverable_form: $form, lead_leader: $leader, kind: "own", origin_level: "municipal",
          origin_doc: "示例改〔2018〕1号", measures: "分季度办理并逐项核对", due_on: "2018-12-28", acceptance_standard: "成果印发并经核实", weight: 1}
         + if $co == "" then {no_co_unit_reason: "单独可办"} else {co_units: [$co]} end')"
    take office task "$id" approve
}
item() { # TASK SEQ NAME FORM WEIGHT DUE
    made office item "$(jq -nc --arg task "$1" --argjson seq "$2" --arg name "$3" --arg form "$4" --argjson weight "$5" --arg due "$6" \
        '{task: $task, seq: $seq, name: $name, deliverable_type: $form, weight: $weight, due_on: $due, baseline_due_on: $due, acceptance_standard: "成果印发并经核实"}')"
}
task "$housing" 02 1 示例：老旧小区改造 DOC "$planning"; T1=$id
task "$housing" 02 2 示例：物业调解 MECH; T2=$id
task "$planning" 02 3 示例：控规一张图 PROJ; T3=$id
task "$ecology" 06 1 示例：生态补偿 DOC; T4=$id
task "$police" 07 1 示例：户籍窗口 DOC; T5=$id
item "$T1" 1 改造办法 DOC 2 2018-03-30; A1=$id
item "$T1" 2 改造标准 DOC 2 2018-06-29; A2=$id
item "$T2" 1 调解机制 MECH 2 2018-03-30; B1=$id
item "$T3" 1 编制方案 DOC 2 2018-02-28; C1=$id
item "$T3" 2 数据入库 PROJ 3 2018-06-29; C2=$id
item "$T3" 3 使用规则 DOC 1 2018-05-31; C3=$id
item "$T4" 1 补偿办法 DOC 2 2018-03-30; D1=$id
item "$T4" 2 补偿细则 DOC 2 2018-09-28; D2=$id
item "$T5" 1 窗口方案 DOC 2 2018-04-27; E1=$id
item "$T5" 2 窗口评估 DOC 2 2018-11-30; E2=$id
expect_equal "on its first day" "$(figures 2018-01-08 reform_task_count reform_verified_progress reform_lamp_red reform_lamp_yellow)" "5 0 0 0 "

# What a unit does with an item: its proof, its claim, the check by its head; then the office verifies.
proof() { # WHO ITEM KIND
    n=$((n + 1))
    made "$1" evidence "$(jq -nc --arg item "$2" --arg kind "$3" --arg n "$n" --arg on "$today" --arg title "示例材料$n" \
        '{item: $item, kind: $kind, title: $title, dated_on: $on} + if $kind == "document" then {number: ("示例发〔2018〕" + $n + "号")} else {} end')"
    [ "$3" != document ] || { echo "示例文件 $2 $n" >file.txt; must 201 "$1" POST "/api/v1/reform.evidence/$id/attachments" '' -F file=@file.txt; }
}
n=0
claim() { # UNIT ITEM KIND…
    unit=$1 what=$2
    shift 2
    as "$unit" POST "/api/v1/reform.item/$what/transition/start" '{}'
    for kind in "$@"; do proof "$unit" "$what" "$kind"; done
    take "$unit" item "$what" claim
}
heard() { # ITEM: the claim asked each co-unit what it has to say of it
    part=$(sql "SELECT id FROM t_reform_co_part WHERE item = $1 AND unit = $planning AND state = 'asked'")
    [ -z "$part" ] || take planning co_part "$part" answer '{"fields":{"words":"规划条件已出具。"}}'
}
done_with() { # UNIT ITEM KIND…
    claim "$@"
    heard "$what"
    take "$unit-head" item "$what" unit_check
    take office item "$what" verify
}

# A month is reported. UNIT MONTH WORDS [SHARE]: each line that is asked for with these words.
report() {
    must 200 "$1" GET "/api/v1/reform.monthly_report/periodic?period=$2"
    body=$(jq -c --arg period "$2" --arg words "$3" --arg share "${4:-0.30}" '{period: $period, submit: true, lines: [.lines[] |
        {(.of): .id, fields: {claimed_state: "started", claimed_share: $share, what: (.name + $words)}}]}' "$out")
    must 201 "$1" POST /api/v1/reform.monthly_report/periodic "$body"
    report=$(json .report)
}
accepted() { report "$@"; take office monthly_report "$report" accept; }
closed() { must 201 office POST /api/v1/reform.period/close "{\"period\":\"$1\"}"; id=$(json .id); }
check() { must 200 office GET "/api/v1/promises?asof=${2:-$today}"; json ".checks[] | select(.id == \"$1\") | .failing_count"; }

step "January is reported in time by three; the fourth says nothing and nobody stores that"
day 2018-02-05
accepted housing 2018-01 摸清底数，列出小区名单。
accepted planning 2018-01 完成坐标统一的技术论证。
accepted police 2018-01 窗口选址已定，人员到位。
must 422 office POST /api/v1/reform.period/close '{"period":"2018-01"}'
day 2018-02-08
closed 2018-01
expect_equal "kept: in time and missing" "$(sql "SELECT value, count(*) FROM t_reform_period_figure WHERE period = $id AND kind = 'report' GROUP BY 1" | tr '\n' ' ')" "in_time|3 missing|1 "
expect_equal "reports in time" "$(in_time 2018-01)" 75
expect_equal "January" "$(figures 2018-01-31 reform_task_count reform_verified_progress reform_lamp_red reform_lamp_green reform_lamp_grey)" "5 0 0 4 1 "

step "February: one item verified; the silent unit is silent again, and two closed months without a report make its task late"
day 2018-02-26
done_with planning "$C1" document
day 2018-03-05
accepted housing 2018-02 入户调查过半，正在汇总意见。
accepted planning 2018-02 编制方案印发，开始采集数据。
accepted police 2018-02 窗口装修验收，设备进场安装。
day 2018-03-08
closed 2018-02
# Reported: items of weight 14 at 0.30, those not asked for again as in January, and the verified one whole; the silent unit claims nothing.
expect_equal "February" "$(figures 2018-02-28 $running reform_lamp_red)" "0.1 0.31 0.21 0 1 0 "
reasons() { must 200 office GET "/api/v1/reform.task/$1"; json '[.fields.lamp] + [.reasons.lamp[].rule] | join(" ")'; }
lamp_of() { reasons "$1" | cut -d' ' -f1; }
expect_equal "unknown is red" "$(reasons "$T4")" "red unreported"
expect_equal "Q1 names its items" "$(check Q1)" 2

step "a first notice: checked, signed with its number, received by its code, answered, accepted, closed"
notice() { # UNIT TASK KIND TITLE DUE FACTS [MORE]
    made office supervision_notice "$(jq -nc --arg unit "$1" --arg task "$2" --arg kind "$3" --arg title "$4" --arg due "$5" --arg facts "$6" --arg on "$today" --argjson more "${7:-{\}}" \
        '{to_unit: $unit, task: $task, kind: $kind, title: $title, due_on: $due, facts: $facts, facts_on: $on, requirement: "按评估标准补齐。", contact: "改革办督察处"} + $more')"
    take office supervision_notice "$id" check
    take director supervision_notice "$id" sign
    number=$(json .record.fields.number) code=$(json .record.fields.receipt_code)
}
delivered() { take office supervision_notice "$1" issue; take office supervision_notice "$1" deliver; take "$2" supervision_notice "$1" receive "{\"fields\":{\"receipt_entered\":\"$code\"}}"; }
day 2018-03-12
notice "$ecology" "$T4" yellow 关于按月报告的督办通知 2018-03-23 '本年改革任务{{reform_task_count}}项，贵单位[[一项|指这一项任务]]连续未报。'
first=$id
expect_equal "the first number" "$number" '筑改督〔2018〕1号'
delivered "$first" ecology
day 2018-03-20
take ecology supervision_notice "$first" reply '{"fields":{"reply":"三月起按月报告。"}}'
day 2018-03-22
take director supervision_notice "$first" accept '{"fields":{"verdict":"认可。"}}'
take office supervision_notice "$first" close

step "March: three claims, two of them verified; one report comes two working days late"
day 2018-03-26
done_with housing "$B1" run run
claim housing "$A1" document
must 422 housing-head POST "/api/v1/reform.item/$A1/transition/unit_check" '{}'
heard "$A1"
take housing-head item "$A1" unit_check
must 403 housing POST "/api/v1/reform.item/$A1/transition/verify" '{}'
take office item "$A1" verify
claim ecology "$D1" document
day 2018-04-03
accepted housing 2018-03 改造办法和调解机制完成。 0.50
accepted planning 2018-03 入库数据三分之一，质检通过。 0.40
accepted ecology 2018-03 补偿办法报完成，细则起草。 0.50
day 2018-04-11
accepted police 2018-03 窗口试运行，群众评价较好。 0.40
closed 2018-03
expect_equal "March" "$(figures 2018-03-31 $running claims_upheld_share rectification_on_time notices_open reform_due_changes)" "0.3 0.55 0.25 1 0.8889 – – 0 0 "
expect_equal "late" "$(reasons "$T5" | grep -c report_late)" 1
expect_equal "no longer unknown" "$(reasons "$T4" | grep -c unreported || :)" 0

step "the first quarter is inspected: the seed is published before the frame is read, three of four claims are drawn"
round() { # QUARTER FROM TO SEED OPENS CLOSES
    made office inspection_round "{\"plan\":\"$plan\",\"quarter\":\"$1\",\"from_on\":\"$2\",\"to_on\":\"$3\",\"theme\":\"示例$1督察\",\"frame\":\"claims\",\"size\":3,\"seed\":\"$4\",\"team\":[\"$(post_id 督察组组长岗)\"],\"opens_on\":\"$5\",\"closes_on\":\"$6\"}"
    round=$id
    must 400 office POST "/api/v1/reform.inspection_round/$round/transition/draw" '{}'
    take office inspection_round "$round" publish
    must 422 office PATCH "/api/v1/reform.inspection_round/$round" '{"fields":{"seed":"another"}}'
    take office inspection_round "$round" draw
    must 200 police GET "/api/v1/reform.inspection_round/$round/draw"
    expect_equal "four claims" "$(json .frame.count)" 4
    for one in $(json '.order[].id' | sort -n); do printf '%s %s\n' "$(printf '%s|%s' "$4" "$one" | openssl dgst -sm3 | sed 's/.* //')" "$one"; done | LC_ALL=C sort | cut -d' ' -f2 >again
    expect_equal "drawn again outside" "$(json '.order[].id')" "$(cat again)"
    must 200 inspector GET "/api/v1/reform.inspection_finding?filter=$(printf 'round = %s' "$round" | jq -sRr @uri)&order=drawn_rank"
    json '.items[] | "\(.id) \(.fields.item) \(.fields.unit)"' >findings
    expect_equal "three drawn" "$(wc -l <findings)" 3
}
found() { write inspector inspection_finding "$1" "{\"verdict\":\"$2\",\"facts\":\"$3\",\"visited_on\":\"$today\"}"; take inspector inspection_finding "$1" send; }
final() { write inspector inspection_finding "$1" "{\"final_verdict\":\"$2\"${3:+,\"final_reason\":\"$3\"}}"; take inspector inspection_finding "$1" "${4:-conclude_unanswered}"; }
day 2018-04-12
round 2018Q1 2018-01-01 2018-03-31 示例种子2018Q1 2018-04-12 2018-05-31
# One that was verified already turns out false; which, the seed decided.
bad=
while read -r finding item unit; do
    state=$(sql "SELECT state FROM t_reform_item WHERE id = $item")
    if [ -z "$bad" ] && [ "$state" = verified ]; then
        bad=$item bad_finding=$finding bad_unit=$unit
        found "$finding" contradicted 现场未见所报成果
    else
        found "$finding" upheld 成果属实
    fi
done <findings
[ -n "$bad" ] || fail "no verified claim was drawn"
bad_task=$(sql "SELECT task FROM t_reform_item WHERE id = $bad")
[ "$bad_unit" = "$housing" ] && culprit=housing || culprit=planning
must 404 police GET "/api/v1/reform.inspection_finding/$bad_finding"
made "$culprit" finding_reply "{\"finding\":\"$bad_finding\",\"unit\":\"$bad_unit\",\"text\":\"正在补正。\",\"replied_on\":\"$today\"}"
take "$culprit" inspection_finding "$bad_finding" reply
final "$bad_finding" contradicted 答复没有新的证明 conclude
expect_equal "open again" "$(sql "SELECT state FROM t_reform_item WHERE id = $bad")" reopened
expect_equal "the lamp says so" "$(reasons "$bad_task" | grep -c '^red.*contradicted')" 1
must 200 office GET "/api/v1/reform.inspection_round/$round/draw"
expect_equal "two not final yet" "$(json .result.sentence.zh)" '4 项自报完成，抽查 3 项，0 项属实（2 项未定）；最多 4 项可能不实（95%）'

step "it is put right: measures, a claim by the unit, verified by another, closed; April brings two more verifications and a copied report"
made office rectification "{\"source\":\"finding\",\"finding\":\"$bad_finding\",\"item\":\"$bad\",\"task\":\"$bad_task\",\"problem\":\"成果未到位即报完成\",\"unit\":\"$bad_unit\",\"opened_on\":\"$today\"}"
fix=$id
must 422 office POST "/api/v1/reform.rectification/$fix/transition/agree" '{}'
write "$culprit" rectification "$fix" "{\"measures\":\"补齐成果\",\"owner\":\"$(sql "SELECT id FROM t_core_post WHERE unit = $bad_unit AND title LIKE '%主要负责人岗'")\"}"
take office rectification "$fix" agree
take "$culprit" rectification "$fix" begin
day 2018-04-20
take ecology-head item "$D1" unit_check
take office item "$D1" verify
day 2018-04-25
done_with police "$E1" document
made office change "{\"task\":\"$T3\",\"item\":\"$C3\",\"field\":\"due_on\",\"new_due_on\":\"2018-06-15\",\"reason\":\"上级技术规程推迟\",\"proposed_on\":\"$today\"}"
must 403 office POST "/api/v1/reform.change/$id/transition/approve" '{}'
take mayor change "$id" approve
day 2018-04-27
while read -r finding item unit; do [ "$finding" = "$bad_finding" ] || final "$finding" upheld; done <findings
must 200 office GET "/api/v1/reform.inspection_round/$round/draw"
expect_equal "what it proves" "$(json '"\(.result.upheld) \(.result.k95)"')" "2 2"
write inspector inspection_round "$round" '{"report":"抽查三项，一项不实，已立整改。"}'
take inspector inspection_round "$round" report
day 2018-05-04
accepted housing 2018-04 标准起草，两轮征求意见。 0.50
report planning 2018-04 入库数据三分之一，质检通过。 0.40
copied=$report
accepted ecology 2018-04 补偿办法核实，细则调研。 0.60
accepted police 2018-04 窗口方案核实，开始评估设计。 0.60
expect_equal "Q2 lists the copied line" "$(check Q2)" 1
must 422 office POST "/api/v1/reform.monthly_report/$copied/transition/return" '{}'
take office monthly_report "$copied" return '{"fields":{"returned_reason":"与上月雷同"}}'
report planning 2018-04 入库数据过半，发现坐标偏差并已改正。 0.50
take office monthly_report "$report" accept
expect_equal "no copy is left" "$(check Q2)" 0
day 2018-05-09
closed 2018-04
expect_equal "April" "$(figures 2018-04-30 $running claims_upheld_share rectification_on_time notices_open reform_due_changes)" "0.4 0.63 0.23 1 0.75 66.7 – 0 1 "

made office meeting '{"year":2018,"no":1,"held_on":"2018-05-09"}'
meeting=$id

step "May: the claim is made again and stands, the rectification is closed; two notices, one of them void with its number"
day 2018-05-14
facts='任务进度由账本给出：全市任务{{reform_task_count}}项。'
notice "$planning" "$T3" yellow 关于数据入库的督办通知 2018-06-15 "$facts"
pressed=$id
expect_equal "the second number" "$number" '筑改督〔2018〕2号'
delivered "$pressed" planning
notice "$police" "$T5" blue 发错的督办通知 2018-06-15 "$facts"
take office supervision_notice "$id" void '{"fields":{"void_reason":"主送单位写错。"}}'
void=$id
day 2018-05-21
write "$culprit" rectification "$fix" '{"result":"成果补齐并印发","evidence":"示例发〔2018〕99号"}'
take "$culprit" rectification "$fix" claim
must 403 "$culprit" POST "/api/v1/reform.rectification/$fix/transition/verify" '{}'
take inspector rectification "$fix" verify
take office rectification "$fix" close
if [ "$bad" = "$B1" ]; then done_with "$culprit" "$bad" run; else done_with "$culprit" "$bad" document; fi
day 2018-06-04
accepted housing 2018-05 标准送审，公示无异议。 0.70
accepted planning 2018-05 偏差全部改正，规则成稿送审。 0.60
accepted ecology 2018-05 细则分三类测算。 0.70
accepted police 2018-05 评估问卷发放五百份。 0.70
day 2018-06-08
closed 2018-05
expect_equal "May" "$(figures 2018-05-31 $running claims_upheld_share rectification_on_time notices_open reform_due_changes)" "0.5 0.72 0.22 0 0.8 – 0 1 1 "

step "June: a notice runs out and is followed by a second one with an interview; two more items are verified, one is not"
day 2018-06-14
done_with planning "$C3" document
day 2018-06-20
expect_equal "a notice past its day" "$(reasons "$T3" | grep -c '^red.*notice')" 1
must 422 office POST "/api/v1/reform.supervision_notice/$pressed/transition/interview" '{}'
notice "$planning" "$T3" second 关于数据入库的二次督办通知 2018-07-06 "$facts" "{\"follows\":\"$pressed\"}"
second=$id
expect_equal "the void one keeps its number" "$number $(sql "SELECT number || ' ' || state FROM t_reform_supervision_notice WHERE id = $void")" '筑改督〔2018〕4号 筑改督〔2018〕3号 voided'
delivered "$second" planning
take planning supervision_notice "$pressed" reply '{"fields":{"reply":"技术人员不足，已请协调。"}}'
take director supervision_notice "$pressed" accept '{"fields":{"verdict":"转二次督办。"}}'
day 2018-06-26
done_with housing "$A2" document
day 2018-06-28
take director supervision_notice "$second" interview
day 2018-07-03
accepted housing 2018-06 标准印发。 0.90
accepted planning 2018-06 入库九成，余下地块七月完成。 0.80
accepted ecology 2018-06 细则初稿完成。 0.80
accepted police 2018-06 评估报告起草。 0.80
day 2018-07-09
expect_equal "overdue by more than five working days" "$(reasons "$T3" | grep -c '^red.*overdue')" 1
closed 2018-06
expect_equal "reports in time" "$(in_time 2018-03) $(in_time 2018-06) $(in_time 2018H1)" "75 100 87.5"
expect_equal "June" "$(figures 2018-06-30 $running claims_upheld_share rectification_on_time notices_open reform_due_changes)" "0.65 0.8 0.15 1 0.9 – – 1 1 "

step "the second quarter is inspected and holds"
day 2018-07-10
round 2018Q2 2018-04-01 2018-06-30 示例种子2018Q2 2018-07-10 2018-08-31
while read -r finding item unit; do found "$finding" upheld 成果属实; done <findings

step "an experience is promoted to three units: one takes it over and is verified by another, one refuses with its reason, one is silent"
made office experience "$(jq -nc --arg task "$T2" --arg unit "$housing" --arg a "$planning" --arg b "$ecology" --arg c "$police" '{title: "示例：物业调解", task: $task, origin_unit: $unit, practice: "调解员驻点", preconditions: "有调解室",
    effect_metric: "平均调解天数", effect_before: "20", effect_after: "7", effect_basis: "示例统计", addressees: [$a, $b, $c], answer_due_on: "2018-07-20"}')"
experience=$id
take office experience "$experience" promote '{"fields":{"promoted_by_doc":"示例改〔2018〕6号"}}'
answer_of() { sql "SELECT id FROM t_reform_experience_adoption WHERE experience = $experience AND unit = $1"; }
take planning experience_adoption "$(answer_of "$planning")" answer '{"fields":{"mode":"copy","started_on":"2018-07-10","proof":"示例规〔2018〕3号"}}'
must 403 planning POST "/api/v1/reform.experience_adoption/$(answer_of "$planning")/transition/verify" '{}'
take inspector experience_adoption "$(answer_of "$planning")" verify
take ecology experience_adoption "$(answer_of "$ecology")" answer '{"fields":{"mode":"refuse","reason":"没有调解事项"}}'
expect_equal "one of three verified" "$(figures "$today" adoption_answered adoption_verified)" "66.7 33.3 "
expect_equal "the silent one is named" "$(check F5)" 1
made office accountability_action "{\"link\":\"$(sql 'SELECT min(id) FROM t_reform_accountability_link')\",\"done_on\":\"$today\",\"form\":\"on_site\",\"tasks\":[\"$T1\"],\"result\":\"现场定了两件事\",\"source\":\"示例纪要\"}"
expect_equal "one link acted" "$(figures "$today" chain_links_live)" "1 "

step "nobody sets a lamp, and nobody moves a due date by hand"
must 400 office PATCH "/api/v1/reform.task/$T3" '{"fields":{"lamp":"green"}}'
must 403 office PATCH "/api/v1/reform.item/$C2" '{"fields":{"due_on":"2018-09-28"}}'
must 422 chair POST "/api/v1/reform.task/$T3/transition/write_off" '{}'
take chair task "$T2" write_off
expect_equal "done" "$(reasons "$T2")" "done written_off"

step "the review of the half-year is published in its skins, and all its figures come out again"
day 2018-07-25
while read -r finding item unit; do final "$finding" upheld; done <findings
must 200 office GET "/api/v1/reform.inspection_round/$round/draw"
expect_equal "what it proves" "$(json '"\(.result.upheld) \(.result.k95)"')" "3 1"
write inspector inspection_round "$round" '{"report":"抽查三项，全部属实。"}'
take inspector inspection_round "$round" report
text='# 示例上半年综述

上半年召开会议{{reform_leading_group_meetings}}次，年度任务{{reform_task_count}}项，核实进度{{reform_verified_progress}}，签发督办{{notices_signed}}份，督察申报属实率{{claims_upheld_share}}%。

国家级试点{{reform_pilot_national_total}}项，已完成{{reform_pilot_national_done}}项。逾期事项{{reform_overdue_items}}项，仍在督办。'
must 201 writer POST /api/v1/core.draft "$(jq -nc --arg text "$text" '{fields: {title: "示例2018年上半年综述", report: "half", period: "2018H1", asof_on: "2018-06-30", language: "zh", text: ($text + "\n\n共有12项没有出处。")}}')"
draft=$(json .id)
must 422 writer POST "/api/v1/core.draft/$draft/publish" '{"slice":1}'
must 200 writer PATCH "/api/v1/core.draft/$draft" "$(jq -nc --arg text "$text" '{fields: {text: $text}}')"
must 201 writer POST "/api/v1/core.draft/$draft/publish" "{\"slice\":$(sql "SELECT slice FROM t_core_draft WHERE id = $draft")}"
edition=$(sql "SELECT edition FROM t_core_draft WHERE id = $draft")
for paper in report bulletin press; do
    must 200 writer GET "/api/v1/core.edition/$edition/paper?paper=$paper&as=docx"
    expect_equal "$paper" "$(head -c 2 "$out")" PK
done
replay() { must 200 writer GET "/api/v1/core.edition/$1/replay"; json '"\([.items[] | select(.then == "same")] | length) \([.items[] | select(.now == "same")] | length) of \(.items | length)"'; }
expect_equal "all the same" "$(replay "$edition")" "8 8 of 8"
old=$(sql "SELECT min(id) FROM t_core_edition")
expect_equal "and those of the year before" "$(replay "$old")" "51 51 of 51"

step "in August a fact of May turns out wrong: the drift is announced, the edition stays, the record that moved is named"
day 2018-08-20
late='{"fields":{"held_on":"2018-07-04"},"valid_from":"2018-05-09","why":"会议推迟到七月"}'
must 200 office POST "/api/v1/reform.meeting/$meeting/drift" "$late"
expect_contains reform_leading_group_meetings
must 200 office PATCH "/api/v1/reform.meeting/$meeting" "$late"
expect_equal "one drifted" "$(replay "$edition")" "8 7 of 8"
expect_equal "and why" "$(json '.items[] | select(.now != "same") | "\(.metric) \(.records[0].id)"')" "reform_leading_group_meetings $meeting"

step "in November what was closed is looked at again and has relapsed: rectification, item, task and pilot are open again"
day 2018-11-21
pilot=$(sql "SELECT id FROM t_reform_pilot WHERE state = 'accepted' AND level = 'national' ORDER BY id LIMIT 1")
before=$(figures 2018-06-30 reform_pilot_national_done)
for what in "rectification $fix" "task $T2" "pilot $pilot"; do
    made inspector lookback "{\"turn\":\"first\",\"${what% *}\":\"${what#* }\",\"done_on\":\"$today\",\"verdict\":\"relapsed\",\"note\":\"又停了\"}"
    take inspector lookback "$id" conclude
done
expect_equal "open again" "$(sql "SELECT (SELECT state || relapses FROM t_reform_rectification WHERE id = $fix) || ' ' || (SELECT state FROM t_reform_item WHERE id = $bad) || ' ' || (SELECT state FROM t_reform_task WHERE id = $T2)
    || ' ' || (SELECT state || coalesce(CAST(accepted_on AS text), '') FROM t_reform_pilot WHERE id = $pilot)")" "open1 reopened active running"
expect_equal "a pilot less is done now, and none less in June" "$(figures 2018-11-21 reform_pilot_national_done)$(figures 2018-06-30 reform_pilot_national_done)" "$((before - 1)) $before"
expect_equal "all relapsed" "$(figures 2018-11-30 relapse_share)" "100 "

step "after all of it each month comes out as it was closed, its lamps add up to its tasks, and both editions replay"
for month in 01 02 03 04 05 06; do
    period=$(sql "SELECT id FROM t_reform_period WHERE name = '2018-$month'")
    must 200 office GET "/api/v1/reform.period/$period"
    known=$(json .fields.closed_at) asof=$(json .fields.ends_on)
    for figure in reform_task_count reform_verified_progress reform_honesty_gap reform_lamp_red; do
        must 200 office GET "/api/v1/metrics/$figure?asof=$asof&period=2018-$month&known=$known"
        expect_equal "$figure of $month" "$(json '(.value | tostring) + " " + .digest')" "$(sql "SELECT value || ' ' || row_digest FROM t_reform_period_figure WHERE period = $period AND subject = '$figure'")"
    done
    must 200 office GET "/api/v1/reform.task/aggregate?asof=$asof&group=lamp&filter=$(printf 'plan = %s' "$plan" | jq -sRr @uri)"
    expect_equal "lamps of $month" "$(json '[.groups[].values.count | tonumber] | add')" 5
done
expect_equal "the review" "$(replay "$edition")" "8 7 of 8"
expect_equal "the one before" "$(replay "$old" | cut -d' ' -f1,4)" "51 51"
stop_server
expect_exit 0 verify city
expect_exit 0 journal city --out take.zcj
"$(dirname "$ZC")/zcj-verify" take.zcj >"$out" 2>"$err" || fail "the take-out does not verify"
