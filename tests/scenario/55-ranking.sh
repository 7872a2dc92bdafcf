# Ranking and score of units: the weights are frozen before the year, the ranking is seen by all who are ranked, the score is a draft until
# it is signed, every point has its reasons, and what was computed is computed again as it was known.

sample_city city
sql() { sqlite3 city/city.db "$1"; }
made() { sed -n "s/^[^0-9]*\([0-9][0-9]*\).*/\1/p" "$out" | head -1; }
post() { sql "SELECT id FROM t_core_post WHERE title = '$1'"; }
leader=$(sql "SELECT lead_leader FROM t_reform_task ORDER BY id LIMIT 1")
housing=$(sql "SELECT u.id FROM t_core_unit u JOIN t_core_post p ON p.unit = u.id WHERE p.title = '市住建局联络员'")
district=$(sql "SELECT u.id FROM t_core_unit u JOIN t_core_post p ON p.unit = u.id WHERE p.title = '观山湖区联络员'")
others=$(sql "SELECT DISTINCT t.lead_unit FROM t_reform_task t JOIN t_core_unit u ON u.id = t.lead_unit WHERE u.system IN ('party', 'government') AND u.id != $housing ORDER BY 1 LIMIT 5")
set -- $others
A=$housing B=$1 C=$2 D=$3 E=$4 F=$5

step "a plan of 2019, with what five departments have due in it"
expect_exit 0 change city reform.plan new year=2019 "title=示例2019年改革要点" approved_task_total=8 starts_on=2019-01-01 ends_on=2019-12-31 approved_on=2018-01-05
plan=$(made)
serial=0
task_of() { # UNIT
    serial=$((serial + 1))
    expect_exit 0 change city reform.task new "plan=$plan" domain=01 serial=$serial "matter=示例任务$serial" kind=own origin_level=municipal origin_doc=示例 "lead_leader=$leader" "lead_unit=$1" \
        no_co_unit_reason=示例 due_on=2019-12-31 deliverable_form=DOC acceptance_standard=示例 approved_on=2018-01-05 state=active
    t=$(made)
}
item() { # TASK SEQ DUE STATE VERIFIED
    expect_exit 0 change city reform.item new "task=$1" "seq=$2" "name=示例事项$2" deliverable_type=DOC acceptance_standard=示例 weight=1 "due_on=$3" "baseline_due_on=$3" "state=$4" ${5:+"verified_on=$5"}
    i=$(made)
}
some() { # UNIT VERIFIED DUE
    task_of "$1"
    n=0
    while [ $n -lt "$3" ]; do
        n=$((n + 1))
        if [ $n -le "$2" ]; then item "$t" $n 2019-06-28 verified 2019-06-20; else item "$t" $n 2019-06-28 started; fi
    done
}
some "$A" 11 12; some "$B" 3 3; some "$C" 17 20; some "$D" 0 1; some "$E" 5 6
# An experience of A: taken over by B and verified, by C and not verified yet, and its own use, which is no adoption.
task_of "$A"
expect_exit 0 change city reform.experience new title=示例经验 "task=$t" "origin_unit=$A" practice=示例 preconditions=示例 effect_metric=示例 effect_before=2 effect_after=1 effect_basis=示例
experience=$(made)
adopted() { expect_exit 0 change city reform.experience_adoption new "experience=$experience" "unit=$1" mode=copy "state=$2" ${3:+"verified_on=$3"}; }
adopted "$B" verified 2019-05-10
adopted "$C" answered
adopted "$A" verified 2019-05-10

start_server city
enter() { # WHO TITLE
    status=$(curl -s -o "$out" -w '%{http_code}' -c "jar.$1" -X POST -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$(post "$2")\"}" "$URL/api/v1/session/post")
    expect_equal "$1 enters" "$status" 201
}
as() { # WHO METHOD PATH [BODY]
    status=$(curl -s -o "$out" -w '%{http_code}' -b "jar.$1" -H "Origin: $URL" -X "$2" -H 'Content-Type: application/json' ${4:+-d "$4"} "$URL$3")
    : >"$err"
}
all_enter() { enter office 改革办经办岗; enter leader 领导小组组长; enter housing 市住建局联络员; enter guanshanhu 观山湖区联络员; }
all_enter

