# Sign-in, sessions and limits as a stranger and an owner meet them: which passwords are taken, what wrong ones cost, who ends
# which session, what leaves the server with a cookie, and how fast one may ask.

. "$ROOT/tests/boxes/city.sh"
boxes_city
expect_exit 0 change city core.post new "title=安全管理岗" "unit=$unit" "roles=;core.security_admin;"
expect_exit 0 user city add keeper --person 示例·keeper --post 安全管理岗
printf 'correct horse battery keeper\n' >password
"$ZC" user city password keeper <password >/dev/null || fail "password of keeper"

# enter NAME LOGIN PASSWORD [CURL-OPTION…]: signs in by the API (with $CODE when it is set), the cookie goes to jar.NAME; page_post JAR PATH CURL-OPTION…
enter() {
    name=$1
    sent=$(jq -nc --arg login "$2" --arg password "$3" --arg code "${CODE:-}" '{$login, $password} + if $code == "" then {} else {$code} end')
    shift 3
    status=$(curl -s -D headers -o "$out" -w '%{http_code}' -c "jar.$name" -X POST -H 'Content-Type: application/json' "$@" "$URL/api/v1/session" -d "$sent")
    : >"$err"
}
page_post() {
    jar=$1
    path=$2
    shift 2
    status=$(curl -s -D headers -o "$out" -w '%{http_code}' -b "jar.$jar" -c "jar.$jar" -H "Origin: $URL" "$@" "$URL$path")
    : >"$err"
}
as() { # JAR PATH
    status=$(curl -s -D headers -o "$out" -w '%{http_code}' -b "jar.$1" "$URL$2")
    : >"$err"
}
account() { "$ZC" user city list >/dev/null; sqlite3 city/city.db "SELECT id FROM t_core_account WHERE login_name = '$1'"; }

step "a password that is easily guessed is refused with all reasons at once, in both languages"
refused() {
    printf '%s\n' "$1" >password
    status=0
    "$ZC" user city password clerk2 ${2:+--lang $2} <password >"$out" 2>"$err" || status=$?
    expect_equal "refused: $1" "$status" 1
}
refused 'clerk2017'
expect_contains '至少 12 个字' 三种 待测评机构确认 太容易猜
refused 'clerk2017' en
expect_contains 'at least 12' 'three of' 'to be confirmed' 'too easily guessed'
refused '试验局-Clerk2-2017!'
expect_contains 太容易猜
expect_lacks 三种
refused 'correct horse battery clerk2'
expect_contains 与现在的相同

step "a link sets a password once, under the same rules"
link=$(sed -n 's|^/invite/||p' city/keys/invites/keeper.txt)
get "/invite/$link" -H "Origin: $URL" --data-urlencode 'password=keeper 2017' --data-urlencode 'again=keeper 2017'
expect_equal "guessed" "$status" 422
expect_contains 太容易猜
get "/invite/$link" --data-urlencode 'password=vrtqm Xwzdp 7' --data-urlencode 'again=vrtqm Xwzdp 7'
expect_equal "from no page" "$status" 403
get "/invite/$link" -H "Origin: $URL" --data-urlencode 'password=vrtqm Xwzdp 7' --data-urlencode 'again=vrtqm Xwzdp 7'
expect_equal "an administrator needs a second factor" "$status" 422
secret=$(sed -n 's|.*<code>\([A-Z2-7]*\)</code>.*|\1|p' "$out")
offer=$(sed -n 's|.*name="offer" value="\([^"]*\)".*|\1|p' "$out")
get "/invite/$link" -H "Origin: $URL" --data-urlencode 'password=vrtqm Xwzdp 7' --data-urlencode 'again=vrtqm Xwzdp 7' \
    --data-urlencode "offer=$offer" -d "first=$(totp "$secret")"
expect_equal "set" "$status" 200
expect_contains 恢复码
get "/invite/$link" -H "Origin: $URL" --data-urlencode 'password=vrtqm Xwzdp 8' --data-urlencode 'again=vrtqm Xwzdp 8'
expect_equal "once" "$status" 403

step "nobody is signed in from another site, nor without one"
for origin in '' http://elsewhere.example null "https://${URL#http://}"; do
    get /signin ${origin:+-H "Origin: $origin"} -d 'login=clerk&password=correct horse battery clerk'
    expect_equal "origin '$origin'" "$status" 403
done
get /api/v1/session -H 'Content-Type: text/plain' -d '{"login":"clerk","password":"correct horse battery clerk"}'
expect_equal "JSON that says it is text" "$status" 400

step "wrong passwords cost a pause, also for the right one, also after a restart"
for try in 1 2 3 4 5; do
    [ $try -le 3 ] || sleep 3.1
    enter wrong owner "SecretlyTyped-$try"
    expect_equal "wrong" "$status" 401
