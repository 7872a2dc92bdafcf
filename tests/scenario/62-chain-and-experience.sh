# The chain of responsibility and the spreading of experience. A real city with the links of the specification's vector F2: who is reached, which
# links are silent, what the live share is. Then the sample city with the vector of F5: ten addressees asked by one promotion, four copy
# (three verified), three adapt (two verified), two refuse with a reason, one is silent.

made() { sed -n "s/^[^0-9]*\([0-9][0-9]*\).*/\1/p" "$out" | head -1; }
new() { # ENTITY FIELD=TEXT…
    entity=$1
    shift
    expect_exit 0 change "$CITY" "$entity" new "$@"
    made
}
today=$(date -u -d '+8 hours' +%F)
early=$(date -u -d '-200 days' +%F)
ago() { date -u -d "-$1 days" +%F; }

step "a city with one line, M over C1 and C2, C1 over T1 and T2, C2 over T3; T4 hangs below nobody"
CITY=chain
expect_exit 0 init chain --name 试验市 --name-en Trial
city_unit=$(new core.unit code=M name=试验市政府 system=government)
county=$(new core.area code=520199 name=试验县 kind=county)
town=$(new core.area code=520199100 name=试验镇 kind=township)
m=$(new core.post title=市长 "unit=$city_unit" 'roles=;core.staff;reform.leader;')
for name in C1 C2; do
    eval "$name=$(new core.post "title=$name 县长" "unit=$city_unit" "area=$county" 'roles=;core.staff;reform.district;')"
done
for name in T1 T2 T3 T4; do
    eval "$name=$(new core.post "title=$name 镇长" "unit=$city_unit" "area=$town" 'roles=;core.staff;reform.district;')"
done
link() { new reform.accountability_link line=gov "tier=$1" "superior=$2" "subordinate=$3" "from_on=$early"; }
mc1=$(link mayor "$m" "$C1")
mc2=$(link mayor "$m" "$C2")
c1t1=$(link county "$C1" "$T1")
c1t2=$(link county "$C1" "$T2")
c2t3=$(link county "$C2" "$T3")
year=$(date -u -d '+8 hours' +%Y)
plan=$(new reform.plan "year=$year" title=要点 approved_task_total=1 "starts_on=$year-01-01" "ends_on=$year-12-31" "approved_on=$early")
task=$(new reform.task "plan=$plan" domain=01 serial=1 matter=放管服 kind=own origin_level=municipal origin_doc=示例 "lead_leader=$m" "lead_unit=$city_unit" \
    no_co_unit_reason=无 "due_on=$year-12-31" deliverable_form=DOC acceptance_standard=印发)
act() { new reform.accountability_action "link=$1" "done_on=$2" form=on_site "tasks=;$task;" result=现场定了三件事 source=示例纪要; }
act "$mc1" "$(ago 10)" >/dev/null
act "$c1t1" "$(ago 20)" >/dev/null
act "$c2t3" "$(ago 150)" >/dev/null # longer ago than a quarter

step "F2 lists who is not reached and which links are silent, and the share is 40 percent"
expect_exit 0 promises chain --format json
json '.. | objects | select(.id? == "F2")' >f2.json
expect_equal "applicable, passed" "$(jq -r '"\(.applicable) \(.passed)"' f2.json)" '9 5'
expect_equal "unreached" "$(jq -r '[.failing[] | select(.message.zh? // .message | tostring | test("到不了")) | .name] | join(" ")' f2.json)" 'T4 镇长'
expect_equal "silent" "$(jq -r '[.failing[] | select(.entity == "reform.accountability_link") | .name] | sort | join(" ")' f2.json)" 'C2 县长 T2 镇长 T3 镇长'
expect_exit 0 metrics chain chain_live_share chain_links_live chain_links_judged --format json
expect_equal "live share" "$(figure value chain_live_share) $(figure value chain_links_live) $(figure value chain_links_judged)" '40 2 5'

step "the tree over HTTP: ends, last act, silent since"
expect_exit 0 user chain add clerk --person 示例·乙 --post 市长
printf 'correct horse battery staple\n' >password
"$ZC" user chain password clerk <password >/dev/null || fail "password"
expect_exit 0 user chain token clerk --scopes '*:read' --days 1
start_server chain
get /api/v1/reform.accountability_link/tree -H "Authorization: Bearer $(cat chain/keys/token-clerk.txt)"
expect_equal "tree" "$(json '"\(.judged) \(.live) \(.wanted) \(.unreached | map(.name) | join(","))"')" '5 2 4 T4 镇长'
expect_equal "silent since its last act" "$(json ".links[] | select(.id == \"$c2t3\") | .silent_since")" "$(ago 150)"
expect_equal "silent from its first day" "$(json ".links[] | select(.id == \"$mc2\") | .silent_since")" "$early"
expect_equal "live" "$(json ".links[] | select(.id == \"$mc1\") | \"\(.live) \(.last_on) \(.last.form)\"")" "true $(ago 10) 现场督导"
get /api/v1/core.post/tree -H "Authorization: Bearer $(cat chain/keys/token-clerk.txt)"
expect_equal "no tree" "$status" 404
stop_server

