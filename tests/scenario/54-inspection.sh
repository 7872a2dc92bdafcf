# A quarterly inspection as the roles do it: the seed is published, the sample drawn, a claim contradicted; the unit replies, the verdict
# becomes final and reopens the item; the rectification is closed, looked at again, and relapses. The draw is done again outside.

sample_city city
sql() { sqlite3 city/city.db "$1"; }
made() { sed -n "s/^[^0-9]*\([0-9][0-9]*\).*/\1/p" "$out" | head -1; }
plan=$(sql "SELECT id FROM t_reform_plan WHERE year = 2017")
post() { sql "SELECT id FROM t_core_post WHERE title = '$1'"; }
team=$(post 督察组组长岗)
housing=$(sql "SELECT u.id FROM t_core_unit u JOIN t_core_post p ON p.unit = u.id WHERE p.title = '市住建局联络员'")

step "twelve items, nine of them claimed in the last quarter of 2017"
tasks=$(sql "SELECT id FROM t_reform_task WHERE lead_unit = $housing AND plan = $plan AND state = 'active' ORDER BY id LIMIT 3")
due=$(for t in $tasks; do sql "SELECT date(due_on * 86400, 'unixepoch') FROM t_reform_task WHERE id = $t"; done | sort | head -1)
n=0
for t in $tasks; do
    for seq in 1 2 3 4; do
        n=$((n + 1))
        state=verified
        claimed="claimed_on=2017-11-$((10 + n)) verified_on=2017-12-01"
        [ $seq = 4 ] && { state=started; claimed=; }
        # shellcheck disable=SC2086
        expect_exit 0 change city reform.item new "task=$t" seq=$seq "name=示例事项$n" deliverable_type=DOC acceptance_standard=示例 weight=1 "due_on=$due" "baseline_due_on=$due" \
            proof=示例文号$n state=$state $claimed
    done
done

start_server city
get /api/v1/entrance
for who in office inspector housing guanshanhu housing-head; do
    case $who in office) title=改革办经办岗 ;; inspector) title=督察组组长岗 ;; housing) title=市住建局联络员 ;; housing-head) title=市住建局主要负责人岗 ;; guanshanhu) title=观山湖区联络员 ;; esac
    status=$(curl -s -o "$out" -w '%{http_code}' -c "jar.$who" -X POST -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$(post $title)\"}" "$URL/api/v1/session/post")
    expect_equal "$who enters" "$status" 201
done
as() { # WHO METHOD PATH [BODY]
    status=$(curl -s -o "$out" -w '%{http_code}' -b "jar.$1" -H "Origin: $URL" -X "$2" -H 'Content-Type: application/json' ${4:+-d "$4"} "$URL$3")
    : >"$err"
}

step "before a round the team sees no item"
as inspector GET "/api/v1/reform.item?limit=50"
expect_equal "items seen" "$(json '.items | length')" 0

step "a round is prepared; nothing is drawn before the seed is published, nor by who has no right"
as office POST /api/v1/reform.inspection_round "{\"fields\":{\"plan\":\"$plan\",\"quarter\":\"2017Q4\",\"from_on\":\"2017-10-01\",\"to_on\":\"2017-12-31\",\"theme\":\"示例季督察\",\"frame\":\"claims\",\"size\":3,\"seed\":\"2017Q4\",\"team\":[\"$team\"],\"opens_on\":\"2018-01-05\",\"closes_on\":\"2018-02-28\"}}"
expect_equal "made" "$status" 201
round=$(json .id)
as office POST "/api/v1/reform.inspection_round/$round/transition/draw" '{}'
expect_equal "not published" "$status" 400
as office PATCH "/api/v1/reform.inspection_round/$round" '{"fields":{"seed":"2017Q4-a"}}'
expect_equal "a seed in preparation may change" "$status" 200
as housing GET "/api/v1/reform.inspection_round/$round"
expect_equal "nobody else sees it yet" "$status" 404
as office GET "/api/v1/reform.inspection_round/$round/draw"
expect_equal "no seed and no day before it is published" "$(json '"\(.seed) \(.published_on)"')" "null null"
get "/draws/reform.inspection_round/$round"
expect_equal "no page before it is published" "$status" 404
as office POST "/api/v1/reform.inspection_round/$round/transition/publish" '{}'
expect_equal "published" "$status" 200
get "/draws/reform.inspection_round/$round"
expect_contains '2017Q4-a' '尚未抽样'
as office PATCH "/api/v1/reform.inspection_round/$round" '{"fields":{"seed":"2017Q4-b"}}'
expect_equal "the seed stands" "$status" 422
expect_contains '种子公布后不再改变'
as office PATCH "/api/v1/reform.inspection_round/$round" '{"fields":{"frame_count":3}}'
expect_equal "the frame's numbers are the draw's" "$status" 422
as office POST "/api/v1/reform.inspection_round/$round/withdraw" '{}'
expect_equal "nor is it taken back" "$status" 422
expect_exit 1 change city reform.inspection_round "$round" size=9
expect_contains '种子公布后不再改变'
as housing POST "/api/v1/reform.inspection_round/$round/transition/draw" '{}'
expect_equal "not for the unit" "$status" 403

