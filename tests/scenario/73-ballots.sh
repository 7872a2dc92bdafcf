# A secret ballot over HTTP: codes once and for who opens the box alone, ballots by a page without a script from a telephone, each code once
# however often and at once it is sent, a kill -9 in between, sealing by another hand, and a ledger that knows the result and nothing else.

. "$ROOT/tests/boxes/city.sh"
boxes_city
for who in clerk clerk2 owner; do
    roles='core.staff;shop.clerk'
    [ $who != clerk ] || roles="$roles;core.ballot_officer"
    [ $who != clerk2 ] || roles="$roles;core.ballot_teller"
    expect_exit 0 change city core.post "$(cat "post.$who")" "roles=;$roles;"
done
must() { # STATUS WHO METHOD PATH [BODY], by token
    wanted=$1
    shift
    api "$@"
    [ "$status" = "$wanted" ] || fail "$wanted expected: $*"
}
add() { must 201 clerk POST "/api/v1/core.$1" "{\"fields\":$2}" && json .id; }
# page METHOD PATH CURL-OPTION…: as who is signed in
page() {
    method=$1 path=$2
    shift 2
    status=$(curl -s -o "$out" -D head -w '%{http_code}' -b cookies.txt -H "Origin: $URL" -X "$method" "$@" "$URL$path")
    : >"$err"
}
# voter METHOD PATH CURL-OPTION…: nobody
voter() {
    method=$1 path=$2
    shift 2
    status=$(curl -s -o "$out" -D head -w '%{http_code}' -X "$method" "$@" "$URL$path")
    : >"$err"
}
entries() { sqlite3 city/city.db 'SELECT count(*) FROM journal'; }

step "a box with its classes is prepared; nobody casts before it is open, and the step alone opens nothing"
box=$(add ballot_box "{\"title\":\"示例推荐\",\"unit\":\"$unit\",\"question\":\"请推荐一至两人\",\"options\":[\"示例·甲\",\"示例·乙\",\"示例·丙\"],\"most\":2}")
for class in '"A 班子成员","codes":4' '"B 其他","codes":12'; do add ballot_class "{\"box\":\"$box\",\"name\":$class}" >/dev/null; done
must 422 clerk POST "/api/v1/core.ballot_box/$box/transition/open" '{}'
must 403 clerk POST "/api/v1/core.ballot_box/$box/open"
expect_contains 令牌不行
voter GET "/ballot/$box-AAAA-AAAA-AAAA-AAAA"
expect_equal "not open yet" "$status" 409
expect_contains 还没有开始

step "who holds another role does not open it; the officer gets the codes once, on paper with QR codes"
session owner
page POST "/ballots/$box/open"
expect_equal "hidden or refused" "$(case $status in 403 | 404) echo no ;; esac)" no
session clerk
page GET "/ballots/$box"
expect_contains 开启票箱 'A 班子成员'
page POST "/ballots/$box/open"
expect_equal "opened" "$status" 200
expect_contains '<svg' 示例推荐
grep -qi '^cache-control: no-store' head || fail "the codes may be kept by a cache"
grep -o "<code>[^<]*" "$out" | sed 's/<code>//' >codes
expect_equal "codes" "$(sort -u codes | wc -l | tr -d ' ')" 16
page POST "/ballots/$box/open"
expect_equal "a second time" "$(case $status in 4*) echo refused ;; esac)" refused
opened=$(entries)
for code in $(cut -d- -f2- codes); do
    ! grep -rqF "$code" city || fail "a code lies in the city's folder"
done
must 403 clerk PATCH "/api/v1/core.ballot_box/$box" '{"fields":{"question":"另问"}}'
expect_contains 票面不再改动
must 403 clerk POST /api/v1/core.ballot_class "{\"fields\":{\"box\":\"$box\",\"name\":\"C 后补\",\"codes\":5}}"
must 403 clerk POST /api/v1/core.ballot_count "{\"fields\":{\"box\":\"$box\",\"seq\":1,\"option\":\"示例·甲\",\"votes\":99}}"

step "a ballot on a telephone: no script, no name, too many marks refused and the code kept"
code() { sed -n "$1p" codes; }
voter GET "/ballot/$(code 1)"
expect_equal "status" "$status" 200
expect_contains 请推荐一至两人 示例·丙 viewport
expect_lacks '<script' Set-Cookie
grep -qi '^cache-control: no-store' head || fail "a ballot may be kept by a cache"
voter POST "/ballot/$(code 1)" -d 'mark=1&mark=2&mark=3'
expect_equal "three of two" "$status" 422
expect_contains 最多选
voter POST "/ballot/$(code 1)" -d 'mark=4'
expect_equal "no such option" "$status" 422
voter POST "/ballot/$(code 1)" -d 'mark=1&mark=2'
expect_equal "cast" "$status" 200
expect_contains 已投票
expect_lacks 'href="/ballots' Set-Cookie

step "the same code again, replayed or typed anew, is refused with a sentence; so is one that never was"
voter POST "/ballot/$(code 1)" -d 'mark=3'
expect_equal "replay" "$status" 409
expect_contains 已经用过
voter GET "/ballot?code=$(code 1 | tr 'A-Z' 'a-z')"
expect_equal "typed" "$status" 303
voter GET "/ballot/$(code 1 | tr 'A-Z' 'a-z')"
expect_contains 已经用过
voter POST "/ballot/$box-0000-0000-0000-0000" -d 'mark=1'
expect_equal "guessed" "$status" 404
voter GET "/ballot/..%2Fcity"
expect_equal "a path" "$status" 404
voter GET /ballot
expect_contains 请输入投票码