done
enter wrong owner 'correct horse battery owner'
expect_equal "the right one too soon" "$status" 429
grep -qiE '^Retry-After: [0-9]{3}' headers || fail "no Retry-After"
expect_contains 分钟后再试
stop_server
start_server city
enter wrong owner 'correct horse battery owner'
expect_equal "after a restart" "$status" 429
[ "$(journal_length city login)" -ge 5 ] || fail "the failures are not journalled"
expect_exit 0 journal city --out taken.zcj
if city_keeps city SecretlyTyped || grep -q SecretlyTyped taken.zcj "$DIR/.server.out" "$DIR/.server.err"; then fail "a tried password was kept"; fi
sqlite3 city/city.db "UPDATE attempt SET at = at - 3601000000"
enter owner owner 'correct horse battery owner'
expect_equal "an hour later" "$status" 201

step "a person sees and ends his own sessions, with and without the API"
enter one clerk 'correct horse battery clerk'
enter two clerk 'correct horse battery clerk'
as one /api/v1/sessions
expect_equal "both" "$(json '.sessions | length')" 2
other=$(json '.sessions[] | select(.this | not) | .session')
as owner "/api/v1/sessions"
expect_equal "nobody else's" "$(json '.sessions | length')" 1
status=$(curl -s -o "$out" -w '%{http_code}' -b jar.owner -H "Origin: $URL" -X DELETE "$URL/api/v1/sessions/$other")
expect_equal "not ended by another" "$status" 404
status=$(curl -s -o "$out" -w '%{http_code}' -b jar.one -H "Origin: $URL" -X DELETE "$URL/api/v1/sessions/$other")
expect_equal "ended" "$status" 200
as two /api/v1/session
expect_equal "over" "$status" 401
enter two clerk 'correct horse battery clerk'
as one /sessions
expect_contains 我的登录 就是现在这个 结束其他全部登录
expect_lacks '<script' "$(sed -n 's/.*\tzc\t//p' jar.one)"
page_post one /sessions/end -d others=yes
expect_equal "the others" "$status" 303
as two /api/v1/session
expect_equal "over" "$status" 401
as one /api/v1/session
expect_equal "this one stays" "$status" 200
status=$(curl -s -o "$out" -w '%{http_code}' -b jar.one -d others=yes "$URL/sessions/end")
expect_equal "not from another site" "$status" 403
api clerk GET /api/v1/sessions
expect_equal "not by a token" "$status" 403

step "a cookie is no token and a token is no cookie"
status=$(curl -s -o "$out" -w '%{http_code}' -H "Authorization: Bearer $(sed -n 's/.*\tzc\t//p' jar.one)" "$URL/api/v1/session")
expect_equal "a session as bearer" "$status" 401
status=$(curl -s -o "$out" -w '%{http_code}' -H "Cookie: zc=$(cat token.clerk)" "$URL/api/v1/session")
expect_equal "a token as cookie" "$status" 401
grep -qE '^zct_[0-9A-Z]{58}$' token.clerk || fail "the form of a token"

step "signing in again takes the place of the session before"
cp jar.one jar.before
status=$(curl -s -o "$out" -w '%{http_code}' -b jar.before -c jar.one -H "Origin: $URL" -X POST -H 'Content-Type: application/json' "$URL/api/v1/session" \
    -d '{"login":"clerk","password":"correct horse battery clerk"}')
expect_equal "again" "$status" 201
as before /api/v1/session
expect_equal "the cookie before is dead" "$status" 401

step "a password is changed by who knows it, and the other sessions end if he wants"
enter two clerk 'correct horse battery clerk'
page_post one /password -d 'password=not this one' --data-urlencode 'new=Nvrtqm xwzd 8' --data-urlencode 'again=Nvrtqm xwzd 8'
expect_equal "without the old one" "$status" 403
page_post one /password --data-urlencode 'password=correct horse battery clerk' -d 'new=Password2017!&again=Password2017!'
expect_equal "a guessed one" "$status" 422
page_post one /password --data-urlencode 'password=correct horse battery clerk' --data-urlencode 'new=Nvrtqm xwzd 8' --data-urlencode 'again=other'
expect_equal "two different ones" "$status" 422
page_post one /password --data-urlencode 'password=correct horse battery clerk' --data-urlencode 'new=Nvrtqm xwzd 8' --data-urlencode 'again=Nvrtqm xwzd 8' -d others=yes
expect_equal "changed" "$status" 303
as one /api/v1/session
expect_equal "a new session" "$status" 200
as two /api/v1/session
expect_equal "the others are over" "$status" 401
enter two clerk 'correct horse battery clerk'
expect_equal "the old one" "$status" 401
enter two clerk 'Nvrtqm xwzd 8'
expect_equal "the new one" "$status" 201

