# The other ways in: a link that the office hands out for a post, once, for a while, and never to more rights than declared.

. "$ROOT/tests/boxes/city.sh"
boxes_city
reader helper 'core.staff;shop.helper'
reader both 'core.staff;shop.guest;shop.clerk'

# as JAR METHOD PATH [BODY]: by cookie; page JAR PATH CURL-OPTION…: a form of a page
as() {
    status=$(curl -s -D headers -o "$out" -w '%{http_code}' -b "jar.$1" -c "jar.$1" -H "Origin: $URL" -X "$2" -H 'Content-Type: application/json' ${4:+-d "$4"} "$URL$3")
    : >"$err"
}
page() {
    jar=$1
    path=$2
    shift 2
    status=$(curl -s -D headers -o "$out" -w '%{http_code}' -b "jar.$jar" -c "jar.$jar" -H "Origin: $URL" "$@" "$URL$path")
    : >"$err"
}
link() { # JAR POST [BODY]: issues one; its path in $way
    as "$1" POST "/api/v1/links/$(cat "post.$2")" "${3:-{\}}"
    expect_equal "a link for $2" "$status" 201
    way=$(json .link)
    way=${way#"$URL"}
    case $way in /enter/??????????????????????????) ;; *) fail "no link of 128 bits: $way" ;; esac
}
for who in clerk guest; do
    session $who
    mv cookies.txt "jar.$who"
done

step "who may issue is declared; nobody else sees that there is anything"
as clerk GET /api/v1/meta
expect_equal "told to who signs in" "$(json '.links | join(" ")')" 'shop.clerk shop.clerk'
as clerk GET /api/v1/links
expect_equal "posts of the declared roles alone" "$(json '[.posts[].title] | sort | join(" ")')" 'guest 的岗位 helper 的岗位'
expect_equal "hours" "$(json .hours)" 72
as guest GET /api/v1/links
expect_equal "not a guest" "$status" 403
as guest POST "/api/v1/links/$(cat post.helper)" '{}'
expect_equal "not a guest" "$status" 403
api clerk POST "/api/v1/links/$(cat post.helper)" '{}'
expect_equal "not a token" "$status" 403
as clerk POST "/api/v1/links/$(cat post.both)" '{}'
expect_equal "not for more rights than declared" "$status" 403
as clerk POST "/api/v1/links/$(cat post.owner)" '{}'
expect_equal "not for a colleague" "$status" 403
as clerk POST "/api/v1/links/$(cat post.helper)" '{"account":"1"}'
expect_equal "not for somebody else" "$status" 422
as clerk POST "/api/v1/links/$(cat post.helper)" '{"hours":"9999"}'
expect_equal "not for as long as one likes" "$status" 400

step "a link is shown once, and stands nowhere else"
link clerk helper
json .qr >code.svg
grep -q '^<svg .*viewBox' code.svg || fail "no QR code"
expect_equal "for how long" "$(json .device_days)" 30
first=$way
as clerk GET /api/v1/links
expect_lacks "${first#/enter/}"
[ "$(json '.posts[] | select(.title == "helper 的岗位") | .waits_until')" != null ] || fail "it does not wait"
link clerk helper
get "$first"
expect_equal "the one before died with it" "$status" 403
expect_exit 0 journal city --out taken.zcj
grep -q '"link":"made","post":"'"$(cat post.helper)" taken.zcj || fail "not journalled"
grep -q '"link":"replaced"' taken.zcj || fail "the death of the first is not journalled"
for secret in "${first#/enter/}" "${way#/enter/}"; do
    if city_keeps city "$secret" || grep -qF "$secret" taken.zcj "$DIR/.server.out" "$DIR/.server.err"; then fail "the link is kept"; fi
done

step "looking at it uses nothing up; entering does, and the device stays signed in as its post"
for look in 1 2; do
    page phone "$way"
    expect_equal "looked at" "$status" 200
