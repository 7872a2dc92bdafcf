# A lamp is lit by rule and nobody sets it: figures, filter and groups agree, reasons name their record; refused at birth, by change, in bulk and
# on the command line. A threshold is a rule value with dates, and what a figure is for one code has its own trace.

step "figures of lamps add up to the tasks of the plan, and replay as known then"
sample_city city
day="--asof 2017-06-30 --period 2017H1 --format json"
sum=0
for light in red yellow opening green grey done; do
    expect_exit 0 metrics city reform_lamp_$light $day
    sum=$((sum + $(figure value)))
done
expect_exit 0 metrics city reform_task_count $day
expect_equal "all lights together" "$sum" "$(figure value)"
expect_exit 0 metrics city reform_lamp_red $day
red=$(figure value)
[ "$red" -gt 0 ] || fail "nothing is late"

step "before the first day nothing is late"
for light in red yellow; do
    expect_exit 0 metrics city reform_lamp_$light --asof 2017-01-14 --period 2017H1 --format json
    expect_equal "$light before the first day" "$(figure value)" 0
done

step "what lamps cannot see yet is told with what to bring"
expect_exit 0 promises city --lang en
expect_contains "no record yet"

step "filter, groups and reasons of the API"
start_server city
post=$(sqlite3 city/city.db "SELECT id FROM t_core_post WHERE title = '改革办经办岗'")
get /api/v1/session/post -X POST -c jar -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$post\"}"
expect_equal "signed in" "$status" 201
at="asof=2017-06-30"
get "/api/v1/reform.task?$at&limit=1&count=true&filter=lamp%20%3D%20%27red%27" -b jar
expect_equal "late by filter" "$(json .total.count)" "$red"
expect_equal "the first reason gave the light" "$(json '.items[0].reasons.lamp[0].mark')" red
id=$(json '.items[0].id')
get "/api/v1/reform.task/aggregate?$at&group=lamp" -b jar
expect_equal "late by group" "$(json '.groups[] | select(.key.lamp == "red") | .values.count')" "$red"
get "/api/v1/metrics/reform_lamp_red/groups?$at&by=domain" -b jar
expect_equal "late by domain" "$(json '[.groups[].figure.value] | add')" "$red"
one=$(json '.groups[] | select(.code == "02") | .figure.value')
get "/api/v1/metrics/reform_lamp_red/trace?$at&only=domain.02" -b jar
expect_equal "one domain has its own trace" "$(json '.records | map(select(.entity == "reform.task")) | length')" "$one"
get "/api/v1/metrics/reform_lamp_red?$at&only=domain.99" -b jar
expect_equal "no such code" "$status" 400
get "/api/v1/metrics/reform_lamp_red/groups?$at&by=lead_unit" -b jar
expect_equal "no code to tell apart by" "$status" 400

step "nobody sets a lamp"
for light in red yellow opening green grey done; do
    get "/api/v1/reform.task/$id" -b jar -H "Origin: $URL" -X PATCH -H 'Content-Type: application/json' -d "{\"fields\":{\"lamp\":\"$light\"}}"
    expect_equal "set to $light" "$status" 400
done
get "/api/v1/reform.task/bulk" -b jar -H "Origin: $URL" -X POST -H 'Content-Type: application/json' -d "{\"where\":\"lamp = 'red'\",\"fields\":{\"lamp\":\"green\"}}"
expect_equal "in bulk" "$status" 400
get "/api/v1/reform.task" -b jar -H "Origin: $URL" -X POST -H 'Content-Type: application/json' -d '{"fields":{"lamp":"green"}}'
expect_equal "at birth" "$status" 400
get "/api/v1/promises" -b jar
expect_equal "the checks are told" "$(json '.checks | map(select(.id == "D1")) | length')" 1
get "/api/v1/promises"
expect_equal "not to a stranger" "$status" 401
stop_server
zc change city reform.task --where "lamp = 'red'" lamp=green
[ "$status" != 0 ] || fail "the command line set a lamp"
expect_exit 0 verify city