step "after 180 days it has to be changed, and 14 days before one is told"
expect_exit 0 change city core.account "$(account clerk)" "password_set_at=$(date -u -d '-170 days' +%Y-%m-%dT00:00:00+08:00)"
page_post three /signin -d login=clerk --data-urlencode 'password=Nvrtqm xwzd 8'
grep -qi '^Location: /password' headers || fail "not led to the form"
as three /password
expect_contains 必须更换
expect_exit 0 change city core.account "$(account clerk)" "password_set_at=$(date -u -d '-181 days' +%Y-%m-%dT00:00:00+08:00)"
enter three clerk 'Nvrtqm xwzd 8'
expect_equal "too old" "$status" 403
page_post three /signin -d login=clerk --data-urlencode 'password=Nvrtqm xwzd 8'
expect_equal "too old" "$status" 403
expect_contains '更换期限' 'name="new"'
rm -f jar.three
page_post three /password -d login=clerk --data-urlencode 'password=Nvrtqm xwzd 8' --data-urlencode 'new=Qvrtqm xwzd 9' --data-urlencode 'again=Qvrtqm xwzd 9'
expect_equal "changed at the door" "$status" 303
as three /api/v1/session
expect_equal "and in" "$status" 200

step "an administrator's session ends sooner"
CODE=$(totp "$secret" 1) enter keeper keeper 'vrtqm Xwzdp 7'
CODE=
enter clerk clerk 'Qvrtqm xwzd 9'
sqlite3 city/city.db "UPDATE session SET used = used - 901"
sleep 1.2
as keeper /api/v1/session
expect_equal "15 minutes" "$status" 401
as clerk /api/v1/session
expect_equal "30 minutes" "$status" 200

step "an import is withdrawn with the rights of the chosen post, not of all posts held"
api guest GET /api/v1/session
person=$(json .person)
expect_exit 0 change city core.post new "title=只读岗" "unit=$unit" "roles=;core.staff;core.registrar;shop.clerk;"
expect_exit 0 change city core.holding new "post=$(made)" "person=$person" kind=full "from_on=$(date +%F)" rights=read_only
reader registrar 'core.staff;core.registrar;shop.clerk'
enter registrar registrar 'correct horse battery registrar'
enter guest guest 'correct horse battery guest'
printf 'code,label\nG-1,taken by the clerks\n' >boxes.csv
expect_exit 0 import city boxes.csv --as shop.box
import=$(sqlite3 city/city.db "SELECT max(id) FROM t_core_import")
page_post guest "/imports/$import/withdraw" -d why=mistake
expect_equal "not by the read-only post" "$status" 403
page_post registrar "/imports/$import/withdraw" -d why=mistake
expect_equal "by a registrar" "$status" 303

step "a name that is not ours is not answered"
get / -H 'Host: rebound.example'
expect_equal "another host" "$status" 421

step "behind a proxy: the cookie is bound to the host, and addresses come from the proxy"
stop_server
printf 'trusted_proxy = 127.0.0.1\nlimit_public = 1\nlimit_public_burst = 5\nlimit_session = 1\nlimit_session_burst = 10\n' >>city/city.conf
start_server city --behind-proxy
enter far clerk2 'correct horse battery clerk2' -H 'X-Forwarded-For: 192.0.2.1' -H "Origin: https://${URL#http://}"
expect_equal "signed in" "$status" 201
grep -qE '^Set-Cookie: __Host-zc=[0-9A-Z]{52}; Path=/; HttpOnly; SameSite=Lax; Secure' headers || fail "the cookie lacks its flags"
grep -qi '^Strict-Transport-Security: max-age=31536000' headers || fail "no HSTS"
# one process asks thirty times on one line, so that the rate is passed on a slow machine too
curl -s -D headers -o "$out" -H 'X-Forwarded-For: 203.0.113.1, 192.0.2.7' "$URL/health?n=[1-30]"
grep -q '^HTTP/1.1 200' headers || fail "none was let in"
grep -q '^HTTP/1.1 429' headers || fail "all were let in"
grep -qi '^Retry-After: 1' headers || fail "no Retry-After"
get /health -H 'X-Forwarded-For: 192.0.2.8'
expect_equal "another address" "$status" 200
for address in 1 2 3; do
    curl -s -D "headers.$address" -o "$out" -H "Authorization: Bearer $(cat token.clerk)" -H "X-Forwarded-For: 198.51.100.$address" "$URL/api/v1/session?n=[1-20]"
done
grep -q '^HTTP/1.1 200' headers.1 || fail "none was let in"
grep -q '^HTTP/1.1 429' headers.3 || fail "a token is another caller from another address"
expect_equal "and the answer says so" "$(json .error.status)" 429
stop_server
expect_exit 0 verify city

step "settings that cannot be are refused at the start"
cp city/city.conf conf
for line in 'limit_search = many' 'password_days = -1' 'password_profile = none'; do
    { cat conf; printf '%s\n' "$line"; } >city/city.conf
    expect_exit 1 serve city --listen 127.0.0.1:0 --lang en
    expect_contains "${line%% =*}"
done