done
expect_contains 'helper 的岗位' '示例·helper' '30 天内' '只能用一次'
expect_lacks '<script' 'type="password"'
get "$way" -X POST
expect_equal "not from another site" "$status" 403
page phone "$way" -d ''
expect_equal "entered" "$status" 303
grep -qE '^Set-Cookie: zc=[0-9A-Z]{52}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000' headers || fail "the cookie does not last"
as phone GET /api/v1/session
expect_equal "the post" "$(json .post)" "$(cat post.helper)"
page other "$way" -d ''
expect_equal "once" "$status" 403
expect_contains 另要一条
sqlite3 city/city.db "UPDATE session SET used = used - 100000, started = started - 100000"
sleep 1.1
as phone GET /api/v1/session
expect_equal "a day later" "$status" 200
as phone GET /api/v1/sessions
[ "$(json '.sessions | length')" -ge 1 ] || fail "its owner does not see it"
as phone PATCH /api/v1/session "{\"post\":\"$(cat post.helper)\"}"
expect_equal "no changing of posts" "$status" 403

step "a device is out when its owner's rights outgrow what a link may open"
expect_exit 0 change city core.post "$(cat post.helper)" "roles=;core.staff;shop.helper;shop.clerk;"
sleep 1.2
as phone GET /api/v1/session
expect_equal "more rights" "$status" 401
expect_exit 0 change city core.post "$(cat post.helper)" "roles=;core.staff;shop.helper;"
sleep 1.2
as phone GET /api/v1/session
expect_equal "as before" "$status" 200
sqlite3 city/city.db "UPDATE session SET expires = started"
sleep 1.1
as phone GET /api/v1/session
expect_equal "the days are over" "$status" 401

step "declared otherwise, it asks for a password, under the rules of passwords"
session clerk
mv cookies.txt jar.clerk
link clerk guest
page phone "$way" -d 'password=guest 2017' -d 'again=guest 2017'
expect_equal "guessed" "$status" 422
expect_contains 太容易猜 'type="password"'
page phone "$way" --data-urlencode 'password=vrtqm Xwzdp 7' --data-urlencode 'again=other'
expect_equal "two" "$status" 422
page phone "$way" --data-urlencode 'password=vrtqm Xwzdp 7' --data-urlencode 'again=vrtqm Xwzdp 7'
expect_equal "entered" "$status" 303
if grep -qi '^Set-Cookie:.*Max-Age' headers; then fail "a session that lasts"; fi
as phone GET /api/v1/session
expect_equal "in" "$status" 200
as guest GET /api/v1/session
expect_equal "what was open under the old password is over" "$status" 401
as again POST /api/v1/session '{"login":"guest","password":"vrtqm Xwzdp 7"}'
expect_equal "the new password" "$status" 201

step "a link ends: taken back, too old, its holder gone; and the hours are a rule of the city"
link clerk guest
as clerk DELETE "/api/v1/links/$(cat post.guest)"
expect_equal "taken back" "$status" 200
as clerk DELETE "/api/v1/links/$(cat post.guest)"
expect_equal "once" "$status" 404
get "$way"
expect_equal "taken back" "$status" 403
link clerk guest
sqlite3 city/city.db "UPDATE link SET expires = expires - 72 * 3600"
get "$way"
expect_equal "too old" "$status" 403
link clerk guest
expect_exit 0 user city suspend guest
get "$way"
expect_equal "suspended" "$status" 403
as clerk POST "/api/v1/links/$(cat post.guest)" '{}'
expect_equal "none for a suspended account" "$status" 422
expect_contains 停用
rule=$(sqlite3 city/city.db "SELECT id FROM t_core_rule_value WHERE rule = 'core.sign_in.link_hours'")
expect_exit 0 change city core.rule_value "$rule" value=2
as clerk GET /api/v1/links
expect_equal "the city's hours" "$(json .hours)" 2
link clerk helper
left=$(($(sqlite3 city/city.db "SELECT expires FROM link WHERE post = $(cat post.helper)") - $(date +%s)))
[ "$left" -gt 7100 ] && [ "$left" -le 7200 ] || fail "it lives $left seconds"

step "what was done stands in a journal that verifies"
stop_server
expect_exit 0 journal city --out taken.zcj
for what in made replaced opened withdrawn; do
    grep -q "\"link\":\"$what\"" taken.zcj || fail "$what is not journalled"
done
expect_exit 0 verify city
