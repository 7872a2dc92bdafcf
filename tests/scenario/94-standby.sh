# A primary and its standby: the primary dies under four writers, the standby is promoted, and what was acknowledged is there once; the old primary comes back
# and is refused. Then nobody is promoted: reading goes on from the standby, writing says so, and a commit whose answer was lost is told as not known. One
# failover before that, ten with ZC_ALL=1.

PRIMARY=$(mktemp -d /tmp/zc-pg-XXXXXX) OTHER=$(mktemp -d /tmp/zc-pg-XXXXXX)
server() { "$ROOT/tests/postgres.sh" "$@"; }
trap 'left=$?; set +e; for one in "$PRIMARY" "$OTHER"; do server stop "$one" >/dev/null 2>&1 || :; done; (exit $left); leave' EXIT
ended=0
server start "$PRIMARY" || ended=$?
case $ended in 0) ;; 77) skip "no PostgreSQL is installed" ;; *) fail "no PostgreSQL server" ;; esac

sql() { psql -XqAt -v ON_ERROR_STOP=1 "postgresql:///ledger?host=$1&user=town" -c "$2"; }
rule() { psql -XqAt -v ON_ERROR_STOP=1 "postgresql:///ledger?host=$1&user=city" -c "$2"; } # as the operator
becomes() { # WHAT WANTED COMMAND…: waits until it prints that
    what=$1 wanted=$2 waited=0
    shift 2
    until [ "$("$@" 2>/dev/null)" = "$wanted" ]; do
        waited=$((waited + 1))
        [ $waited -lt 600 ] || fail "$what: never '$wanted', still '$("$@" 2>&1)'"
        sleep 0.1
    done
}

server create "$PRIMARY" ledger >/dev/null
rule "$PRIMARY" "CREATE ROLE town LOGIN" # an ordinary user
rule "$PRIMARY" "ALTER DATABASE ledger OWNER TO town"
server standby "$OTHER" "$PRIMARY"
names="postgresql:///ledger?host=$PRIMARY,$OTHER&user=town"
postgres_database() { echo "$names"; }

step "two hosts, and a primary that waits for no standby: refused before anything is made"
expect_exit 1 init city --name 试验市 --database "$names" --lang en
expect_contains "synchronous_standby_names" "nothing was written"
[ ! -e city ] || fail "a folder was made"
for one in "$PRIMARY" "$OTHER"; do # the standby needs it on the day on which it is promoted
    rule "$one" "ALTER SYSTEM SET synchronous_standby_names = '*'"
    rule "$one" "SELECT pg_reload_conf()" >/dev/null
done
in_step() { rule "$PRIMARY" "SELECT sync_state FROM pg_stat_replication"; }
becomes "the standby" sync in_step

ENGINE=postgres
. "$ROOT/tests/boxes/city.sh"
expect_exit 0 init city --name 试验市
expect_exit 0 change city core.unit new code=T1 name=试验局 short_name=试验局 system=government
unit=$(made)
reader clerk 'core.staff;shop.clerk'
start_server city

seen() { od -An -tu4 -N4 city/server.timeline | tr -d ' '; } # the newest timeline that the city saw
expect_equal "timeline" "$(seen)" 1

# put KEY CODE: a box is asked for; leaves the status in $code and the answer in the file answer.CODE
put() {
    code=$(curl -s -o "answer.$2" -D "head.$2" -w '%{http_code}' --max-time 60 -X POST -H "Authorization: Bearer $(cat token.clerk)" -H 'Content-Type: application/json' \
        -H "Idempotency-Key: $1" -d "{\"fields\":{\"code\":\"$2\",\"label\":\"box $2\",\"size\":1}}" "$URL/api/v1/shop.box") || code=gone
}
# A writer asks again with the same key after whatever went wrong, until it is answered.
writer() { # NAME COUNT
    number=0
    while [ $number -lt "$2" ]; do
        number=$((number + 1)) code=
        until [ "$code" = 201 ] || [ "$code" = 200 ]; do
            put "$1-$number" "W$1-$number"
            case $code in
            200 | 201) ;;
            503 | 504 | gone) echo "$code" >>"waited.$1"; sleep 0.1 ;;
            *) cp "answer.W$1-$number" "refused.$1"; return 1 ;;
            esac
        done
        echo "W$1-$number" >>"acknowledged.$1"
    done
}
written() { cat acknowledged.* 2>/dev/null | wc -l; }
state_of() { # what any write would change
    sql "$1" "SELECT count(*), max(at), (SELECT string_agg(CAST(m AS text), ' ' ORDER BY connection) FROM commit_mark AS m), (SELECT count(*) || ' ' || max(used) FROM session) FROM journal"
}

