# A clue from the public: sent without an account and without a script, its sender seen by the handling post alone. Then how much units
# are asked: counted from records, shown before one asks again.

sample_city city
sql() { sqlite3 city/city.db "$1"; }
post() { sql "SELECT id FROM t_core_post WHERE title = '$1'"; }
housing=$(sql "SELECT u.id FROM t_core_unit u JOIN t_core_post p ON p.unit = u.id WHERE p.title = '市住建局联络员'")
enter() { # WHO TITLE
    status=$(curl -s -o "$out" -w '%{http_code}' -c "jar.$1" -X POST -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$(post "$2")\"}" "$URL/api/v1/session/post")
    expect_equal "$1 enters" "$status" 201
}
as() { # WHO METHOD PATH [BODY]
    status=$(curl -s -o "$out" -w '%{http_code}' -b "jar.$1" -H "Origin: $URL" -X "$2" -H 'Content-Type: application/json' ${4:+-d "$4"} "$URL$3")
    : >"$err"
}
start_server city
enter office 改革办经办岗
enter director 改革办主任岗
enter housing 市住建局联络员

step "the page asks by a plain form"
get /letter/reform.clue
expect_equal "page" "$status" 200
expect_contains 'name="text"' 'name="sender_contact"'
expect_lacks '<script'
get /letter/reform.task
expect_equal "nothing else takes letters" "$status" 404

step "a letter is sent; bad ones are refused with what was typed, and another site sends none"
get /letter/reform.clue -H "Origin: $URL" --data-urlencode 'text=' --data-urlencode 'place=示例路"><script>'
expect_equal "no text" "$status" 422
expect_contains '示例路&quot;&gt;&lt;script&gt;'
get /letter/reform.clue -H 'Origin: https://elsewhere.example' --data-urlencode 'text=x'
expect_equal "another site" "$status" 403
get /letter/reform.clue -H "Origin: $URL" --data-urlencode 'text=示例路改造早就停了' --data-urlencode 'place=示例路' --data-urlencode 'sender_name=示例来信人' --data-urlencode 'sender_contact=示例电话'
expect_equal "received" "$status" 201
expect_contains 'XS-000001'
get /letter/reform.clue -H "Origin: $URL" --data-urlencode 'text=没有署名的线索'
expect_equal "without a name" "$status" 201
expect_equal "one sender" "$(sql 'SELECT count(*) FROM t_reform_clue_sender')" 1
! city_keeps city '示例来信人' || fail "the name lies open in the file"

step "who sent it: not the office, not the unit complained about, only the handling post"
clue=$(sql "SELECT id FROM t_reform_clue WHERE code = 'XS-000001'")
sender=$(sql "SELECT id FROM t_reform_clue_sender")
as office GET "/api/v1/reform.clue/$clue"
expect_equal "the clue" "$status" 200
as office GET "/api/v1/reform.clue_sender/$sender"
expect_equal "no officer yet" "$status" 404
as office PATCH "/api/v1/reform.clue/$clue" "{\"fields\":{\"unit\":\"$housing\",\"officer\":\"$(post 市住建局主要负责人岗)\"}}"
expect_equal "not one of the unit" "$status" 400
as office PATCH "/api/v1/reform.clue/$clue" "{\"fields\":{\"unit\":\"$housing\",\"officer\":\"$(post 改革办主任岗)\"}}"
as office POST "/api/v1/reform.clue/$clue/transition/take" '{}'
expect_equal "taken" "$status" 200
as office GET "/api/v1/reform.clue_sender/$sender"
expect_equal "another post of the office" "$status" 404
as director GET "/api/v1/reform.clue_sender/$sender"
expect_equal "the handling post" "$(json .fields.name)" 示例来信人
as housing GET "/api/v1/reform.clue/$clue"
expect_equal "the unit sees no clue" "$status" 404
as housing GET "/api/v1/reform.clue_sender/$sender"
expect_equal "nor who sent it" "$status" 404