step "the draw: three of nine, in the order that anybody finds from the seed"
as office POST "/api/v1/reform.inspection_round/$round/transition/draw" '{}'
expect_equal "drawn" "$status" 200
as housing GET "/api/v1/reform.inspection_round/$round/draw"
expect_equal "the unit may draw again" "$status" 200
expect_equal "frame" "$(json .frame.count)" 9
expect_equal "same" "$(json .same)" true
json '.order[] | .id' >order
for id in $(sort -n order); do
    printf '%s %s\n' "$(printf '2017Q4-a|%s' "$id" | openssl dgst -sm3 | sed 's/.* //')" "$id"
done | LC_ALL=C sort | cut -d' ' -f2 >again
cmp -s order again || fail "another order outside: $(tr '\n' ' ' <again)"
expect_equal "those drawn" "$(json '[.order[] | select(.drawn) | .id] | join(" ")')" "$(head -3 again | tr '\n' ' ' | sed 's/ $//')"
expect_equal "the sentence" "$(json .result.sentence.zh)" "9 项自报完成，抽查 3 项，尚无最终结论"
entry=$(json .published_entry)
chain=${entry%%/*}
seq=${entry#*/}
seq=${seq%% *}
get "/api/v1/journal/$chain?after=$((seq - 1))&limit=1"
expect_equal "the entry of the publication" "$(json '.entries[0].digest')" "${entry#* }"
expect_exit 0 draw city reform.inspection_round "$round" --again
expect_contains '重抽一致' '公布于账本'

step "anybody repeats it without an account: seed, list as it stood, steps; what the page prints is what any tool finds, and the server finds it again"
get /draws
expect_contains "/draws/reform.inspection_round/$round" '示例季督察'
get "/draws/reform.inspection_round/$round"
expect_equal "the page" "$status" 200
expect_contains '2017Q4-a' 'openssl dgst -sm3' '?again=1'
expect_lacks '<script' '已从账本重算'
digest=$(sql "SELECT frame_digest FROM t_reform_inspection_round WHERE id = $round")
get "/draws/reform.inspection_round/$round/list"
expect_equal "one number a line" "$(wc -l <"$out" | tr -d ' ')" 9
cp "$out" list
expect_equal "the digest by hand" "$(while read -r id; do printf '%s %s\n' "$(printf '%s|%s' 2017Q4-a "$id" | openssl dgst -sm3 -r | cut -d' ' -f1)" "$id"; done <list | LC_ALL=C sort | openssl dgst -sm3 -r | cut -d' ' -f1)" "$digest"
get "/draws/reform.inspection_round/$round?again=1"
expect_contains "$digest" '已从账本重算：名单 9 个，摘要相同，抽中的 3 个相同'
for none in "reform.inspection_round/$((round + 1))" "reform.task/$round" "reform.nothing/1" "reform.inspection_round/x"; do
    get "/draws/$none"
    expect_equal "$none" "$status" 404
done

