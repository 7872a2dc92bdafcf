# Killed at random moments while four writers write: the server, and where the city stands on a database server that one, and both at once. A writer asks again
# with the same key until it is answered. Whatever was acknowledged is there afterwards, once, and nothing else is; the journal still proves every record. A few
# rounds usually, two hundred with ZC_ALL=1.

victims=server
if [ "${ENGINE:-}" = postgres ]; then
    victims='database server both' # of one that nobody else uses
    [ -z "${ZC_CLUSTER:-}" ] || { ZC_CLUSTER=; postgres_begin; }
fi
. "$ROOT/tests/boxes/city.sh"
boxes_city
serves() { echo "$URL" >url.new && mv url.new url; } # the port is another each time
serves

rounds=6
[ "${ZC_ALL:-}" != 1 ] || rounds=200

writer() { # NAME
    number=0
    while [ ! -e over ]; do
        number=$((number + 1)) code=
        until [ "$code" = 201 ] || [ "$code" = 200 ]; do
            [ -s url ] || return 1 # the story has ended
            code=$(curl -s -o "answer.$1" -w '%{http_code}' --max-time 60 -X POST -H "Authorization: Bearer $(cat token.clerk)" -H 'Content-Type: application/json' \
                -H "Idempotency-Key: $1-$number" -d "{\"fields\":{\"code\":\"W$1-$number\",\"label\":\"box\",\"size\":1}}" "$(cat url)/api/v1/shop.box") || code=gone
            case $code in
            200 | 201) ;;
            503 | 504 | gone) echo "$code" >>"again.$1"; sleep 0.05 ;;
            *) echo "$code $(cat "answer.$1")" >"refused.$1"; return 1 ;;
            esac
        done
        echo "W$1-$number" >>"acknowledged.$1"
    done
}
written() { cat acknowledged.* 2>/dev/null | wc -l; }
more() { # waits until something was acknowledged after it was asked
    stood=$(written) waited=0
    until [ "$(written)" -gt $((stood + 4)) ]; do
        waited=$((waited + 1))
        [ $waited -lt 1200 ] && [ -z "$(ls refused.* 2>/dev/null)" ] || fail "the writers stand still: $(cat refused.* 2>/dev/null)"
        sleep 0.05
    done
}

for one in 1 2 3 4; do writer $one & eval "writer_$one=$!"; done
round=0
while [ $round -lt $rounds ]; do
    for victim in $victims; do
        [ $round -lt $rounds ] || break
        round=$((round + 1))
        more
        sleep "$(printf '0.%02d' $(($(od -An -N1 -tu1 /dev/urandom) % 100)))"
        step "round $round: $victim, after $(written) writes"
        [ $victim = database ] || kill -9 "$SERVER"
        [ $victim = server ] || "$ROOT/tests/postgres.sh" kill "$POSTGRES"
        [ $victim = server ] || "$ROOT/tests/postgres.sh" begin "$POSTGRES"
        [ $rounds -gt 10 ] && [ $((round % 10)) -gt 0 ] || expect_exit 0 verify city
        [ $victim = database ] || { wait "$SERVER" || :; start_server city; serves; }
    done
done
more
: >over
for one in 1 2 3 4; do eval "wait \$writer_$one" || fail "a writer was refused: $(cat refused.*)"; done

cat acknowledged.* | LC_ALL=C sort >wanted
step "all $(wc -l <wanted) of them are there, once; asked again: $(cat again.* 2>/dev/null | sort | uniq -c | tr -s ' \n' ' ')"
after=
while :; do
    api clerk GET "/api/v1/shop.box?limit=500&after=$after"
    json '[.items[].fields.code] | join("\n")' >>came
    after=$(json '.next | tostring')
    [ "$after" != null ] || break
done
LC_ALL=C sort -o came came
cmp -s wanted came || fail "they differ: $(diff wanted came | head -3)"
stop_server
expect_exit 0 verify city