step "how much a unit is asked: its own to it, others' to who asks"
as housing GET "/api/v1/burden?period=2018Q1&units=$(sql 'SELECT id FROM t_core_unit ORDER BY id LIMIT 1')"
expect_equal "its own alone" "$(json '[.units[].unit] | join(",")')" "$housing"
expect_equal "what the sample handed to it" "$(json '.units[0] | [.requests, .forms, .visits, .notices, .repeated] | join(" ")')" "1 0 0 0 0"
expect_equal "no median" "$(json '.units[0].median_minutes | tostring')" null
task=$(sql "SELECT id FROM t_reform_task WHERE lead_unit = $housing AND state = 'active' ORDER BY id DESC LIMIT 1")
asks() { as office POST "/api/v1/reform.task/$task/assignments" "{\"title\":\"示例交办\",\"asked\":\"$1\",\"to\":[{\"unit\":\"$(sql "SELECT id FROM t_core_unit WHERE id != $housing ORDER BY id LIMIT 1")\",\"due_on\":\"2018-02-01\"}]}"; }
for text in 完成时限 '请报送牵头单位和完成时限' '进展如何；请再报一下办结时限。'; do
    asks "$text"
    expect_equal "$text" "$status" 409
    expect_contains '本系统已有，不再向单位要' '”（2017-'
done
expect_contains '完成时限为“20'
asks '销账日期'
expect_equal "what is empty may be asked" "$status" 201
asks '完成时限能否提前'
expect_equal "more than a field" "$status" 201
as office POST "/api/v1/reform.task/$task/assignments" "{\"title\":\"示例交办\",\"to\":[{\"unit\":\"$housing\",\"due_on\":\"2018-02-01\"},{\"post\":\"$(post 市住建局联络员)\",\"due_on\":\"2018-02-01\"}]}"
expect_equal "handed out" "$status" 201
one=$(json '.ids[0]')
as office GET "/api/v1/burden?period=2018Q1&posts=$(post 市住建局联络员)"
expect_equal "two more requests" "$(json '.units[0].requests')" 3
expect_equal "the same asker repeats nothing" "$(json '.units[0].repeated')" 0
expect_exit 0 change city core.assignment "$one" "from_post=$(post 领导小组组长)"
expect_exit 0 export city --for 031 form.xlsx
as office GET "/api/v1/burden?period=2018Q1&units=$housing"
expect_equal "asked by two" "$(json '.units[0].repeated')" 1
expect_equal "a form" "$(json '.units[0].forms')" 1

step "before a round: the load of those who may be drawn, once its seed is published"
as office POST /api/v1/reform.inspection_round "{\"fields\":{\"plan\":\"$(sql 'SELECT id FROM t_reform_plan WHERE year = 2017')\",\"quarter\":\"2017Q4\",\"from_on\":\"2017-10-01\",\"to_on\":\"2017-12-31\",\"theme\":\"示例\",\"frame\":\"tasks\",\"size\":9,\"seed\":\"s\",\"team\":[\"$(post 督察组组长岗)\"],\"opens_on\":\"2018-01-05\",\"closes_on\":\"2018-02-28\"}}"
round=$(json .id)
as office GET "/api/v1/burden?period=2018Q1&draw=reform.inspection_round/$round"
expect_equal "not before" "$status" 422
as office POST "/api/v1/reform.inspection_round/$round/transition/publish" '{}'
as office GET "/api/v1/burden?period=2018Q1&draw=reform.inspection_round/$round"
expect_equal "with its load" "$(json "[.units[] | select(.unit == \"$housing\") | .requests][0]")" 3
stop_server

step "from one address, six letters an hour"
printf 'trusted_proxy = 127.0.0.1\n' >>city/city.conf
start_server city --behind-proxy
secure=https://${URL#http://}
for n in 1 2 3 4 5 6 7; do
    get /letter/reform.clue -H "Origin: $secure" -H 'X-Forwarded-For: 192.0.2.9' --data-urlencode "text=第 $n 封"
    [ $n = 7 ] || expect_equal "letter $n" "$status" 201
done
expect_equal "the seventh waits" "$status" 429
expect_contains '分钟后再提交' '第 7 封'
get /letter/reform.clue -H "Origin: $secure" -H 'X-Forwarded-For: 192.0.2.10' --data-urlencode "text=别处来的"
expect_equal "another address" "$status" 201
stop_server
expect_exit 0 verify city
