# Votes: a module that the program has never met declares one; its numbers are judged by the rule of the day of the vote, what does not add
# up is refused, the step waits for the decision and keeps by which rule it fell; a resolution of the reform ledger does the same.

sample_city city
mkdir -p own/modules/branch/entities
ln -s "$ROOT/modules/core" "$ROOT/modules/reform" own/modules/
ln -s "$ROOT/examples" own/examples
branch=own/modules/branch
cat >$branch/module.yaml <<'END_OF'
module: branch
title: 支部示例 | Branch example
needs: [core, reform]
roles: {}
END_OF
cat >$branch/entities/motion.yaml <<'END_OF'
entity: motion
title: 议案 | motion
named_by: title
key: [title]
home: own
history: two_time
secrecy: internal
order: [title]
list: [title, kind, voted_on, result, state]
fields:
  title: {title: 题目 | title, type: text, max: 100, required: true}
  kind: {title: 表决类别 | kind, type: code, from: core.vote_kind}
  voted_on: {title: 表决日期 | voted on, type: date}
  due: {title: 应到 | entitled, type: int}
  present: {title: 实到 | present, type: int}
  yes: {title: 赞成 | yes, type: int}
  no: {title: 反对 | no, type: int}
  abstain: {title: 弃权 | abstained, type: int}
  written: {title: 书面赞成 | yes in writing, type: int}
  adopted_on: {title: 成立日期 | adopted on, type: date}
  quorum: {title: 法定人数 | quorum, type: bool, computed: core.vote_quorum, inputs: [kind, voted_on, due, present, yes, no, abstain, written]}
  result: {title: 结果 | result, type: code, from: core.vote_result, computed: core.vote_result, inputs: [kind, voted_on, due, present, yes, no, abstain, written]}
states: {draft: 待表决 | to be voted on, adopted: 成立 | adopted}
transitions:
  adopt: {title: 成立 | adopt, from: draft, to: adopted, on: adopted_on, by: [reform.office]}
vote: {kind: {field: kind, pack: core.vote}, on: voted_on, due: due, present: present, yes: yes, no: no, abstain: abstain, written: written, decides: [adopt]}
access:
  read: ["role reform.office", "role reform.leader"]
  write: ["role reform.office"]
END_OF
cat >$branch/metrics.yaml <<'END_OF'
metrics:
  branch_passed:
    title: 通过的议案数 | motions passed
    explain: 表决通过的议案 | Motions whose vote is passed
    unit: 件 | motions
    count: motion
    where: "result = 'passed'"
END_OF
export ZHUCHENG_MODULES="$DIR/own/modules"

step "the declarations are sound; what is wrong with a vote is told with its place"
expect_exit 0 check "$ZHUCHENG_MODULES" --lang en
wrong() {
    rm -rf wrong
    cp -a own/modules wrong
    sed -i "$1" wrong/branch/entities/motion.yaml
    expect_exit 1 check "$DIR/wrong" --lang en
    shift
    expect_contains branch/entities/motion.yaml "$@"
}
wrong 's/decides: \[adopt\]/decides: [adapt]/' adapt 'nearest is adopt'
wrong 's/yes: yes, no: no/yes: title, no: no/' title
wrong 's/pack: core.vote}/pack: core.hours}/' core.hours.branch_decide
wrong 's/kind: {field: kind, pack: core.vote}/kind: core.duty.handover_workdays/' core.duty.handover_workdays 'quorum present'
wrong '/^vote: /d' 'declares vote'

hands '*:read|write' office chair housing
start_server city
# motion TITLE KIND DAY DUE PRESENT YES NO ABSTAIN WRITTEN
motion() {
    jq -n '$ARGS.positional as $a | {fields: {title: $a[0], kind: $a[1], voted_on: $a[2], due: ($a[3] | tonumber), present: ($a[4] | tonumber), yes: ($a[5] | tonumber),
        no: ($a[6] | tonumber), abstain: ($a[7] | tonumber), written: ($a[8] | tonumber)}}' --args "$@"
}
# voted RESULT QUORUM MOTION…
voted() {
    result=$1 quorum=$2
    shift 2
    must 201 office POST /api/v1/branch.motion "$(motion "$@")"
    motion_id=$(json .id)
    must 200 office GET "/api/v1/branch.motion/$motion_id"
    expect_equal "$1" "$(json '(.record // .).fields | "\(.result) \(.quorum)"')" "$result $quorum"
}

step "the same numbers under the rule of each kind; who was present has not thereby agreed"
voted not_passed true 正好一半 branch_decide 2017-12-20 20 10 10 0 0 0
voted passed true 过半 branch_decide 2017-12-20 20 12 11 1 0 0
voted no_quorum false 不足半数 branch_decide 2017-12-20 20 9 9 0 0 0
voted no_quorum false 书面不算到会 accept_member 2017-12-20 20 10 10 0 0 1
voted passed true 书面算赞成 accept_member 2017-12-20 20 11 10 1 0 1
voted not_passed true 到会三分之二 cadre_decide 2017-12-20 12 8 6 2 0 0
not_passed=$motion_id
voted advice true 推荐 recommend 2017-12-20 30 20 20 0 0 0

