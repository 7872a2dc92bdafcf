# While a city is served, verbs that write reach it through the server: with their own output, language, folder and exit
# status, and journalled as the operator who ran them. Only the same user may; a second server may not.
[ "${ENGINE:-}" != postgres ] || skip "a verb beside the servers of a city on PostgreSQL is one more process: 93"

. "$ROOT/tests/boxes/city.sh"
boxes_city

step "a verb writes through the server and answers as always"
[ -S city/run.sock ] || fail "no socket"
expect_equal "its mode" "$(stat -c %a city/run.sock)" 600
expect_exit 0 change city shop.box new code=F-1 label=forwarded size=3 --lang en
expect_contains written
id=$(made)
api clerk GET "/api/v1/shop.box/$id"
expect_equal "it is there" "$(json .fields.code)" F-1
api clerk GET "/api/v1/shop.box/$id/journal"
expect_contains "cli:$(id -un)"

step "a refusal keeps its status and words"
expect_exit 1 change city shop.box new code=F-1 label=again --lang en
expect_contains exists
expect_exit 2 change city shop.box new code=F-2 nonsense --lang en
expect_contains FIELD=VALUE
expect_exit 1 change city shop.box new code=F-2 label=x --lang zh --from 2999-01-01
expect_contains 晚于今天

step "paths are those of the caller"
mkdir elsewhere
(cd elsewhere && "$ZC" change ../city shop.box new code=F-3 label=relative >/dev/null) || fail "a relative folder"
expect_exit 0 user city token clerk --scopes 'shop.box:read' --days 1
expect_file city/keys/token-clerk.txt

step "a password is asked on this side"
printf 'another long secret of the clerk\n' >secret
"$ZC" user city password clerk2 <secret >"$out" 2>"$err" || fail "password"
status=$(curl -s -o "$out" -w '%{http_code}' -X POST -H 'Content-Type: application/json' "$URL/api/v1/session" -d '{"login":"clerk2","password":"another long secret of the clerk"}')
expect_equal "it opens" "$status" 201

step "suspending ends what was open, within a second"
expect_exit 0 user city suspend clerk2
api clerk2 GET /api/v1/session
expect_equal "out" "$status" 401

step "verbs that read go their own way"
expect_exit 0 metrics city shop_box_count --format json
expect_equal "boxes" "$(json '.[0].value')" 2
expect_exit 0 verify city

step "one server a city"
expect_exit 1 serve city --listen 127.0.0.1:0
expect_exit 2 serve "$DIR/nowhere"
stop_server
[ ! -e city/run.sock ] || fail "the socket is left behind"
expect_exit 0 change city shop.box new code=F-4 label=direct

step "plain HTTP stays on this machine"
expect_exit 1 serve city --listen 0.0.0.0:0 --lang en
expect_contains --behind-proxy
expect_exit 2 serve city --listen nonsense
