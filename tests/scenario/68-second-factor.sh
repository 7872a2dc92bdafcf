# The second factor of administrators: enrolling at the door and on the account, a code that serves once, recovery codes, a lost
# device, and what a stranger with the right password learns.

. "$ROOT/tests/boxes/city.sh"
boxes_city
for name in keeper second; do
    expect_exit 0 change city core.post new "title=安全管理岗 $name" "unit=$unit" "roles=;core.security_admin;"
    expect_exit 0 user city add $name --person 示例·$name --post "安全管理岗 $name"
    printf 'correct horse battery %s\n' $name >password
    "$ZC" user city password $name <password >/dev/null || fail "password of $name"
done

# ask JAR METHOD PATH JSON: by cookie, from the page
ask() {
    status=$(curl -s -o "$out" -w '%{http_code}' -b "jar.$1" -c "jar.$1" -X "$2" -H "Origin: $URL" -H "X-Request-Id: the-same-for-all" -H "Content-Type: application/json" ${4:+-d "$4"} "$URL$3")
    : >"$err"
}
# enter JAR LOGIN [JSON]: signs in with the usual password and these members besides
enter() {
    rm -f "jar.$1"
    ask "$1" POST /api/v1/session "$(jq -nc --arg login "$2" --arg password "correct horse battery $2" --argjson more "${3:-{\}}" '{$login, $password} + $more')"
}
# Nothing is waited for: the pause after wrong codes is moved into the past.
later() { sqlite3 city/city.db "UPDATE attempt SET at = at - 3601000000"; }

step "an administrator of a real city is not let in before a device is enrolled; others are"
enter clerk clerk
expect_equal "a clerk" "$status" 201
enter keeper keeper
expect_equal "told to enrol" "$status" 202
secret=$(json .secret)
offer=$(json .offer)
json .qr | grep -q '^<svg' || fail "no QR code"
json .address | grep -q '^otpauth://totp/.*:keeper?secret=' || fail "no address for the app"
ask keeper GET /api/v1/session
expect_equal "no session yet" "$status" 401
enter keeper keeper "{\"offer\":\"$offer\",\"first\":\"000000\"}"
expect_equal "a wrong first code" "$status" 422
expect_contains 核对手机的时间
enter keeper keeper "{\"offer\":\"9$offer\",\"first\":\"$(totp "$secret")\"}"
expect_equal "an offer made to last longer" "$status" 400
enter second second "{\"offer\":\"$offer\",\"first\":\"$(totp "$secret")\"}"
expect_equal "the offer of another account" "$status" 400
enter keeper keeper "{\"offer\":\"$offer\",\"first\":\"$(totp "$secret")\"}"
expect_equal "enrolled and in" "$status" 201
expect_equal "recovery codes" "$(json '.recovery | length')" 10
json '.recovery[]' >recovery
ask keeper GET /api/v1/factor
expect_equal "on" "$(json .on)" true
expect_equal "left" "$(json .recovery_left)" 10
expect_exit 0 user city list
expect_contains 有动态码

step "what is kept gives neither the secret nor a recovery code"
expect_exit 0 journal city --out taken.zcj
for text in "$secret" $(head -3 recovery) $(head -3 recovery | tr -d -); do
    if city_keeps city "$text" || grep -qaF "$text" taken.zcj "$DIR/.server.out" "$DIR/.server.err"; then fail "kept in clear: $text"; fi
done
sqlite3 city/city.db "SELECT count(*) FROM journal WHERE kind = 'factor' AND payload LIKE '%\"code\":\"enrolled\"%'" | grep -qx 1 || fail "the enrolment is not journalled"

