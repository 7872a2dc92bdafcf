# The HTTP API: making, changing, reading at two times, conflicts, repeated requests, pages of a list, rights of two readers,
# tokens, files, and a description that holds together. The module is declarations only, in a folder of its own.

. "$ROOT/tests/boxes/city.sh"
boxes_city

# answers STATUS WHAT READER METHOD PATH [BODY]
answers() {
    wanted=$1 what=$2
    shift 2
    api "$@"
    expect_equal "$what" "$status" "$wanted"
}

step "a record is made, and read back"
answers 201 "created" clerk POST /api/v1/shop.box '{"fields":{"code":"A-1","label":"第一个箱子","colour":"red","size":20,"price":"12.50","made_on":"2024-03-01"}}'
id=$(json .id)
expect_equal "money is exact text" "$(json '.record.fields.price | type + (tonumber | tostring)')" string12.5
expect_equal "an int is a number" "$(json '.record.fields.size | type')" number
expect_equal "an id is text" "$(json '.id | type')" string
expect_equal "derived" "$(json '.record.fields.big | tostring')" false
answers 200 "read" clerk GET "/api/v1/shop.box/$id"
expect_equal "first slice" "$(json .slice)" 1
expect_equal "it exists from its own date" "$(json .valid_from)" 2024-03-01
expect_equal "state" "$(json .fields.state)" shut

step "wrong input is told apart and names the place"
answers 409 "the same key" clerk POST /api/v1/shop.box '{"fields":{"code":"A-1","label":"again"}}'
answers 400 "a required field" clerk POST /api/v1/shop.box '{"fields":{"code":"A-2"}}'
answers 400 "a code out of the list" clerk POST /api/v1/shop.box '{"fields":{"code":"A-2","label":"x","colour":"green"}}'
expect_contains green
answers 400 "a check" clerk POST /api/v1/shop.box '{"fields":{"code":"A-2","label":"x","size":13}}'
answers 400 "an unknown field" clerk POST /api/v1/shop.box '{"fields":{"nonsense":"1"}}'
answers 400 "an unknown member" clerk POST /api/v1/shop.box '{"felds":{}}'
answers 400 "broken JSON" clerk POST /api/v1/shop.box '{"fields":'
answers 400 "a column nobody may see" clerk POST /api/v1/shop.box '{"fields":{"code":"A-2","label":"x","whisper":"seen"}}'
answers 400 "the future" clerk POST /api/v1/shop.box '{"fields":{"code":"A-2","label":"x"},"valid_from":"2999-01-01"}'
answers 404 "no such entity" clerk GET /api/v1/no.such
answers 404 "no such id" clerk GET /api/v1/shop.box/7
answers 405 "a method that is not there" clerk PUT "/api/v1/shop.box/$id" '{}'
status=$(curl -s -o "$out" -w '%{http_code}' "$URL/api/v1/shop.box" -X POST -d '{}')
expect_equal "signed out" "$status" 401

step "a change from a day splits the history; both times are read"
answers 200 "changed" clerk PATCH "/api/v1/shop.box/$id" '{"fields":{"label":"改名的箱子"},"valid_from":"2024-06-01","why":"改名"}'
expect_equal "changed" "$(json .changed)" true
api clerk GET "/api/v1/shop.box/$id?asof=2024-05-31"
expect_equal "before" "$(json .fields.label)" 第一个箱子
api clerk GET "/api/v1/shop.box/$id?asof=2024-06-01"
expect_equal "after" "$(json .fields.label)" 改名的箱子
known=$(json .known_from)
answers 200 "the past is corrected" clerk PATCH "/api/v1/shop.box/$id" '{"fields":{"label":"原来叫这个"},"valid_from":"2024-03-01"}'
api clerk GET "/api/v1/shop.box/$id?asof=2024-04-01"
expect_equal "as known now" "$(json .fields.label)" 原来叫这个
api clerk GET "/api/v1/shop.box/$id?asof=2024-04-01&known=$known"
expect_equal "as known then" "$(json .fields.label)" 第一个箱子
answers 404 "before it was made" clerk GET "/api/v1/shop.box/$id?asof=2023-01-01"
answers 400 "no date" clerk GET "/api/v1/shop.box/$id?asof=soon"
api clerk GET "/api/v1/shop.box/$id/history"
expect_equal "slices known today" "$(json '[.slices[] | select(.known_to == null)] | length')" 2
expect_equal "none before them" "$(json '.next | tostring')" null
slices=$(json '[.slices[] | "\(.slice) \(.known_from)"] | sort | join(",")')
: >slices
after=
while :; do
    api clerk GET "/api/v1/shop.box/$id/history?limit=1&after=$after"
    expect_equal "one a page" "$(json '.slices | length')" 1
    json '.slices[] | "\(.slice) \(.known_from)"' >>slices
    after=$(json '.next | tostring')
    [ "$after" != null ] || break
