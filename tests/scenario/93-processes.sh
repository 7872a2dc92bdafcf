# Two servers on one database: both write at once, one is killed in the middle and started again, a review is published meanwhile. What was acknowledged
# is there once, the edition replays for ever, each process hears of what the other writes, and what must happen once happens once. The long loop of
# kills with ZC_ALL=1.

ENGINE=postgres
[ -n "$POSTGRES" ] || postgres_begin
sample_city city
database=$(sed -n 's/^database = //p' city/city.conf)
sql() { psql -qAt -v ON_ERROR_STOP=1 "$database" -c "$1"; }
hands '*:read|write' office housing writer
person=$(sql "SELECT person FROM t_core_account WHERE login_name = 'housing'")
printf 'correct horse battery office\n' >password
"$ZC" user city password office <password >/dev/null || fail "password of office"

SECOND=
second_server() { # the second one: leaves $SECOND and $URL_2
    first=$SERVER first_url=$URL
    start_server city
    SECOND=$SERVER URL_2=$URL SERVER=$first URL=$first_url
}
trap '[ -z "$SECOND" ] || kill "$SECOND" 2>/dev/null || :; leave' EXIT
at_second() { first_url=$URL URL=$URL_2; "$@"; URL=$first_url; }
heard() { # FILE TEXT: waits until it stands there
    waited=0
    until grep -qF -e "$2" "$1"; do
        waited=$((waited + 1))
        [ $waited -lt 200 ] || { cp "$1" "$out"; fail "not heard: $2"; }
        sleep 0.1
    done
}
start_server city
second_server

step "what is written through one is read through the other at once, and told to who listens there"
at_second get /api/v1/session -c jar -X POST -H 'Content-Type: application/json' -d '{"login":"office","password":"correct horse battery office"}'
expect_equal "signed in at the second" "$status" 201
curl -sN --max-time 100 -b jar "$URL_2/api/v1/events?ledger=true" >told 2>/dev/null &
listener=$!
heard told 'event: change'
must 201 office POST /api/v1/reform.briefing '{"fields":{"topic":"示例汇报·一","heard_on":"2017-06-01"}}'
briefing=$(json .id)
at_second must 200 office GET "/api/v1/reform.briefing/$briefing"
heard told '"ledger":true'
kill "$listener"
wait "$listener" 2>/dev/null || :

step "a session ended at one is over at the other"
get /api/v1/session -b jar
expect_equal "known to the first, too" "$status" 200
at_second get /api/v1/session -b jar -X DELETE -H "Origin: $URL_2"
expect_equal "signed out" "$status" 200
get /api/v1/session -b jar
expect_equal "out at once" "$status" 401
ask writer GET /api/v1/session
expect_equal "a token that serves" "$status" 200
at_second ask writer GET /api/v1/session
expect_exit 0 user city suspend writer
ask writer GET /api/v1/session
expect_equal "suspended by a verb beside both" "$status" 401
at_second ask writer GET /api/v1/session
expect_equal "at the second as well" "$status" 401

# A writer asks again with the same key after whatever went wrong, here and there in turn, until it is answered.
writer() { # NAME URL URL COUNT
    number=0
    while [ $number -lt "$4" ]; do
        number=$((number + 1))
        asked=$2 other=$3 code=
        until [ "$code" = 201 ] || [ "$code" = 200 ]; do
            code=$(curl -s -o "answer.$1" -w '%{http_code}' --max-time 20 -X POST -H "Authorization: Bearer $(cat city/keys/token-office.txt)" \
                -H 'Content-Type: application/json' -H "Idempotency-Key: $1-$number" -d "{\"fields\":{\"topic\":\"示例汇报$1-$number\",\"heard_on\":\"2017-06-01\"}}" \
                "$asked/api/v1/reform.briefing") || code=gone
            case "$code" in 200 | 201 | 503 | 504 | gone) ;; *) cp "answer.$1" "refused.$1"; return 1 ;; esac
            swap=$asked asked=$other other=$swap
        done
        echo "示例汇报$1-$number" >>"acknowledged.$1"
    done
}
written() { cat acknowledged.* 2>/dev/null | wc -l; }
port_of() { echo "${1##*:}"; }
again() { # the first one once more, on the port that the writers know
    "$ZC" serve city --listen "127.0.0.1:$(port_of "$URL")" >"$DIR/.server.out" 2>"$DIR/.server.err" </dev/null &
    SERVER=$!
    waited=0
    until curl -s -o /dev/null --max-time 5 "$URL/"; do
        waited=$((waited + 1))
        { kill -0 "$SERVER" 2>/dev/null && [ $waited -lt 300 ]; } || { cp "$DIR/.server.err" "$err"; fail "it did not come up again"; }
        sleep 0.1
    done
}