step "an experience is promoted to ten units: each is asked, each liaison told"
CITY=city
sample_city city
hands '*:read|write' office housing inspector guanshanhu
start_server city
query() { sqlite3 city/city.db "$1"; }
origin=$(query "SELECT id FROM t_core_unit WHERE code = '030'")
housing=$(query "SELECT id FROM t_core_unit WHERE code = '031'")
others=$(query "SELECT group_concat(id, '\",\"') FROM (SELECT u.id FROM t_core_unit AS u WHERE u.code > '031' AND u.state = 'active' AND EXISTS (SELECT 1 FROM t_core_post AS p WHERE p.unit = u.id) ORDER BY u.code LIMIT 9) AS found")
task=$(query "SELECT id FROM t_reform_task LIMIT 1")
must 201 office POST /api/v1/reform.experience "{\"fields\":{\"title\":\"示例：一窗受理\",\"task\":\"$task\",\"origin_unit\":\"$origin\",\"practice\":\"窗口合并\",\"preconditions\":\"系统已通\",\"effect_metric\":\"平均办理天数\",\"effect_before\":\"10\",\"effect_after\":\"4\",\"effect_basis\":\"示例统计\",\"addressees\":[\"$housing\",\"$others\"],\"answer_due_on\":\"2018-01-31\"}}"
one=$(json .id)
must 422 office POST "/api/v1/reform.experience/$one/transition/promote" '{}'
must 200 office POST "/api/v1/reform.experience/$one/transition/promote" '{"fields":{"promoted_by_doc":"示例改〔2018〕3号"}}'
expect_equal "ten asked" "$(query "SELECT count(*) FROM t_reform_experience_adoption WHERE experience = $one AND state = 'asked' AND answer_due_on IS NOT NULL AND asked_on IS NOT NULL")" 10
must 200 housing GET /api/v1/desk
expect_contains '示例：一窗受理' 经验推广待答复 2018-01-31
answer_of() { query "SELECT id FROM t_reform_experience_adoption WHERE experience = $one AND unit = $1"; }

step "copied, adapted with what, refused with why; the addressee does not verify itself"
mine=$(answer_of "$housing")
must 422 housing POST "/api/v1/reform.experience_adoption/$mine/transition/answer" '{}'
must 400 housing POST "/api/v1/reform.experience_adoption/$mine/transition/answer" '{"fields":{"mode":"refuse"}}'
must 404 guanshanhu POST "/api/v1/reform.experience_adoption/$mine/transition/answer" '{"fields":{"mode":"copy"}}'
must 200 housing POST "/api/v1/reform.experience_adoption/$mine/transition/answer" '{"fields":{"mode":"copy"}}'
must 422 inspector POST "/api/v1/reform.experience_adoption/$mine/transition/verify" '{}'
must 200 housing PATCH "/api/v1/reform.experience_adoption/$mine" '{"fields":{"started_on":"2018-01-05","proof":"示例建〔2018〕1号"}}'
must 403 housing POST "/api/v1/reform.experience_adoption/$mine/transition/verify" '{}'
must 200 inspector POST "/api/v1/reform.experience_adoption/$mine/transition/verify" '{}'

step "the vector of F5"
rest=$(query "SELECT id FROM t_reform_experience_adoption WHERE experience = $one AND id != $mine ORDER BY id")
set -- $rest
stop_server
say() { expect_exit 0 change city reform.experience_adoption "$@"; }
say "$1" mode=copy state=verified
say "$2" mode=copy state=verified
say "$3" mode=copy state=answered
say "$4" mode=adapt reason=改流程 state=verified
say "$5" mode=adapt reason=改流程 state=verified
say "$6" mode=adapt reason=改流程 state=answered
say "$7" mode=refuse reason=无此事项 state=answered
say "$8" mode=refuse reason=无此事项 state=answered
expect_exit 0 metrics city adoption_answered adoption_adopted adoption_verified --format json
expect_equal "answered, adopted, verified" "$(figure value adoption_answered) $(figure value adoption_adopted) $(figure value adoption_verified)" '90 70 50'
expect_exit 0 promises city --format json
json '.. | objects | select(.id? == "F5")' >f5.json
expect_equal "one is silent" "$(jq -r '"\(.applicable) \(.passed) \(.failing | length)"' f5.json)" '11 10 1'

step "the median of notices: two that took 4 and 9 days"
for days in 4 9; do
    expect_exit 0 change city reform.supervision_notice new "title=示例$days" kind=yellow "to_unit=$housing" "task=$task" facts=示例 facts_on=2017-12-31 requirement=示例 due_on=2018-02-01 \
        signed_on=2017-12-10 "accepted_on=2017-12-$((10 + days))" state=accepted "number=示例督〔2017〕${days}号"
done
expect_exit 0 metrics city notice_median_days notices_open --period 2017H2 --format json
expect_equal "median" "$(figure value notice_median_days)" 6.5
expect_equal "none open" "$(figure value notices_open)" 0
expect_exit 0 trace city notice_median_days --period 2017H2 --format json
expect_exit 0 verify city