done
expect_equal "page by page" "$(LC_ALL=C sort slices | paste -sd, -)" "$slices"
answers 400 "no place" clerk GET "/api/v1/shop.box/$id/history?after=yesterday"
api clerk GET "/api/v1/shop.box/$id/journal"
expect_equal "entries" "$(json '.entries | length')" 3
expect_equal "why" "$(json '.entries[1].payload.why')" 改名

step "who saw an older slice is refused, and gets what stands there now"
api clerk GET "/api/v1/shop.box/$id"
slice=$(json .slice)
answers 200 "the present slice" clerk PATCH "/api/v1/shop.box/$id" "{\"fields\":{\"size\":21},\"slice\":$slice}"
answers 409 "an older one" clerk PATCH "/api/v1/shop.box/$id" "{\"fields\":{\"size\":22},\"slice\":$slice}"
expect_equal "what stands there" "$(json .present.fields.size)" 21
api clerk GET "/api/v1/shop.box/$id"
expect_equal "nothing was written" "$(json .fields.size)" 21

step "the same request twice is done once"
answers 201 "made" clerk POST /api/v1/shop.box '{"fields":{"code":"K-1","label":"once"}}' -H 'Idempotency-Key: first'
once=$(json .id)
answers 201 "again" clerk POST /api/v1/shop.box '{"fields":{"code":"K-1","label":"once"}}' -H 'Idempotency-Key: first'
expect_equal "the same record" "$(json .id)" "$once"
answers 409 "another body" clerk POST /api/v1/shop.box '{"fields":{"code":"K-2","label":"other"}}' -H 'Idempotency-Key: first'
answers 201 "a key belongs to who sent it" clerk2 POST /api/v1/shop.box '{"fields":{"code":"K-3","label":"mine"}}' -H 'Idempotency-Key: first'

step "a step asks for role, state and condition"
answers 422 "its condition" clerk POST "/api/v1/shop.box/$once/transition/unseal"
answers 200 "done" clerk POST "/api/v1/shop.box/$id/transition/unseal"
expect_equal "state" "$(json .record.fields.state)" open
answers 400 "twice" clerk POST "/api/v1/shop.box/$id/transition/unseal"
answers 400 "states change by steps alone" clerk PATCH "/api/v1/shop.box/$id" '{"fields":{"state":"shut"}}'

step "a list is filtered, sorted, counted, and read page by page without a gap"
n=0
while [ $n -lt 25 ]; do
    n=$((n + 1))
    api clerk POST /api/v1/shop.box "{\"fields\":{\"code\":\"L-$(printf %02d $n)\",\"label\":\"名单 $n\",\"colour\":\"blue\",\"size\":$((n * 20))}}"
    [ "$status" = 201 ] || fail "box $n"
done
seen=
after=
while :; do
    api clerk GET "/api/v1/shop.box?sort=-code&limit=7&filter=colour%20%3D%20%27blue%27&after=$after"
    expect_equal "a page" "$status" 200
    seen="$seen $(json '[.items[].fields.code] | join(" ")')"
    after=$(json '.next | tostring')
    [ "$after" != null ] || break
done
expect_equal "all, once each, in order" "$(echo $seen)" "$(n=25; while [ $n -gt 0 ]; do printf 'L-%02d ' $n; n=$((n - 1)); done | sed 's/ $//')"
api clerk GET "/api/v1/shop.box?count=true&limit=1&filter=big"
expect_equal "total" "$(json .total.text)" 20
api clerk GET "/api/v1/shop.box?search=$(jq -rn '"改名" | @uri')"
expect_equal "search" "$(json '[.items[].id] | join(" ")')" "$id"
api clerk GET "/api/v1/shop.box?sort=-code&limit=2&skip=20&filter=colour%20%3D%20%27blue%27"
expect_equal "20 passed over" "$(json '[.items[].fields.code] | join(" ")')" "L-05 L-04"
for wrong in limit=0 limit=501 limit=x skip=x skip=-1 skip=10000001 sort=nonsense filter=colour sort=phone,whisper after=zz 'filter=nonsense%20%3D%201' known=never; do
    api clerk GET "/api/v1/shop.box?$wrong"
    expect_equal "$wrong" "$status" 400