rounds=1 each=15
[ "${ZC_ALL:-}" != 1 ] || rounds=200
round=0
while [ $round -lt $rounds ]; do
    round=$((round + 1))
    step "round $round: four writers on both, a publication among them, and the first server killed"
    before=$(written)
    for one in a b; do
        writer "$round$one" "$URL" "$URL_2" $each & eval "writer_$one=$!"
    done
    for one in c d; do
        writer "$round$one" "$URL_2" "$URL" $each & eval "writer_$one=$!"
    done
    while [ "$(written)" -lt $((before + 8)) ]; do sleep 0.05; done
    if [ $round = 1 ]; then
        expect_exit 0 review city --period 2017H1 --publish
        edition=$(sed -n 's/.*编号 \([0-9]*\).*/\1/p' "$out")
        expect_exit 0 replay city "$edition" --format json
        json '.items[] | "\(.metric) \(.published) \(.then)"' >replayed
    fi
    kill -9 "$SERVER"
    wait "$SERVER" 2>/dev/null || :
    again
    for one in a b c d; do eval "wait \$writer_$one" || fail "a writer was refused: $(cat refused.* 2>/dev/null)"; done
    [ $((round % 20)) != 0 ] || expect_exit 0 verify city
done

step "every acknowledged write is there, once"
cat acknowledged.* | sort >wanted
sql "SELECT topic FROM t_reform_briefing WHERE topic LIKE '示例汇报%-%'" | sort >came
expect_equal "writes" "$(wc -l <came)" $((rounds * 4 * each))
cmp -s wanted came || fail "they differ: $(diff wanted came | head -3)"
expect_equal "and rise along each chain" "$(sql 'SELECT count(*) FROM journal AS a JOIN journal AS b ON b.chain = a.chain AND b.seq = a.seq + 1 WHERE b.at <= a.at')" 0
expect_exit 0 verify city

step "the edition of the middle says what it said, through either, though what it counts went on"
expect_exit 0 replay city "$edition" --format json
json '.items[] | "\(.metric) \(.published) \(.then)"' | cmp -s - replayed || fail "it replays differently"
expect_equal "all the same" "$(json '"\(.figures - .same_then) \(.same_now < .figures)"')" "0 true"
at_second must 200 office GET "/api/v1/core.edition/$edition/replay"
expect_equal "all the same" "$(json '[.items[] | select(.then != "same")] | length')" 0

step "a reminder is sent once, though two look at the same time"
"$CATCHER" smtp mails 1 0 >port 2>/dev/null </dev/null &
until [ -s port ]; do sleep 0.05; done
printf '%s\n' "smtp = smtp://127.0.0.1:$(cat port)" 'from = ledger@example.org' 'smtp-plain = true' >city/keys/reminders.conf
chmod 600 city/keys/reminders.conf
expect_exit 0 change city core.reminder new "person=$person" kind=email address=housing@example.org
"$ZC" remind city >reminded.1 2>&1 & one=$!
"$ZC" remind city >reminded.2 2>&1 || fail "remind: $(cat reminded.2)"
wait "$one" || fail "remind: $(cat reminded.1)"
expect_equal "messages" "$(sqlite3 city/outbox.db 'SELECT count(*), sum(tries) FROM message')" '1|1'

step "a job of a process that was killed is told to have ended by the one that runs"
awk 'BEGIN { print "topic,heard_on"; for (i = 1; i <= 20000; i++) print "示例汇报大-" i ",2017-06-01" }' >big.csv
get /api/v1/imports -X POST -H "Authorization: Bearer $(cat city/keys/token-office.txt)" -F file=@big.csv -F as=reform.briefing
expect_equal "a job" "$status" 202
job=$(json .id)
kill -9 "$SERVER"
wait "$SERVER" 2>/dev/null || :
SERVER=
waited=0
while at_second ask office GET "/api/v1/jobs/$job"; [ "$status" != 200 ] || [ "$(json .state)" != interrupted ]; do
    waited=$((waited + 1))
    [ $waited -lt 150 ] || fail "it is not told"
    sleep 0.2
done
expect_equal "nothing of it" "$(sql "SELECT count(*) FROM t_reform_briefing WHERE topic LIKE '示例汇报大%'")" 0

step "a copied folder may not write beside the one it was copied from, nor may the city move away under its servers"
cp -a city copy
expect_exit 1 change copy reform.briefing "$briefing" topic=抄本 --lang en
expect_contains "another city folder"
expect_exit 1 move city file --lang en
expect_contains "stop the server"
kill "$SECOND"
wait "$SECOND" || :
SECOND=
expect_exit 0 verify city
expect_exit 0 move city file
expect_exit 0 verify city