step "sent eight times at once it counts once"
for n in 1 2 3 4 5 6 7 8; do
    curl -s -o /dev/null -w '%{http_code}\n' -d 'mark=2' "$URL/ballot/$(code 2)" >"race.$n" &
    racers="${racers:-} $!"
done
for racer in $racers; do wait "$racer"; done
expect_equal "one of eight" "$(cat race.* | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')" "1 200 7 409 "

step "killed while it is open: what was cast is there, the rest goes on"
i=3
while [ $i -le 9 ]; do
    voter POST "/ballot/$(code $i)" -d "mark=$((i % 3 + 1))"
    expect_equal "ballot $i" "$status" 200
    i=$((i + 1))
done
kill -9 "$SERVER"
wait "$SERVER" 2>/dev/null || :
start_server city
voter POST "/ballot/$(code 9)" -d 'mark=1'
expect_equal "still used" "$status" 409
voter POST "/ballot/$(code 10)" -d ''
expect_equal "a blank ballot" "$status" 200
page POST "/ballot/$(code 11)" -d 'mark=1'
expect_equal "signed in makes no difference" "$status" 200
expect_equal "the ledger learnt nothing of it" "$(entries)" "$opened"
expect_equal "no time on the box" "$(stat -c %Y city/boxes/"$box".box)" 0
expect_exit 0 backup city while-open.zip
unzip -l while-open.zip | grep -q boxes/ && fail "an open box lies in a backup"

step "the opener does not seal; the teller does, once, and then nothing is taken"
session clerk
page POST "/ballots/$box/seal"
expect_equal "the opener" "$status" 403
cp "city/boxes/$box.box" kept.box
voter POST "/ballot/$(code 12)" -d 'mark=3'
expect_equal "a refused sealing closes nothing" "$status" 200
session clerk2
page POST "/ballots/$box/seal"
expect_equal "the teller" "$status" 303
page POST "/ballots/$box/seal"
expect_equal "a second time" "$(case $status in 4*) echo refused ;; esac)" refused
voter POST "/ballot/$(code 13)" -d 'mark=1'
expect_equal "too late" "$status" 409
expect_contains 已经封存
[ ! -e "city/boxes/$box.box" ] || fail "the box was not destroyed"

step "the result: all ballots, and no class from which somebody's choice could be read or reckoned"
must 200 clerk GET "/api/v1/core.ballot_box/$box"
expect_equal "codes, cast, blank" "$(json '(.record // .).fields | "\(.codes) \(.cast) \(.blank)"')" "16 12 1"
root=$(json '(.record // .).fields.root')
must 200 clerk GET "/api/v1/core.ballot_count?filter=$(printf 'box = %s' "$box" | jq -sRr @uri)"
expect_equal "votes" "$(json '[.items[].fields | "\(.option) \(.votes) \(.class)"] | sort | join("; ")')" "示例·丙 3 null; 示例·乙 4 null; 示例·甲 5 null"
page GET "/ballots/$box"
expect_contains 示例·甲 不单列
must 200 clerk GET "/api/v1/core.attachment?filter=$(printf 'subject_id = %s' "$box" | jq -sRr @uri)"
file=$(json '.items[0].id')
must 200 clerk GET "/api/v1/core.attachment/$file/file"
sed '1,/^$/d' "$out" >ballots
expect_equal "ballots" "$(wc -l <ballots | tr -d ' ')" 12
expect_equal "none names a class" "$(cut -f 1 ballots | sort -u)" 0
must 404 owner GET "/api/v1/core.ballot_box/$box"
must 200 clerk PATCH "/api/v1/core.ballot_box/$box" "{\"fields\":{\"readers\":[\"$(cat post.owner)\"]}}"
must 200 owner GET "/api/v1/core.ballot_box/$box"
must 200 owner GET "/api/v1/core.attachment/$file/file"
api guest GET "/api/v1/core.attachment/$file/file"
expect_equal "the ballots are for who reads the box" "$(case $status in 403 | 404) echo hidden ;; esac)" hidden

# leaf NUMBER, node FILE FILE: RFC 6962 with SM3, by openssl alone
leaf() { { printf '\0' && sed -n "$1p" ballots | tr -d '\n'; } | openssl dgst -sm3 -binary; }
node() { { printf '\1' && cat "$1" "$2"; } | openssl dgst -sm3 -binary; }
i=0
while [ $i -lt 12 ]; do leaf $((i + 1)) >"n.$i" && i=$((i + 1)); done
left=12
while [ $left -gt 1 ]; do
    i=0
    while [ $i -lt $left ]; do
        if [ $((i + 1)) -lt $left ]; then node "n.$i" "n.$((i + 1))" >up; else cp "n.$i" up; fi
        mv up "n.$((i / 2))"
        i=$((i + 2))
    done
    left=$(((left + 1) / 2))
done
expect_equal "the root by openssl" "$(od -An -v -tx1 n.0 | tr -d ' \n')" "$root"

step "no code, no address and no voter is in the city's files or in what the server said"
stop_server
for code in $(cut -d- -f2- codes); do
    ! grep -rqF -e "$code" city .server.out .server.err || fail "a code was left behind"
done
expect_equal "what the ledger holds of the box" "$(sqlite3 city/city.db "SELECT count(*) FROM journal WHERE payload LIKE '%\"act\":\"open\"%' OR payload LIKE '%\"act\":\"seal\"%'")" 2
expect_exit 0 verify city

step "a box that a crash left behind after its sealing is destroyed when the server starts, and opens nothing"
cp kept.box "city/boxes/$box.box"
start_server city
[ ! -e "city/boxes/$box.box" ] || fail "the box that was left behind is still there"
voter POST "/ballot/$(code 14)" -d 'mark=1'
expect_equal "sealed" "$status" 409
stop_server