step "an election is judged by the text of its day"
voted passed true 旧规选举 elect 2017-12-20 50 41 21 0 0 0
passed=$motion_id
must 200 office GET "/api/v1/branch.motion/$passed"
cp "$out" passed.json
expect_contains 1990 待核
expect_exit 0 metrics city branch_passed --format json
expect_equal "passed" "$(figure value)" 3

step "numbers that do not add up are refused and leave nothing"
must 400 office POST /api/v1/branch.motion "$(motion 多票 cadre_decide 2017-12-20 11 8 9 0 0 0)"
expect_contains '合计多于实到 8'
must 400 office POST /api/v1/branch.motion "$(motion 多人 accept_member 2017-12-20 20 18 9 0 0 3)"
expect_contains '书面 3 多于应到 20'
must 400 office POST /api/v1/branch.motion "$(motion 不许书面 cadre_decide 2017-12-20 11 8 8 0 0 1)"
expect_contains 书面应为空或
must 400 office PATCH "/api/v1/branch.motion/$passed" '{"fields":{"present":60}}'
must 200 office GET "/api/v1/branch.motion/$passed"
expect_equal "as it was" "$(json '(.record // .).fields.present')" 41

step "the step waits for the decision, says what is wanting, and keeps the rule by which it fell"
must 422 office POST "/api/v1/branch.motion/$not_passed/transition/adopt" '{}'
expect_contains '赞成 6' '应到 12 的 1/2' '至少 7 票'
must 200 office GET "/api/v1/why?entity=branch.motion&id=$not_passed&verb=adopt"
expect_contains '至少 7 票'
must 200 office GET "/api/v1/branch.motion/$not_passed/page"
expect_contains '至少 7 票'
must 201 office POST /api/v1/branch.motion '{"fields":{"title":"没有记全","kind":"cadre_decide","voted_on":"2017-12-20","due":11,"present":8,"yes":8}}'
partial=$(json .id)
must 422 office POST "/api/v1/branch.motion/$partial/transition/adopt" '{}'
expect_contains '缺反对'
must 200 office POST "/api/v1/branch.motion/$passed/transition/adopt" '{}'
stop_server
expect_equal "the rule in the entry" "$(sqlite3 city/city.db "SELECT payload FROM journal WHERE payload LIKE '%\"act\":\"adopt\"%'" |
    jq -r '.step.rules[] | .id + " " + .value')" "core.vote.elect quorum present > 4/5 due; pass yes > 1/2 present"

step "a city's own rule has to be one, holds from its day, and changes no vote before it"
expect_exit 1 change city core.rule_value new rule=core.vote.cadre_decide title_zh=示例 "value=more than half" from_on=2017-12-25 basis=示例议事规则 status=local --lang en
expect_contains 'quorum present'
expect_exit 0 change city core.rule_value new rule=core.vote.cadre_decide title_zh=示例 "value=quorum present >= 3/4 due; pass yes > 1/2 due" from_on=2017-12-25 basis=示例议事规则 status=local
start_server city
voted no_quorum false 新规之后 cadre_decide 2017-12-26 12 8 8 0 0 0
voted passed true 新规之前 cadre_decide 2017-12-20 12 8 8 0 0 0

step "a resolution of the leading group: without a vote it goes on as ever; with one that is not passed it does not"
must 200 office GET '/api/v1/reform.meeting?limit=1'
meeting=$(json '.items[0].id')
unit=$(sqlite3 city/city.db "SELECT id FROM t_core_unit WHERE code = '031'")
resolution() { must 201 office POST /api/v1/reform.resolution "{\"fields\":{\"meeting\":\"$meeting\",\"text\":\"$1\",\"owner\":\"$unit\",\"resolved_on\":\"2017-12-28\",\"due_on\":\"2018-02-01\"$2}}"; }
resolution 没有表决 ''
must 200 housing POST "/api/v1/reform.resolution/$(json .id)/transition/report" '{}'
resolution 没有通过 ',"voted_on":"2017-12-28","vote_due":15,"vote_present":11,"vote_yes":7,"vote_no":3,"vote_abstain":1'
one=$(json .id)
must 422 housing POST "/api/v1/reform.resolution/$one/transition/report" '{}'
expect_contains '表决没有通过' '至少 8 票'
must 403 housing PATCH "/api/v1/reform.resolution/$one" '{"fields":{"vote_yes":8,"vote_no":2}}'
must 400 office PATCH "/api/v1/reform.resolution/$one" '{"fields":{"vote_yes":8}}'
must 200 office PATCH "/api/v1/reform.resolution/$one" '{"fields":{"vote_yes":8,"vote_no":2}}'
must 200 housing POST "/api/v1/reform.resolution/$one/transition/report" '{}'
must 403 office PATCH "/api/v1/reform.resolution/$one" '{"fields":{"vote_yes":9,"vote_no":1}}'
expect_contains 不再改动
must 200 office GET "/api/v1/reform.resolution/$one"
expect_equal "result" "$(json '(.record // .).fields | "\(.vote_result) \(.vote_quorum)"')" "passed true"
expect_contains 领导小组议事规则 推定
stop_server
expect_exit 0 verify city
