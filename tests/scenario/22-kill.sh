# The server is killed at random moments while several writers write: whatever it acknowledged is there afterwards, and the
# journal still proves every record. A few rounds usually, fifty with ZC_ALL=1.

. "$ROOT/tests/boxes/city.sh"
boxes_city

rounds=5
[ "${ZC_ALL:-}" != 1 ] || rounds=50
: >acknowledged

writer() { # writes until the server is gone; notes what was acknowledged
    n=0
    while :; do
        n=$((n + 1))
        code="R$1-W$2-$n"
        answer=$(curl -s --max-time 20 -X POST -H "Authorization: Bearer $(cat token.clerk)" -H 'Content-Type: application/json' \
            -d "{\"fields\":{\"code\":\"$code\",\"label\":\"box $code\",\"size\":$n}}" -w ' %{http_code}' "$URL/api/v1/shop.box") || return 0
        case "$answer" in *' 201') echo "$code" >>"acknowledged.$2" ;; *) return 0 ;; esac
    done
}

round=0
while [ $round -lt $rounds ]; do
    round=$((round + 1))
    step "round $round: killed under four writers"
    for w in 1 2 3 4; do
        writer $round $w &
        eval "writer_$w=$!"
    done
    sleep "$(printf '%d.%02d' $(($(od -An -N1 -tu1 /dev/urandom) % 2)) $((10 + $(od -An -N1 -tu1 /dev/urandom) % 90)))"
    kill -9 "$SERVER"
    wait "$SERVER" || :
    SERVER=
    for w in 1 2 3 4; do eval "wait \$writer_$w" || :; done
    expect_exit 0 verify city
    start_server city
done
cat acknowledged.* >acknowledged 2>/dev/null || :
[ -s acknowledged ] || fail "no write was ever acknowledged"
step "every one of $(wc -l <acknowledged) acknowledged writes is there"
: >there
after=
while :; do
    api clerk GET "/api/v1/shop.box?limit=500&after=$after"
    json '[.items[].fields.code] | join("\n")' >>there
    after=$(json '.next | tostring')
    [ "$after" != null ] || break
done
sort acknowledged >acknowledged.sorted
sort there >there.sorted
missing=$(comm -23 acknowledged.sorted there.sorted | head -3)
expect_equal "missing" "$missing" ""
stop_server
expect_exit 0 verify city