step "the list of draws is paged, newest first, and leaves none out; what is kept of a draw is not what a draw from the ledger says"
for n in $(seq 1 51); do
    as office POST /api/v1/reform.inspection_round "{\"fields\":{\"plan\":\"$plan\",\"quarter\":\"2018Q1\",\"from_on\":\"2018-01-01\",\"to_on\":\"2018-03-31\",\"theme\":\"示例专项$n\",\"frame\":\"claims\",\"size\":3,\"seed\":\"2018Q1-$n\",\"team\":[\"$team\"],\"opens_on\":\"2018-01-05\",\"closes_on\":\"2018-02-28\"}}"
    expect_equal "made" "$status" 201
    as office POST "/api/v1/reform.inspection_round/$(json .id)/transition/publish" '{}'
    expect_equal "published" "$status" 200
done
get /draws
grep -o '/draws/reform.inspection_round/[0-9]*' "$out" >pages
expect_equal "fifty at once" "$(sort -u pages | wc -l)" 50
more=$(grep -o 'rel="next" href="[^"]*' "$out" | sed 's/.*href="//; s/&amp;/\&/g')
get "$more"
expect_equal "the rest" "$status" 200
grep -o '/draws/reform.inspection_round/[0-9]*' "$out" >>pages
expect_equal "all of them, each once" "$(sort pages | uniq -c | awk '{print $1}' | sort -u) $(sort -u pages | wc -l)" "1 52"
expect_lacks 'rel="next"'
get "/draws?of=reform.task"
expect_equal "no draws of these" "$status" 404
get "/draws?of=reform.inspection_round&after=x"
expect_equal "no such place" "$status" 400
drawn=$(sql "SELECT id FROM t_reform_item WHERE id = $(head -1 list)")
sql "UPDATE t_reform_item SET state = 'started' WHERE id = $drawn"
get "/draws/reform.inspection_round/$round?again=1"
expect_contains '与当时的名单或抽中的不同'
sql "UPDATE t_reform_item SET state = 'verified' WHERE id = $drawn"
get "/draws/reform.inspection_round/$round?again=1"
expect_contains '摘要相同'