done

step "rows are counted and measured by groups"
api clerk GET "/api/v1/shop.box/aggregate?group=colour&measure=count,sum:size,max:price,distinct:owner"
expect_equal "answered" "$status" 200
expect_equal "the blue ones" "$(json '.groups[] | select(.key.colour == "blue") | "\(.values.count) \(.values["sum:size"])"')" "25 6500"
expect_equal "groups add up" "$(json '([.groups[].values.count] | add) == .total.count')" true
api clerk GET "/api/v1/shop.box/aggregate?group=big&filter=colour%20%3D%20%27blue%27"
expect_equal "by what is derived" "$(json '[.groups[] | "\(.key.big):\(.values.count)"] | join(" ")')" "false:5 true:20"
api guest GET "/api/v1/shop.box/aggregate?group=colour"
expect_equal "who sees the blue ones counts the blue ones" "$(json '[.groups[].key.colour] | join(" ")')" blue
for wrong in group=phone measure=max:whisper group=nonsense group=code:year measure=sum:label limit=0; do
    api guest GET "/api/v1/shop.box/aggregate?$wrong"
    expect_equal "$wrong" "$status" 400
done
api clerk GET "/api/v1/shop.box?limit=1&fields=label,big"
expect_equal "these fields alone" "$(json '[.items[0].fields | keys[]] | join(" ")')" "big label"
api guest GET "/api/v1/shop.box?fields=whisper"
expect_equal "no field that is hidden" "$status" 400

step "many records are changed at once, looked at before, and taken back"
answers 200 "a look at what would be" clerk POST /api/v1/shop.box/bulk '{"fields":{"colour":"red"},"where":"colour = '"'blue'"'","preview":true}'
expect_equal "counted" "$(json '"\(.seen) \(.changed) \(.tx)"')" "25 25 null"
expect_equal "with what stood there" "$(json '.rows[0].before.colour')" blue
api clerk GET "/api/v1/shop.box/aggregate?filter=colour%20%3D%20%27blue%27"
expect_equal "nothing was changed" "$(json .total.count)" 25
before=$(journal_length city)
answers 400 "a value that a check refuses" clerk POST /api/v1/shop.box/bulk '{"fields":{"size":13},"where":"colour = '"'blue'"'"}'
expect_equal "not one of them" "$(journal_length city)" "$before"
answers 200 "changed" clerk POST /api/v1/shop.box/bulk '{"fields":{"colour":"red"},"where":"colour = '"'blue'"'","why":"重漆"}'
tx=$(json .tx)
api clerk GET "/api/v1/shop.box/aggregate?filter=colour%20%3D%20%27blue%27"
expect_equal "none is blue" "$(json .total.count)" 0
answers 404 "not by somebody else" guest POST "/api/v1/transactions/$tx/withdraw" '{}'
answers 200 "taken back" clerk POST "/api/v1/transactions/$tx/withdraw" '{"why":"漆错"}'
api clerk GET "/api/v1/shop.box/aggregate?filter=colour%20%3D%20%27blue%27"
expect_equal "blue again" "$(json .total.count)" 25
api clerk GET "/api/v1/shop.box?filter=code%20%3D%20%27L-01%27"
one=$(json '.items[0].id') slice=$(json '.items[0].slice')
answers 200 "those named" clerk POST /api/v1/shop.box/bulk "{\"fields\":{\"colour\":\"red\"},\"records\":[{\"id\":\"$one\",\"slice\":$slice}]}"
tx=$(json .tx)
answers 409 "one that somebody changed meanwhile" clerk POST /api/v1/shop.box/bulk "{\"fields\":{\"colour\":\"blue\"},\"records\":[{\"id\":\"$one\",\"slice\":$((slice + 7))}]}"
answers 200 "back" clerk POST "/api/v1/transactions/$tx/withdraw" '{}'
api clerk POST /api/v1/shop.box '{"fields":{"code":"T-1","label":"new","colour":"red","made_on":"2024-03-01"}}'
fresh=$(json .id)
answers 400 "what made a record is not taken back this way" clerk POST "/api/v1/transactions/$(json .tx)/withdraw" '{}'
api clerk POST "/api/v1/shop.box/$fresh/withdraw" '{"why":"试"}'
for wrong in '{"where":"true"}' '{"fields":{"colour":"red"}}' '{"fields":{"colour":"red"},"records":[]}' '{"fields":{"colour":"red"},"records":[{"id":"x"}]}' '{"fields":{"whisper":"x"},"where":"true"}' '{"fields":{"state":"open"},"where":"true"}'; do
    api clerk POST /api/v1/shop.box/bulk "$wrong"
    case $status in 400 | 403 | 422) ;; *) fail "$wrong: $status" ;; esac
