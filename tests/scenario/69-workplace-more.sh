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
ask POST /api/v1/core.draft '{"fields":{"title":"试","report":"review","period":"2017H1","language":"zh","text":"国家级试点 {{reform_pilot_national_total}} 项。"}}'
draft=$(json .id)
get "/api/v1/core.edition?count=true&limit=1" -b jar
editions=$(json .total.count)
ask POST "/api/v1/core.draft/$draft/publish/drift" '{"slice":"1","reason":"试"}'
expect_equal "a publication" "$status $(json .changed) $(json ".drift | length")" "200 true 0"
ask POST "/api/v1/core.draft/$draft/publish/drift" '{"slice":"2"}'
expect_equal "of another slice" "$status" 409
get "/api/v1/core.edition?count=true&limit=1" -b jar
expect_equal "nothing is published" "$(json .total.count)" "$editions"

step "the journal is searched by day, kind and post, newest first; what may not be seen is left out"
chain=520100
ask GET "/api/v1/journal/$chain?from=2017-07-01&to=2017-07-31&limit=500"
expect_equal "of July" "$(json '[.entries[].at | .[0:19] + "Z" | fromdate + 28800 | strftime("%Y-%m")] | unique | join(" ")')" 2017-07
wanted=$(sqlite3 city/city.db "SELECT count(*) FROM journal WHERE chain = $chain AND date((at / 1000000) + 28800, 'unixepoch') BETWEEN '2017-07-01' AND '2017-07-31'")
[ "$wanted" -gt 0 ] || fail "the sample wrote nothing in July"
came=0
before=
while :; do
    ask GET "/api/v1/journal/$chain?from=2017-07-01&to=2017-07-31&limit=100${before:+&before=$before}"
    came=$((came + $(json '.entries | length')))
    expect_equal "newest first" "$(json '[.entries[].seq | tonumber] | . == (sort | reverse)')" true
    before=$(json '.next // "none"')
    [ "$before" != none ] || break
done
expect_equal "all of July, page by page" "$came" "$wanted"
get "/api/v1/journal/$chain?kind=record&from=2017-07-01&to=2017-07-31"
expect_equal "a stranger meets nothing that is withheld" "$(json '[.entries[] | select(.withheld)] | length')" 0
get "/api/v1/journal/$chain?post=$post"
expect_equal "nor asks by post" "$status" 403
ask GET "/api/v1/journal/$chain?from=July"
expect_equal "a day is a day" "$status" 400
task=$(ask GET '/api/v1/reform.task?limit=1'; json '.items[0].id')
ask POST "/api/v1/reform.task/$task/comments" '{"text":"查账本时要找到我"}'
expect_equal "a comment" "$status" 201
ask GET "/api/v1/journal?lang=zh"
found=0
for one in $(json '.chains[].chain'); do
    ask GET "/api/v1/journal/$one?post=$post&kind=record&limit=500"
    if grep -q 查账本时要找到我 "$out"; then found=1; fi
    expect_equal "of this post alone" "$(json "[.entries[] | select(.actor | contains(\"/$post/\") | not)] | length")" 0
done
expect_equal "what the post wrote is found" "$found" 1

printf 'correct horse battery registrar\n' >password
"$ZC" user city password registrar <password >/dev/null || fail "password of the registrar"
curl -s -c jar -o /dev/null -H 'Content-Type: application/json' "$URL/api/v1/session" -d '{"login":"registrar","password":"correct horse battery registrar"}'
document=$(sqlite3 city/city.db "SELECT id FROM t_reform_document WHERE result = 'passed' LIMIT 1")
expect_exit 0 change city reform.document "$document" issued_on= --why 尚未印发
RULE=reform.clocks.document_issue_workdays
step "a rule that is about to change tells which clocks it moves"
rule=$(sqlite3 city/city.db "SELECT id FROM t_core_rule_value WHERE rule = '$RULE'")
value=$(sqlite3 city/city.db "SELECT value FROM t_core_rule_value WHERE rule = '$RULE'")
ask POST "/api/v1/core.rule_value/$rule/drift" "{\"fields\":{\"value\":\"$((value + 400))\"}}"
expect_equal "the trial" "$status" 200
[ "$(json '.clocks.due + .clocks.lamps')" -gt 0 ] || fail "no clock moves"
expect_equal "each is named" "$(json '[.clocks.items[] | select(.name == null or (.due_before == .due_after and .lamp_before == .lamp_after))] | length')" 0
ask POST "/api/v1/core.rule_value/$rule/drift" "{\"fields\":{\"basis\":\"另一个依据\"}}"
expect_equal "another basis moves none" "$(json '.clocks.due + .clocks.lamps + .clocks.gone')" 0
expect_equal "nothing stays" "$(sqlite3 city/city.db "SELECT value FROM t_core_rule_value WHERE id = $rule")" "$value"
stop_server
expect_exit 0 verify city