step "the scheme: frozen by the leading group before the year, not after it began, and not changed then"
scheme() { # YEAR FROM TO
    as office POST /api/v1/reform.assessment_scheme "{\"fields\":{\"year\":$1,\"version\":1,\"title\":\"示例办法$1\",\"from_on\":\"$2\",\"to_on\":\"$3\",\"points_on_time\":50,\"points_upheld\":15,\"points_reports\":10,\"points_rectified\":15,\"points_adopted\":10,\"adopted_most\":3,\"points_red\":2,\"red_most\":5,\"prior_weight\":5,\"least_due\":3,\"excuse_workdays\":15}}"
    expect_equal "made" "$status" 201
}
scheme 2018 2018-01-01 2018-12-31
as leader POST "/api/v1/reform.assessment_scheme/$(json .id)/transition/freeze" '{}'
expect_equal "the year has begun" "$status" 422
scheme 2019 2019-01-01 2019-12-31
id=$(json .id)
as office POST "/api/v1/reform.assessment_scheme/$id/transition/freeze" '{}'
expect_equal "not by the office" "$status" 403
as housing GET "/api/v1/scores/annual?scheme=$id"
expect_equal "a draft is the office's" "$status" 404
as leader POST "/api/v1/reform.assessment_scheme/$id/transition/freeze" '{}'
expect_equal "frozen" "$status" 200
as office PATCH "/api/v1/reform.assessment_scheme/$id" '{"fields":{"points_on_time":60}}'
expect_equal "weights stand" "$status" 403
as leader POST "/api/v1/reform.assessment_scheme/$id/transition/sign" '{}'
expect_equal "not before the year is over" "$status" 422
stop_server
expect_exit 0 clock city 2020-01-15

step "the ranking: small units are neither raised nor thrown down by one item, and fewer than three are not ranked"
expect_exit 0 score city annual --lang en
expect_contains 'lead departments'
sed -n 's/^ *\([0-9–]*\)  \(0\.[0-9]*\)  \([0-9]*\/[0-9]*\) .*/\1 \2 \3/p' "$out" >ranking
printf '1 0.9107 3/3\n2 0.8992 11/12\n3 0.8514 17/20\n4 0.8442 5/6\n– 0.7143 0/1\n' >wanted
cmp -s ranking wanted || fail "another ranking: $(cat ranking)"
expect_exit 1 score city annual "$F"
expect_exit 2 score city yearly
start_server city
all_enter
as housing GET /api/v1/scores/annual
expect_equal "seen by who is ranked" "$status" 200
expect_equal "his place" "$(json "[.lists[].units[] | select(.unit == \"$A\") | .rank][0]")" 2
get /api/v1/scores/annual
expect_equal "not by the public" "$status" 401

step "the score is a draft until it is signed; every point has its rows"
as housing GET "/api/v1/scores/annual/$A"
expect_equal "a draft" "$status" 404
as office GET "/api/v1/scores/annual/$A"
expect_equal "for the office" "$status" 200
expect_equal "points" "$(json '.score.parts[0] | .earned + " " + .value')" "44.958 0.8992"
expect_equal "one adoption of three" "$(json '.score.parts[] | select(.part == "adopted") | .earned + " " + (.passed | tostring)')" "3.3333 1"
expect_equal "of those asked" "$(json '.score | .total + " of " + (.asked | tostring)')" "48.29 of 60"
expect_equal "reasons" "$(json '[.score.parts[0].reasons[] | .passed] | map(select(.)) | length')" 11
as leader POST "/api/v1/reform.assessment_scheme/$id/transition/sign" '{}'
expect_equal "signed" "$status" 200
as housing GET "/api/v1/scores/annual/$A"
expect_equal "one's own" "$status" 200
as housing GET "/api/v1/scores/annual/$B"
expect_equal "not another's" "$status" 404
as leader GET "/api/v1/scores/annual/$B"
expect_equal "the leader sees all" "$status" 200
stop_server

expect_exit 0 clock city 2020-01-16

step "help that was asked for in time and not given counts for who was asked"
task_of "$F"
item "$t" 1 2019-06-28 started
helped=$i
item "$t" 2 2019-06-28 verified 2019-06-20
item "$t" 3 2019-06-28 started
late=$i
expect_exit 0 change city reform.period new "plan=$plan" kind=month seq=5 name=2019-05 starts_on=2019-05-01 ends_on=2019-05-31
period=$(made)
expect_exit 0 change city reform.monthly_report new "period=$period" "unit=$F" month_end=2019-05-31
report=$(made)
line() { expect_exit 0 change city reform.report_line new "report=$report" "task=$t" "item=$1" month_end=2019-05-31 claimed_state=started what=示例 help=请协调用地 "help_since=$2"; }
line "$helped" 2019-05-20
line "$late" 2019-06-20
expect_exit 0 score city annual "$F"
expect_contains "1/2"
above=$(sql "SELECT unit FROM t_core_post WHERE id = $leader")
expect_exit 0 score city annual "$above"
expect_contains "$helped"
expect_lacks "$late"

step "computed again as it was known before, it is what it was"
expect_exit 0 score city annual --known 2020-01-15T22:00:00+08:00
expect_contains "0.9107" "0.8992"
expect_exit 0 verify city