done

step "the calendar is read by all"
api clerk GET "/api/v1/calendar?from=2017-03-31&to=2017-05-01"
expect_equal "what differs from Monday to Friday" "$(json '[.days[] | "\(.date):\(.kind)"] | join(" ")')" "2017-04-01:makeup 2017-04-02:off 2017-04-03:off 2017-04-04:off 2017-05-01:off"
answers 400 "backwards" clerk GET "/api/v1/calendar?from=2017-05-01&to=2017-03-31"

step "as of a day"
api clerk GET "/api/v1/shop.box/aggregate?measure=sum:size,count&asof=2024-05-31"
expect_equal "as of a day" "$(json .total.count)" 1

step "the end of a record, and one that never was"
answers 200 "ended" clerk POST "/api/v1/shop.box/$once/end" '{"why":"弃用"}'
api clerk GET "/api/v1/shop.box?filter=code%20%3D%20%27K-1%27"
expect_equal "no longer listed" "$(json '.items | length')" 0
api clerk POST /api/v1/shop.box '{"fields":{"code":"W-1","label":"wrong"}}'
wrong=$(json .id)
answers 200 "withdrawn" clerk POST "/api/v1/shop.box/$wrong/withdraw" '{"why":"录错"}'
answers 404 "gone" clerk GET "/api/v1/shop.box/$wrong"

step "figures, their trace and the lines behind the digest"
api clerk GET "/api/v1/metrics/shop_open_count"
expect_equal "value" "$(json .value)" 1
digest=$(json .digest)
api clerk GET "/api/v1/metrics/shop_open_count/trace"
expect_equal "the record behind it" "$(json '.records[0].id')" "$id"
expect_equal "its first entry" "$(json '.records[0].entries[0].chain')" 520100
api clerk GET "/api/v1/metrics/shop_open_count/lines"
expect_equal "the digest of the lines" "$(openssl dgst -sm3 -r <"$out" | cut -c1-64)" "$digest"
api clerk GET "/api/v1/metrics"
expect_equal "all figures of the module" "$(json '[.figures[] | select(.id | startswith("shop_"))] | length')" 2
answers 404 "no such figure" clerk GET "/api/v1/metrics/none"

step "the reason of a right or a refusal"
api clerk GET "/api/v1/why?entity=shop.box&id=$id&verb=write"
expect_equal "allowed" "$(json .allowed)" true
expect_equal "by which rule" "$(json .rule)" "role clerk"
api guest GET "/api/v1/why?entity=shop.box&id=$id&verb=read"
cp "$out" hidden.json
api guest GET "/api/v1/why?entity=shop.box&id=4362898406012518401&verb=read"
cmp -s hidden.json "$out" || fail "the answer for a hidden row is not that for a made-up id"
expect_equal "refused" "$(json '.allowed | tostring')" false

step "a file hangs on its record and is given out as it came"
printf '会议记录 marker-file\n' >note.txt
answers 201 "attached" clerk POST "/api/v1/shop.box/$id/attachments" -F 'file=@note.txt'
file=$(json .file)
expect_equal "digest" "$(json .digest)" "$(openssl dgst -sm3 -r note.txt | cut -c1-64)"
api clerk GET "$file" -D headers.txt
cmp -s note.txt "$out" || fail "the file differs"
grep -qi 'content-disposition: attachment' headers.txt || fail "it would open in the page"
grep -qi 'content-security-policy: sandbox' headers.txt || fail "no sandbox"
[ "$(stat -c %a city/files/*/*)" = 600 ] || fail "mode of the file"
printf '机密★5年\n文件\n' >secret.txt
answers 403 "a mark of secrecy" clerk POST "/api/v1/shop.box/$id/attachments" -F 'file=@secret.txt'
printf 'plain words' >fake.pdf
answers 400 "a name that says another content" clerk POST "/api/v1/shop.box/$id/attachments" -F 'file=@fake.pdf'
answers 201 "a comment" clerk POST "/api/v1/shop.box/$id/comments" '{"text":"请核对"}'
expect_equal "signed by the post" "$(json .record.fields.post)" "$(cat post.clerk)"