step "a right password without a code is a wrong try, with the same words, and clears no pause"
enter x keeper
expect_equal "no code" "$status" 401
cp "$out" no-code
ask x POST /api/v1/session '{"login":"keeper","password":"not the one at all"}'
expect_equal "wrong password" "$status" 401
cmp -s "$out" no-code || fail "the answers differ"
enter x keeper '{"code":"000000"}'
expect_equal "wrong code" "$status" 401
cmp -s "$out" no-code || fail "the answers differ"
ask x POST /api/v1/session '{"login":"nobody","password":"not the one at all"}'
cmp -s "$out" no-code || fail "the answers differ for a name that is nobody's"
for again in 1 2; do
    tries=0
    while enter x keeper && [ "$status" = 429 ] && [ $tries -lt 40 ]; do # the pause of the tries before
        tries=$((tries + 1))
        sleep 0.3
    done
    expect_equal "no code, time $again" "$status" 401
done
enter x keeper "{\"code\":\"$(totp "$secret" 1)\"}"
expect_equal "the right one too soon: the tries counted" "$status" 429
later

step "a code serves once, a step early or late is taken, more is not"
code=$(totp "$secret" 1)
enter keeper keeper "{\"code\":\"$code\"}"
expect_equal "one step ahead" "$status" 201
enter x keeper "{\"code\":\"$code\"}"
expect_equal "again" "$status" 401
enter x keeper "{\"code\":\"$(totp "$secret")\"}"
expect_equal "one before the last used" "$status" 401
later
enter x keeper "{\"code\":\"$(totp "$secret" 5)\"}"
expect_equal "far ahead" "$status" 401
later
sqlite3 city/city.db 'UPDATE factor SET step = step - 10'
enter keeper keeper "{\"code\":\"$(totp "$secret" -1 | sed 's/.../& /')\"}"
expect_equal "one step late, with a blank" "$status" 201

step "of the same code sent eight times at once one is taken"
sqlite3 city/city.db 'UPDATE factor SET step = step - 10'
sent=$(jq -nc --arg code "$(totp "$secret")" '{login: "keeper", password: "correct horse battery keeper", code: $code}')
for i in 1 2 3 4 5 6 7 8; do
    curl -s -o /dev/null -w '%{http_code}\n' -X POST -H 'Content-Type: application/json' "$URL/api/v1/session" -d "$sent" >"race.$i" &
    racers="${racers:-} $!"
done
wait $racers
[ "$(cat race.* | grep -cx 201)" -eq 1 ] || fail "one code let in not exactly once"
later

step "each recovery code serves once, however it is written"
enter keeper keeper "{\"code\":\"$(sed -n 1p recovery | tr 'A-Z' 'a-z' | tr -d -)\"}"
expect_equal "in small letters without hyphens" "$status" 201
ask keeper GET /api/v1/factor
expect_equal "left" "$(json .recovery_left)" 9
enter x keeper "{\"code\":\"$(sed -n 1p recovery)\"}"
expect_equal "again" "$status" 401
enter x clerk "{\"code\":\"$(sed -n 2p recovery)\"}"
expect_equal "who has no factor needs none" "$status" 201
later

step "the password is changed with a code, and another device enrolled with the one before"
ask keeper POST /api/v1/password '{"password":"correct horse battery keeper","new":"vrtqm Xwzdp 7"}'
expect_equal "without" "$status" 401
later
ask keeper POST /api/v1/factor '{}'
expect_equal "an offer" "$status" 200
other=$(json .secret)
offer=$(json .offer)
ask keeper PUT /api/v1/factor "$(jq -nc --arg offer "$offer" --arg first "$(totp "$other")" '{password: "correct horse battery keeper", $offer, $first}')"
expect_equal "without the one before" "$status" 401
later
ask keeper PUT /api/v1/factor "$(jq -nc --arg offer "$offer" --arg first "$(totp "$other")" --arg code "$(sed -n 2p recovery)" '{password: "correct horse battery keeper", $offer, $first, $code}')"
expect_equal "with a recovery code" "$status" 201
expect_equal "ten new ones" "$(json '.recovery | length')" 10
enter x keeper "{\"code\":\"$(sed -n 3p recovery)\"}"
expect_equal "those before are void" "$status" 401
later

