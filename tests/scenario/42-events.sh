# The stream of changes: who is told what, who is not, how it goes on after a break, and when it ends.

. "$ROOT/tests/boxes/city.sh"
boxes_city
clerk_post=$(cat post.clerk)
entered() { # NAME: signs in by password, the cookie goes to jar.NAME
    status=$(curl -s -o "$out" -w '%{http_code}' -c "jar.$1" -X POST -H 'Content-Type: application/json' "$URL/api/v1/session" -d "{\"login\":\"$1\",\"password\":\"correct horse battery $1\"}")
    expect_equal "signed in" "$status" 201
}
listen() { # NAME FILE [QUERY] [CURL-OPTION…]: a stream of NAME into FILE; leaves $LISTENER
    name=$1
    file=$2
    query=$3
    shift 2
    [ $# = 0 ] || shift
    : >"$file"
    curl -sN --max-time 60 -b "jar.$name" "$@" "$URL/api/v1/events$query" >"$file" 2>/dev/null &
    LISTENER=$!
    heard "$file" '"all":false' 1
}
heard() { # FILE TEXT COUNT: waits until TEXT stands in it so often
    waited=0
    while [ "$(grep -cF -e "$2" "$1" || :)" -lt "$3" ]; do
        waited=$((waited + 1))
        [ $waited -lt 150 ] || { cp "$1" "$out"; fail "not heard $3 times: $2"; }
        sleep 0.1
    done
}
ask() { # NAME PATH [CURL-OPTION…]
    name=$1
    path=$2
    shift 2
    status=$(curl -s -o "$out" -w '%{http_code}' --max-time 20 -b "jar.$name" "$@" "$URL$path") || status=open
    : >"$err"
}
entered clerk
entered guest

step "only who is signed in hears anything, and a token asks for itself"
get /api/v1/events
expect_equal "stranger" "$status" 401
api clerk GET /api/v1/events
expect_equal "token" "$status" 403

step "a record that may not be seen cannot be listened to, and is told apart from none by nothing"
api clerk POST /api/v1/shop.box '{"fields":{"code":"R-1","label":"红箱","colour":"red","size":5}}'
red=$(json .id)
api clerk POST /api/v1/shop.box '{"fields":{"code":"B-1","label":"蓝箱","colour":"blue","size":5}}'
blue=$(json .id)
ask guest "/api/v1/events?record=shop.box/$red" -H "X-Request-Id: the-same"
expect_equal "hidden" "$status" 404
cp "$out" hidden
ask guest "/api/v1/events?record=shop.box/999" -H "X-Request-Id: the-same"
expect_equal "missing" "$status" 404
cmp -s hidden "$out" || fail "hidden and missing differ"

step "who has a record open is told when it changes; the blue one's reader hears nothing of the red one"
listen guest heard.guest "?record=shop.box/$blue"
guest_listener=$LISTENER
listen clerk heard.clerk "?record=shop.box/$red" -H "X-Request-Id: the-same"
clerk_listener=$LISTENER
api clerk2 PATCH "/api/v1/shop.box/$red" '{"fields":{"size":6}}'
heard heard.clerk '"record":true' 1
api clerk2 PATCH "/api/v1/shop.box/$blue" '{"fields":{"size":6}}'
heard heard.guest '"record":true' 1
expect_equal "events of the guest" "$(grep -c '^event: change' heard.guest)" 2
grep -q '红箱\|蓝箱\|size' heard.guest heard.clerk && fail "content was told"

step "a comment that names a post is heard there as one more in the inbox"
api clerk2 POST "/api/v1/shop.box/$red/comments" '{"text":"@clerk 的岗位 请看"}'
expect_equal "commented" "$status" 201
heard heard.clerk '"inbox":true,"waiting":1' 1
expect_equal "nothing for the guest" "$(grep -c '^event: change' heard.guest)" 2

step "after a break it goes on from the position last heard"
seen=$(sed -n 's/^id: //p' heard.clerk | tail -1)
kill "$clerk_listener"
wait "$clerk_listener" 2>/dev/null || :
api clerk2 PATCH "/api/v1/shop.box/$red" '{"fields":{"size":7}}'
listen clerk heard.again "?record=shop.box/$red" -H "Last-Event-ID: $seen"
clerk_listener=$LISTENER
heard heard.again '"record":true' 1
ask clerk /api/v1/events -H 'Last-Event-ID: x'
expect_equal "no position" "$status" 400

step "an account has eight at once, and the ninth is told so"
n=1
while [ $n -lt 8 ]; do
    listen clerk "heard.$n" ''
    eval "more_$n=$LISTENER"
    n=$((n + 1))
done
ask clerk /api/v1/events
expect_equal "ninth" "$status" 429
expect_contains 不会自动更新

step "many streams hold no thread: the server still answers"
get /
expect_equal "answers" "$status" 200

step "a stream ends with its session"
ask clerk /api/v1/session -X DELETE -H "Origin: $URL"
expect_equal "signed out" "$status" 200
wait "$clerk_listener" || fail "the stream did not end well"
n=1
while [ $n -lt 8 ]; do
    eval "wait \$more_$n" || fail "stream $n did not end well"
    n=$((n + 1))
done
kill -0 "$guest_listener" || fail "the guest's ended too"

step "and with the server, at once and in order"
stop_server
wait "$guest_listener" || fail "the guest's stream did not end well"