step "a token does what its scopes and its owner allow"
session clerk
answers 403 "only by who signed in" clerk POST /api/v1/tokens '{"scopes":"shop.box:read","days":3}'
cookie POST /api/v1/tokens '{"scopes":"shop.box:read","days":3}'
expect_equal "made" "$status" 201
printf %s "$(json .secret)" >token.narrow
cookie POST /api/v1/tokens '{"scopes":"everything","days":3}'
expect_equal "no scope" "$status" 400
cookie POST /api/v1/tokens '{"scopes":"*:read","days":366}'
expect_equal "too long" "$status" 400
answers 200 "in scope" narrow GET "/api/v1/shop.box/$id"
answers 403 "out of scope" narrow PATCH "/api/v1/shop.box/$id" '{"fields":{"size":1}}'
answers 403 "out of scope" narrow GET "/api/v1/shop.diary"
answers 403 "out of scope" narrow GET "/api/v1/metrics"
cookie GET /api/v1/tokens
name=$(json '[.tokens[] | select(.scopes == "shop.box:read")][0].token')
cookie DELETE "/api/v1/tokens/$name"
expect_equal "ended" "$status" 200
answers 404 "over" narrow GET "/api/v1/shop.box/$id"

step "a session: cookie, origin, end"
status=$(curl -s -o "$out" -w '%{http_code}' -b cookies.txt -H 'Origin: http://elsewhere.example' -X POST "$URL/api/v1/shop.box" -d '{}')
expect_equal "another site's request" "$status" 403
status=$(curl -s -o "$out" -w '%{http_code}' -b cookies.txt -X POST "$URL/api/v1/shop.box" -d '{}')
expect_equal "no origin" "$status" 403
cookie GET /api/v1/session
expect_equal "who" "$(json .post)" "$(cat post.clerk)"
cp cookies.txt before.txt
cookie DELETE /api/v1/session
expect_equal "signed out" "$status" 200
status=$(curl -s -o "$out" -w '%{http_code}' -b before.txt "$URL/api/v1/session")
expect_equal "the cookie is dead" "$status" 401

step "wrong passwords look like unknown names, and make the next one wait"
for login in clerk nobody; do
    status=$(curl -s -o "$out.$login" -w '%{http_code}' -X POST -H 'X-Request-Id: the-same-for-all' -H 'Content-Type: application/json' "$URL/api/v1/session" -d "{\"login\":\"$login\",\"password\":\"not this one\"}")
    expect_equal "$login" "$status" 401
done
cmp -s "$out.clerk" "$out.nobody" || fail "an unknown name is answered otherwise"
for try in 1 2 3 4 5 6 7 8 9 10; do # the pause doubles, so that a busy machine does not outlast it for ever
    status=$(curl -s -o "$out" -w '%{http_code}' -X POST -H 'Content-Type: application/json' "$URL/api/v1/session" -d '{"login":"clerk","password":"not this one"}')
    [ "$status" = 401 ] || break
done
expect_equal "too many" "$status" 429

step "the description of the API holds together"
api clerk GET /api/v1/openapi.json
expect_equal "version" "$(json .openapi)" 3.1.0
expect_equal "every reference leads somewhere" \
    "$(json '. as $all | [.. | objects | .["$ref"]? // empty | ltrimstr("#/") | split("/") as $p | select($all | getpath($p) == null) | join("/")] | length')" 0
expect_equal "every operation has answers" "$(json '[.paths[][] | select(.responses == null or (.responses | length) < 2)] | length')" 0
expect_equal "every path parameter is declared" \
    "$(json '[.paths | to_entries[] | .key as $path | .value[] | [.parameters[]? | select(.in == "path") | .name] as $names | ($path | [scan("\\{([^}]*)\\}")[0]]) | select(. - $names != [])] | length')" 0
expect_equal "the module is in it" "$(json '.paths["/api/v1/shop.box/{id}"].patch.requestBody.content["application/json"].schema["$ref"]')" '#/components/schemas/shop.box.change'
api clerk GET /api/v1/meta
expect_equal "both languages" "$(json '.entities[] | select(.entity == "shop.box") | .title | .zh + .en')" 箱子box
expect_equal "steps" "$(json '.entities[] | select(.entity == "shop.box") | .transitions[0].by[0]')" shop.clerk

step "reading a journalled entity is journalled"
api clerk POST /api/v1/shop.diary '{"fields":{"line":"晴"}}'
diary=$(json .id)
api clerk GET "/api/v1/shop.diary/$diary"
stop_server
expect_exit 0 journal city --out all.zcj
grep -a -A14 '^kind=read' all.zcj | grep -qa "\"id\":\"$diary\"" || fail "the read is not in the journal"
expect_exit 0 verify city