step "the device is lost: not he himself, but another administrator resets it, and the journal says who"
enter second second
secret2=$(json .secret)
enter second second "{\"offer\":\"$(json .offer)\",\"first\":\"$(totp "$secret2")\"}"
expect_equal "the second" "$status" 201
ask second GET '/api/v1/core.account?limit=50'
keeper=$(json '.items[] | select(.fields.login_name == "keeper") | .id')
self=$(json '.items[] | select(.fields.login_name == "second") | .id')
ask second DELETE "/api/v1/accounts/$self/factor"
expect_equal "not his own" "$status" 403
ask clerk DELETE "/api/v1/accounts/$keeper/factor"
expect_equal "not by a clerk" "$status" 404
ask second DELETE "/api/v1/accounts/$keeper/factor"
expect_equal "reset" "$status" 200
ask keeper GET /api/v1/session
expect_equal "what was open is over" "$status" 401
sqlite3 city/city.db "SELECT actor FROM journal WHERE kind = 'factor' AND payload LIKE '%\"code\":\"reset\"%'" | grep -q "$self" || fail "who reset it is not journalled"
enter keeper keeper
expect_equal "to be enrolled anew" "$status" 202

step "both lost: who runs the machine resets it"
expect_exit 0 user city reset-code second
enter second second
expect_equal "to be enrolled anew" "$status" 202
expect_exit 1 user city reset-code second
expect_contains 没有设动态码
expect_exit 1 user city reset-code nobody

step "the same without a script"
get /signin -H "Origin: $URL" -d login=second --data-urlencode 'password=correct horse battery second'
expect_equal "the form" "$status" 403
expect_contains 设置动态码 '<svg'
secret2=$(sed -n 's|.*<code>\([A-Z2-7]*\)</code>.*|\1|p' "$out")
offer=$(sed -n 's|.*name="offer" value="\([^"]*\)".*|\1|p' "$out")
get /signin -H "Origin: $URL" -d login=second -d first=12 --data-urlencode "offer=$offer" --data-urlencode 'password=correct horse battery second'
expect_equal "a wrong first code" "$status" 422
expect_contains "$secret2"
get /signin -H "Origin: $URL" -d login=second -d "first=$(totp "$secret2")" --data-urlencode "offer=$offer" --data-urlencode 'password=correct horse battery second'
expect_equal "enrolled" "$status" 200
expect_equal "recovery codes on the page" "$(grep -o '<li><code>' "$out" | wc -l)" 10
get /signin -H "Origin: $URL" -d login=second -d "code=$(totp "$secret2" 1)" --data-urlencode 'password=correct horse battery second'
expect_equal "in" "$status" 303

step "a link does not go round the second factor"
expect_exit 0 user city invite second
link=$(sed -n 's|^/invite/||p' city/keys/invites/second.txt)
get "/invite/$link"
expect_contains 恢复码
get "/invite/$link" -H "Origin: $URL" --data-urlencode 'password=vrtqm Xwzdp 7' --data-urlencode 'again=vrtqm Xwzdp 7'
expect_equal "without a code" "$status" 422
expect_contains 动态码不对
later
sqlite3 city/city.db 'UPDATE factor SET step = step - 10'
get "/invite/$link" -H "Origin: $URL" --data-urlencode 'password=vrtqm Xwzdp 7' --data-urlencode 'again=vrtqm Xwzdp 7' -d "code=$(totp "$secret2")"
expect_equal "with one" "$status" 303

step "a city that asks for none says so in a rule of its own"
expect_exit 0 change city core.rule_value new rule=core.sign_in.administrator_code title_zh=管理员登录须有动态码 value=0 "from_on=$(date +%F)" basis=本市做法 status=assumption
enter keeper keeper
expect_equal "in without" "$status" 201
stop_server
expect_exit 0 verify city