step "the team sees the drawn items alone, others no finding"
as inspector GET "/api/v1/reform.item?limit=50"
expect_equal "items seen" "$(json '.items | length')" 3
as inspector GET "/api/v1/reform.inspection_finding?order=drawn_rank"
expect_equal "findings" "$(json '.items | length')" 3
json '.items | sort_by(.fields.drawn_rank) | .[].id' >findings
first=$(sed -n 1p findings) second=$(sed -n 2p findings) third=$(sed -n 3p findings)
expect_equal "the claim seen stands there" "$(json "[.items[] | select(.id == \"$first\") | .fields.claim_seen | startswith(\"示例文号\")][0]")" true
as housing GET /api/v1/reform.inspection_finding
expect_equal "not the unit" "$(json '.items | length')" 0
as inspector PATCH "/api/v1/reform.inspection_finding/$first" '{"fields":{"drawn_rank":9}}'
expect_equal "the rank stands" "$status" 422
as inspector PATCH "/api/v1/reform.inspection_finding/$first" "{\"fields\":{\"item\":\"$(sed -n 2p order)\"}}"
expect_equal "what was drawn stands" "$status" 422
as office POST "/api/v1/reform.inspection_finding/$first/withdraw" '{}'
expect_equal "and is not taken back" "$status" 422

step "verdicts; only the unit inspected sees what was sent, and the right of reply must run out or be used"
as inspector POST "/api/v1/reform.inspection_finding/$first/transition/send" '{}'
expect_equal "nothing to send" "$status" 422
verdict() { as inspector PATCH "/api/v1/reform.inspection_finding/$1" "{\"fields\":{\"verdict\":\"$2\",\"facts\":\"$3\",\"visited_on\":\"2018-01-05\"}}"; expect_equal "verdict" "$status" 200
    as inspector POST "/api/v1/reform.inspection_finding/$1/transition/send" '{}'; expect_equal "sent" "$status" 200; }
verdict "$first" contradicted "现场未见所报文件"
verdict "$second" upheld "文件属实"
verdict "$third" upheld "文件属实"
as housing GET "/api/v1/reform.inspection_finding/$first"
expect_equal "the unit" "$status" 200
as guanshanhu GET "/api/v1/reform.inspection_finding/$first"
expect_equal "another unit" "$status" 404
as inspector PATCH "/api/v1/reform.inspection_finding/$first" '{"fields":{"final_verdict":"contradicted"}}'
expect_equal "written" "$status" 200
as inspector POST "/api/v1/reform.inspection_finding/$first/transition/conclude" '{}'
expect_equal "no reply yet" "$status" 400
as inspector POST "/api/v1/reform.inspection_finding/$first/transition/conclude_unanswered" '{}'
expect_equal "the right of reply runs" "$status" 422
expect_contains '申辩期'
as housing POST "/api/v1/reform.inspection_finding/$first/transition/reply" '{}'
expect_equal "an empty reply" "$status" 422
as guanshanhu POST /api/v1/reform.finding_reply "{\"fields\":{\"finding\":\"$first\",\"unit\":\"$housing\",\"text\":\"x\",\"replied_on\":\"2018-01-05\"}}"
[ "$status" -ge 400 ] || fail "another unit replied"
as housing POST /api/v1/reform.finding_reply "{\"fields\":{\"finding\":\"$first\",\"unit\":\"$housing\",\"text\":\"文件在印，附清样\",\"replied_on\":\"2018-01-05\"}}"
expect_equal "reply" "$status" 201
reply=$(json .id)
as housing POST "/api/v1/reform.inspection_finding/$first/transition/reply" '{}'
expect_equal "replied" "$status" 200
as inspector POST "/api/v1/reform.inspection_finding/$first/transition/conclude" '{}'
expect_equal "what became of the reply is said" "$status" 422
item=$(sql "SELECT item FROM t_reform_inspection_finding WHERE id = $first")
expect_equal "verified until then" "$(sql "SELECT state FROM t_reform_item WHERE id = $item")" verified
as inspector PATCH "/api/v1/reform.inspection_finding/$first" '{"fields":{"final_reason":"清样不是印发的文件"}}'
as inspector POST "/api/v1/reform.inspection_finding/$first/transition/conclude" '{}'
expect_equal "final" "$status" 200
expect_equal "the item is open again" "$(sql "SELECT state || ':' || reason FROM t_reform_item WHERE id = $item")" "reopened:现场未见所报文件"
as office GET "/api/v1/reform.item/$item/journal"
expect_contains '督察结论' '最终认定'
as guanshanhu GET "/api/v1/reform.inspection_finding/$first"
expect_equal "others see the final one" "$status" 200
as housing PATCH "/api/v1/reform.finding_reply/$reply" '{"fields":{"text":"改口"}}'
[ "$status" -ge 400 ] || fail "the reply changed after the verdict"
as inspector GET "/api/v1/reform.finding_reply/$reply"
expect_equal "the reply stands" "$(json .fields.text)" "文件在印，附清样"
as housing GET "/api/v1/reform.inspection_round/$round/draw"
expect_equal "the sentence" "$(json .result.sentence.zh)" "9 项自报完成，抽查 3 项，0 项属实（2 项未定）；最多 9 项可能不实（95%）"

step "the unit says nothing on the others: ten working days later they become final"
stop_server
expect_exit 0 clock city 2018-01-23
start_server city
for who in office inspector housing; do
    case $who in office) title=改革办经办岗 ;; inspector) title=督察组组长岗 ;; housing) title=市住建局联络员 ;; esac
    curl -s -o /dev/null -c "jar.$who" -X POST -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$(post $title)\"}" "$URL/api/v1/session/post"
done
for f in $second $third; do
    as inspector PATCH "/api/v1/reform.inspection_finding/$f" '{"fields":{"final_verdict":"upheld"}}'
    as inspector POST "/api/v1/reform.inspection_finding/$f/transition/conclude_unanswered" '{}'
    expect_equal "final" "$status" 200
done
as office GET "/api/v1/reform.inspection_round/$round/draw"
expect_equal "bound" "$(json .result.k95)" 7
expect_equal "upheld" "$(json .result.upheld)" 2

