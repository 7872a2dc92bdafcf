# What the workplace asks before it writes, and how it finds its way in the journal.

sample_city city
start_server city
get /
post=$(grep -o 'value="[0-9]*" accesskey="[0-9]"><b>改革办经办岗' "$out" | head -1 | grep -o '[0-9]*' | head -1)
curl -s -c jar -o /dev/null -H "Origin: $URL" "$URL/signin/post" -d "post=$post"
ask() { # METHOD PATH [JSON]
    status=$(curl -s -o "$out" -w '%{http_code}' -b jar -X "$1" -H "Origin: $URL" -H 'Content-Type: application/json' ${3:+-d "$3"} "$URL$2")
    : >"$err"
}

step "an end, a withdrawal, a step and a change of many tell which printed figures they would move, and nothing stays"
entries=$(journal_length city)
get "/api/v1/reform.pilot?limit=2&filter=level%20%3D%20%27national%27%20and%20accepted_on%20%3C%202017-06-30" -b jar
pilot=$(json '.items[0].id')
slice=$(json '.items[0].slice')
second=$(json '.items[1].id')
state=$(json '.items[0].fields.state')
moved() { json '[.drift[] | select(.before != .after) | .metric + " " + .printed + " " + .after] | join(", ")'; }
ask POST "/api/v1/reform.pilot/$pilot/end/drift" '{"from":"2017-03-01","why":"试"}'
expect_equal "an end" "$status" 200
moved | grep -q 'reform_pilot_national_total 46 45' || fail "the figure that an end moves"
ask POST "/api/v1/reform.pilot/$pilot/withdraw/drift" '{"why":"试"}'
moved | grep -q 'reform_pilot_national_total 46 45' || fail "the figure that a withdrawal moves"
ask POST "/api/v1/reform.pilot/$pilot/end/drift" '{"from":"2017-13-01"}'
expect_equal "refused as the write is" "$status" 400
get /api/v1/meta -b jar
step=$(json "[.entities[] | select(.entity == \"reform.pilot\").transitions[] | select(.from | index(\"$state\"))][0].name")
ask POST "/api/v1/reform.pilot/$pilot/transition/$step/drift" '{}'
trial=$status
ask POST "/api/v1/reform.pilot/$pilot/transition/nothing/drift" '{}'
[ "$status" -ge 400 ] || fail "a step that is not declared"
case $trial in 200 | 403 | 422) ;; *) fail "a step: $trial" ;; esac
ask POST /api/v1/reform.pilot/bulk "{\"fields\":{\"accepted_on\":null},\"valid_from\":\"2017-05-01\",\"records\":[{\"id\":\"$pilot\",\"slice\":\"$slice\"},{\"id\":\"$second\"}],\"preview\":true}"
expect_equal "many" "$status" 200
expect_equal "what many move" "$(moved)" "reform_pilot_national_done 12 10"
expect_equal "rows" "$(json '.rows | length')" 2
get "/api/v1/reform.pilot/$pilot" -b jar
expect_equal "nothing stays" "$(json .slice)" "$slice"
expect_equal "nor in the journal" "$(journal_length city)" "$entries"