rounds=1 each=10
[ "${ZC_ALL:-}" != 1 ] || rounds=10
round=0
while [ $round -lt $rounds ]; do
    round=$((round + 1))
    step "round $round: the primary dies under four writers and the standby is promoted"
    before=$(written)
    for one in a b c d; do writer "$round$one" $each & eval "writer_$one=$!"; done
    while [ "$(written)" -lt $((before + 6)) ]; do sleep 0.05; done
    server halt "$PRIMARY"
    server promote "$OTHER"
    becomes "timeline that the city saw" $((round + 1)) seen

    step "the old primary comes back as it was: it is refused, and nothing is written to it"
    server begin "$PRIMARY"
    stood=$(state_of "$PRIMARY")
    cp city/city.conf city.conf.kept
    sed -i "s|^database = .*|database = postgresql:///ledger?host=$PRIMARY\&user=town|" city/city.conf
    expect_exit 1 change city core.unit new code=T2 name=分局 short_name=分局 system=government --lang en
    expect_contains "old primary" "timeline $round," "timeline $((round + 1));"
    expect_exit 1 verify city
    expect_contains 从前的主库 "时间线 $round," "时间线 $((round + 1));"
    cp city.conf.kept city/city.conf
    expect_equal "what stands on it" "$(state_of "$PRIMARY")" "$stood"

    step "it is made the standby, and the writers end"
    server halt "$PRIMARY"
    server standby "$PRIMARY" "$OTHER"
    swap=$PRIMARY PRIMARY=$OTHER OTHER=$swap
    for one in a b c d; do eval "wait \$writer_$one" || fail "a writer was refused: $(cat refused.* 2>/dev/null)"; done
done

step "a wait for the standby that somebody ends by hand is no answer"
becomes "the standby" sync in_step
rule "$OTHER" "SELECT pg_wal_replay_pause()" >/dev/null
put by-hand BY-HAND &
asking=$!
hanging() { rule "$PRIMARY" "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"; }
becomes "commits that wait" 1 hanging
first=$(rule "$PRIMARY" "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
rule "$PRIMARY" "SELECT pg_cancel_backend($first)" >/dev/null
another() { rule "$PRIMARY" "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid <> $first"; }
becomes "it is asked what became of it" 1 another
[ ! -s answer.BY-HAND ] || fail "acknowledged before the standby had it"
rule "$OTHER" "SELECT pg_wal_replay_resume()" >/dev/null
wait $asking
expect_equal "answered" "$(head -c 12 head.BY-HAND)" "HTTP/1.1 201"
rm answer.*

step "the primary dies with a commit unanswered and nobody is promoted: reading goes on, and says that it is reading only"
rule "$OTHER" "SELECT pg_wal_replay_pause()" >/dev/null
put lost LOST &
asking=$!
becomes "commits that wait" 1 hanging
received() { rule "$PRIMARY" "SELECT flush_lsn = pg_current_wal_flush_lsn() FROM pg_stat_replication"; }
becomes "the standby has it on its disk" t received
server halt "$PRIMARY"
says() { get "$1"; grep -cF -e "$2" "$out"; } # how many lines: each thread of the server has to notice for itself
readiness() { get /health/ready; echo "$status"; }
becomes "not ready" 1 says /health/ready "only reading just now"
expect_equal "not ready" "$(readiness)" 503
becomes "counted" 1 says /metrics 'zhucheng_health{check="store_writable"} 0'
becomes "counted" 1 says /metrics 'zhucheng_health{check="store_readable"} 1'
api clerk GET "/api/v1/shop.box?limit=5"
expect_equal "a list" "$status" 200
expect_equal "rows" "$(json '.items | length')" 5
expect_exit 0 verify city
expect_exit 1 change city core.unit new code=T3 name=分局 short_name=分局 system=government --lang en
expect_contains "only reading just now"
wait $asking
expect_equal "not known" "$(head -c 12 head.LOST)" "HTTP/1.1 504"
grep -q Idempotency-Key answer.LOST || fail "what to do is not said"
api clerk POST /api/v1/shop.box '{"fields":{"code":"LATER","label":"later","size":1}}' -D head.LATER
expect_equal "a write now" "$status" 503
expect_contains 目前只能读
grep -qi '^Retry-After: ' head.LATER || fail "no Retry-After"

step "promoted at last, the same key tells what became of it, and all of them are there, once"
rule "$OTHER" "SELECT pg_wal_replay_resume()" >/dev/null
server promote "$OTHER"
server standby "$PRIMARY" "$OTHER"
swap=$PRIMARY PRIMARY=$OTHER OTHER=$swap
put lost LOST
expect_equal "asked again" "$code" 201
becomes "ready" 200 readiness
expect_equal "boxes of that code" "$(sql "$PRIMARY" "SELECT count(*) FROM t_shop_box WHERE code = 'LOST'")" 1
cat acknowledged.* | LC_ALL=C sort >wanted
sql "$PRIMARY" "SELECT code FROM t_shop_box WHERE code LIKE 'W%' ORDER BY code" >came
expect_equal "writes" "$(wc -l <came)" $((rounds * 4 * each))
cmp -s wanted came || fail "they differ: $(diff wanted came | head -3)"
expect_equal "and rise along each chain" "$(sql "$PRIMARY" 'SELECT count(*) FROM journal AS a JOIN journal AS b ON b.chain = a.chain AND b.seq = a.seq + 1 WHERE b.at <= a.at')" 0
stop_server
expect_exit 0 verify city
expect_exit 0 move city file