step "a rectification comes of it, is put right, verified by another and closed"
as office POST /api/v1/reform.rectification "{\"fields\":{\"source\":\"finding\",\"finding\":\"$first\",\"item\":\"$item\",\"problem\":\"文件未印发即报完成\",\"unit\":\"$housing\",\"opened_on\":\"2018-01-23\"}}"
expect_equal "opened" "$status" 201
fix=$(json .id)
as office POST "/api/v1/reform.rectification/$fix/transition/agree" '{}'
expect_equal "no measures" "$status" 422
as housing PATCH "/api/v1/reform.rectification/$fix" "{\"fields\":{\"measures\":\"补印发\",\"owner\":\"$(post 市住建局主要负责人岗)\"}}"
expect_equal "measures" "$status" 200
as office POST "/api/v1/reform.rectification/$fix/transition/agree" '{}'
expect_equal "agreed" "$status" 200
as housing POST "/api/v1/reform.rectification/$fix/transition/begin" '{}'
as housing PATCH "/api/v1/reform.rectification/$fix" '{"fields":{"result":"已印发","evidence":"示例文号"}}'
as housing POST "/api/v1/reform.rectification/$fix/transition/claim" '{}'
expect_equal "claimed" "$status" 200
as housing POST "/api/v1/reform.rectification/$fix/transition/verify" '{}'
expect_equal "not by the unit" "$status" 403
as office POST "/api/v1/reform.rectification/$fix/transition/verify" '{}'
expect_equal "verified" "$status" 200
as office POST "/api/v1/reform.rectification/$fix/transition/close" '{}'
expect_equal "closed" "$status" 200
expect_exit 0 due city --until 2019-02-28
expect_contains "再次回头看" "首次回头看"

step "six months later it has relapsed: open again, counted, the item too"
stop_server
check() { json ".[] | select(.id == \"$1\") | \"\(.passed)/\(.applicable) \([.failing[].message] | unique | join(\" \"))\""; }
expect_exit 0 promises city --format json
expect_equal "J3: three claims were inspected, one was not so" "$(check J3)" "2/3 督察认定与申报不符"
expect_equal "F3: the plan and the tasks that were inspected pass, the others of a year are listed" "$(json '.[] | select(.id == "F3") | "\(.passed > 0) \(.applicable - .passed == (.failing | length))"')" "true true"
expect_equal "F4: not due yet, so not asked" "$(check F4)" "0/0 "
expect_exit 0 promises city --asof 2018-07-25 --format json
expect_equal "F4: nobody looked again in six months" "$(check F4)" "0/1 首次回头看逾期：应在 2018-07-23 前"
task=$(sql "SELECT task FROM t_reform_item WHERE id = $item")
expect_exit 0 change city reform.item "$item" state=written_off
expect_exit 0 change city reform.task "$task" state=written_off written_off_on=2018-01-23
expect_exit 0 clock city 2018-07-20
start_server city
curl -s -o /dev/null -c jar.office -X POST -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$(post 改革办经办岗)\"}" "$URL/api/v1/session/post"
as office POST /api/v1/reform.lookback "{\"fields\":{\"turn\":\"first\",\"rectification\":\"$fix\",\"done_on\":\"2018-07-20\",\"verdict\":\"relapsed\",\"note\":\"又停了\"}}"
expect_equal "look-back" "$status" 201
look=$(json .id)
as office POST "/api/v1/reform.lookback/$look/transition/conclude" '{}'
expect_equal "concluded" "$status" 200
as office GET "/api/v1/reform.rectification/$fix"
expect_equal "open again" "$(json .fields.state)" open
expect_equal "counted" "$(json .fields.relapses)" 1
expect_equal "from the new day" "$(json .fields.opened_on)" 2018-07-20
expect_equal "the item too, and its task" "$(sql "SELECT i.state || ' ' || t.state FROM t_reform_item i JOIN t_reform_task t ON t.id = i.task WHERE i.id = $item")" "reopened active"
expect_equal "its closing is of the past" "$(json '.fields.closed_on | tostring')" null
as office GET "/api/v1/reform.rectification/$fix/history"
expect_contains '"closed"'
stop_server
expect_exit 0 verify city
