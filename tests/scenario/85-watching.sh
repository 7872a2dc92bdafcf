# What an operator sees of a running server: whether it is alive and ready, what it counts, what it logs. The counts are compared with what
# was asked, a request is followed by its number from the answer into the log, a slow statement comes with its plan, a full disk ends
# readiness and room brings it back; and nothing that was typed, and no secret, stands in the log.

# Mounts need a namespace of their own, so that nothing outlives the story, however it ends.
if [ -z "${ZC_OWN_MOUNTS:-}" ] && [ "$(id -u)" = 0 ] && unshare -m sh -c 'mount -t tmpfs -o size=1m none /mnt' 2>/dev/null; then
    postgres_end
    cd / && rm -rf "$DIR"
    exec unshare -m env ZC_OWN_MOUNTS=yes ZC_CLUSTER= "$HERE/run.sh" "$STORY"
fi
sample_city city
copy_city city full
log=$DIR/.server.err

# scrape FILE: the samples of /metrics, strictly read, a line each
scrape() {
    get /metrics -D headers
    expect_equal "status of /metrics" "$status" 200
    awk -f "$HERE/exposition.awk" "$out" >"$1" 2>"$err" || fail "/metrics is not what the format wants"
}
# value FILE SAMPLE: 0 for one that has not come up yet
value() { awk -v want="$2" '{ at = match($0, / [^ ]*$/); if (substr($0, 1, at - 1) == want) found = substr($0, at + 1) } END { print found == "" ? 0 : found }' "$1"; }
grown() { awk -v a="$(value "$2" "$1")" -v b="$(value "$3" "$1")" 'BEGIN { print b - a }'; }
sum_of() { awk -v want="$2" 'index($0, want) == 1 && !index($0, "route=\"untold\"") { sum += $NF } END { print sum + 0 }' "$1"; }
# logged FILTER: lines of the log for which jq says true
logged() { jq -c "select($1)" "$log"; }
# until WHAT COMMAND…: half a minute at most
until_so() {
    what=$1
    shift
    waited=0
    while ! "$@"; do
        waited=$((waited + 1))
        [ $waited -lt 300 ] || fail "it never came to pass: $what"
        sleep 0.1
    done
}

expect_exit 0 user city token office --scopes "reform.briefing:read|write" --days 30
office=$(head -n 1 city/keys/token-office.txt)
expect_exit 0 user city token system --scopes monitor:read --days 30
watcher=$(head -n 1 city/keys/token-system.txt)
expect_exit 0 user city token audit --scopes journal:read --days 30
auditor=$(head -n 1 city/keys/token-audit.txt)
expect_exit 2 serve city --slow 1s
expect_exit 2 serve city --log loud
start_server city --slow 1

step "alive, ready, and who learns why"
get /health/alive
expect_equal "alive" "$status $(json .alive)" "200 true"
get /health/ready
expect_equal "ready" "$status $(json .ready)" "200 true"
expect_equal "all checks" "$(json '[.checks[] | "\(.name) \(.good)"] | join(", ")')" "serving true, store_readable true, store_writable true, writer true"
get /health -H 'X-Forwarded-For: 203.0.113.9'
expect_equal "a stranger" "$status $(json '[.status, .alive, .ready, (.checks | type)] | map(tostring) | join(" ")')" "200 ok true true null"
get /health/ready -H 'X-Forwarded-For: 203.0.113.9' -H "Authorization: Bearer $watcher"
expect_equal "who watches from elsewhere" "$(json '.checks | length')" 4

step "the counts are for this machine, and for who runs or audits the system"
get /metrics -H 'X-Forwarded-For: 203.0.113.9'
expect_equal "a stranger" "$status" 401
get /metrics -H 'X-Forwarded-For: 203.0.113.9' -H "Authorization: Bearer $office"
expect_equal "another post" "$status" 403
get /metrics -H 'X-Forwarded-For: 203.0.113.9' -H "Authorization: Bearer $auditor"
expect_equal "a token for something else" "$status" 403
get /metrics -H 'X-Forwarded-For: 203.0.113.9' -H "Authorization: Bearer $watcher"
expect_equal "a token made for it" "$status" 200
get /jobs -H "Authorization: Bearer $watcher"
expect_equal "it opens no page" "$status" 401

step "the counts are those of what was asked"
scrape before
grep -qi '^content-type: text/plain; version=0.0.4; charset=utf-8' headers || fail "the type of the format is not said"
expect_equal "ready" "$(value before zhucheng_ready)" 1
pilots=$(sqlite3 city/city.db 'SELECT id FROM t_reform_pilot ORDER BY id LIMIT 20')
for id in $pilots; do
    get "/records/reform.pilot/$id"
    expect_equal "a record" "$status" 200
done
for n in 1 2 3 4 5 6 7; do get "/records/reform.pilot/45748479808509999$n"; done
for n in 1 2 3; do get "/nowhere/$n"; done
brief() { # FIRST LAST: each an instruction of its own
    for n in $(seq "$1" "$2"); do
        curl -s -o /dev/null -w '%{http_code}\n' --max-time 60 -X POST -H "Authorization: Bearer $office" -H 'Content-Type: application/json' \
            -d "{\"fields\":{\"topic\":\"看守示例$n\",\"heard_on\":\"2017-06-01\"}}" "$URL/api/v1/reform.briefing"
    done
}
brief 1 10 >codes.1 &
one=$!
brief 11 20 >codes.2 &
two=$!
wait $one
wait $two
expect_equal "written" "$(sort codes.1 codes.2 | uniq -c | tr -s ' ' | sed 's/^ //')" "20 201"
get /api/v1/reform.briefing -X POST -H "Authorization: Bearer $office" -H 'Content-Type: application/json' -d '{"fields":{"nonsense":"1"}}'
expect_equal "refused" "$status" 400
get /api/v1/reform.briefing -X POST -d '{}'
expect_equal "signed out" "$status" 401
get /ballot
expect_equal "the page for a code" "$status" 200
scrape after
requests() { grown "zhucheng_http_requests_total{method=\"$1\",route=\"$2\",status=\"$3\"}" before after; }
expect_equal "records" "$(requests GET '/records/{entity}/{id}' 2xx)" 20
expect_equal "records that are not there" "$(requests GET '/records/{entity}/{id}' 4xx)" 7
expect_equal "no such address" "$(requests GET none 4xx)" 3
expect_equal "written" "$(requests POST '/api/v1/{entity}' 2xx)" 20
expect_equal "not written" "$(requests POST '/api/v1/{entity}' 4xx)" 2
expect_equal "the scrape before" "$(requests GET /metrics 2xx)" 1
expect_equal "ballots, which are not told apart" "$(requests other untold 2xx)" 1
expect_equal "all of it" "$(($(sum_of after zhucheng_http_requests_total) - $(sum_of before zhucheng_http_requests_total)))" 53
expect_equal "each answer has its time" "$(sum_of after zhucheng_http_request_duration_seconds_count)" "$(sum_of after zhucheng_http_requests_total)"
took() { grown "zhucheng_http_request_duration_seconds_count{work=\"$1\"}" before after; }
expect_equal "long reads" "$(took long)" 27
expect_equal "writes" "$(took write)" 21
expect_equal "refused by their heads" "$(took refused)" 4
expect_equal "works of the writer" "$(sum_of after zhucheng_writer_works_total)" "$(value after zhucheng_writer_batch_size_sum)"
expect_equal "refused by a rule" "$(grown 'zhucheng_writer_works_total{result="refused"}' before after)" 1
kept=$(grown 'zhucheng_writer_works_total{result="kept"}' before after)
commits=$(grown zhucheng_writer_commits_total before after)
[ "$kept" -ge 20 ] && [ "$commits" -ge 1 ] && [ "$commits" -le "$kept" ] || fail "$kept works in $commits commits"
expect_equal "nothing waits" "$(value after zhucheng_writer_queue_length)" 0
! grep -E '[0-9]{10,}"' after || fail "an id became a label"
if [ "${ENGINE:-}" = postgres ]; then
    ! grep -q zhucheng_store_size_bytes after || fail "a file that is none has a size"
else
    expect_equal "the store" "$(value after 'zhucheng_store_size_bytes{file="city.db"}')" "$(stat -c %s city/city.db)"
fi
awk -v rss="$(value after process_resident_memory_bytes)" -v cpu="$(value after process_cpu_seconds_total)" -v fds="$(value after process_open_fds)" \
    'BEGIN { exit !(rss > 1e6 && rss < 4e9 && cpu > 0 && fds > 10) }' || fail "the process is not itself"
expect_equal "threads" "$(value after process_threads)" "$(ls "/proc/$SERVER/task" | wc -l)"

step "streams, jobs, the last backup and the last seal"
post=$(sqlite3 city/city.db "SELECT h.post FROM t_core_account a JOIN t_core_holding h ON h.person = a.person WHERE a.login_name = 'system' LIMIT 1")
get /api/v1/session/post -c jar -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$post\"}"
expect_equal "entered" "$status" 201
curl -sN --max-time 120 -b jar "$URL/api/v1/events" >heard 2>/dev/null &
listener=$!
until_so "the stream is open" grep -q '"all":false' heard
scrape now
expect_equal "streams" "$(value now zhucheng_event_streams)" 1
kill $listener
wait $listener 2>/dev/null || :
begun=$(date +%s)
expect_equal "no backup yet" "$(value now zhucheng_last_backup_timestamp_seconds)" 0
expect_exit 0 backup city city.backup
expect_exit 0 seal city --out seals.txt
get /jobs/verify -b jar -H "Origin: $URL" -X POST
expect_equal "a job is asked" "$status" 303
verified() { scrape now && [ "$(value now 'zhucheng_jobs_ended_total{state="done"}')" = 1 ]; }
until_so "the job ends" verified
for what in backup seal; do
    at=$(value now "zhucheng_last_${what}_timestamp_seconds")
    awk -v at="$at" -v begun="$begun" -v now="$(date +%s)" 'BEGIN { exit !(at >= begun && at <= now + 1) }' || fail "the last $what was at $at"
done

step "a request is found in the log by the number that its answer bears"
get "/nowhere?word=typed-by-somebody" -D headers
number=$(sed -n 's/^X-Request-Id: *\([0-9a-f]*\).*/\1/p' headers)
expect_equal "a number of its own" "$(printf %s "$number" | wc -c)" 16
grep -qF "$number" "$out" || fail "the page does not show the number"
line=$(logged ".event == \"request\" and .request == \"$number\"")
expect_equal "its line" "$(printf '%s' "$line" | jq -r '[.level, .method, .route, .status, .bytes] | map(tostring) | join(" ")')" "info GET none 404 $(wc -c <"$out")"
get /api/v1/reform.none -H 'X-Request-Id: from-a-proxy.0001' -D headers
expect_equal "a proxy's number" "$(sed -n 's/^X-Request-Id: *\([^ ]*\)\r$/\1/p' headers) $(json .error.request)" "from-a-proxy.0001 from-a-proxy.0001"
expect_equal "its line" "$(logged '.request == "from-a-proxy.0001"' | jq -r '.route')" "/api/v1/{entity}"
for given in short 'two words here' 'quote"quote"quote' "$(head -c 65 /dev/zero | tr '\0' a)" '../../../etc/passwd' 号码号码号码; do
    get /api/v1/reform.none -H "X-Request-Id: $given"
    expect_equal "taken for: $given" "$(json '.error.request | test("^[0-9a-f]{16}$")')" true
done
expect_equal "who wrote is known by the post alone" "$(logged '.route == "/api/v1/{entity}" and .status == 201' | jq -rs 'map(.post | test("^[0-9]+$")) | unique | tostring + (length | tostring)')" "[true]1"
expect_equal "who only looked is not" "$(logged '.route == "/records/{entity}/{id}" and has("post")' | wc -l)" 0
expect_equal "a ballot leaves no line" "$(logged '(.route // "") | startswith("/ballot")' | wc -l)" 0

step "a slow statement is told with its plan, and for which request"
asks() {
    get /figures -H "X-Request-Id: slow-figures"
    logged '.event == "slow" and .request == "slow-figures" and (.plan | test("scan|search"; "i"))' >slow && [ -s slow ]
}
until_so "a statement takes a tick" asks
expect_equal "what it tells" "$(head -n 1 slow | jq -r '[.level, (.sql | test("SELECT")), (.ms >= 1), (.rows >= 0)] | map(tostring) | join(" ")')" "warn true true true"
! jq -r .sql slow | grep -qE "'" || fail "a value stands in a statement"

step "a flood of requests does not become a flood of lines"
curl -s -o /dev/null "$URL/health/alive?n=[1-3000]"
scrape now
dropped=$(value now zhucheng_log_lines_dropped_total)
[ "$dropped" -gt 0 ] || fail "nothing was left out of 3000 lines"
expect_equal "asked and counted all the same" "$(value now 'zhucheng_http_requests_total{method="GET",route="/health/alive",status="2xx"}')" 3001
sleep 0.1
get /health/alive
expect_contains '"alive":true'
told() { [ "$(logged '.event == "dropped"' | jq -s 'map(.lines) | add // 0')" -gt 0 ]; }
until_so "the log says that it left lines out" told

step "every line is JSON, and no secret of this story is in any"
get /api/v1/session -X POST -H 'Content-Type: application/json' -d '{"login":"office","password":"SecretlyTyped-1"}'
get "/search?q=look-for-this-word"
stop_server
jq -es 'all(has("ts") and has("level") and has("event"))' "$log" >/dev/null || fail "a line that is no JSON"
for secret in "$office" "$watcher" "$auditor" SecretlyTyped typed-by-somebody look-for-this-word 看守示例 示例· "$(awk '/\tzc\t/ { print $7 }' jar)"; do
    [ -n "$secret" ] || continue
    ! grep -qaF -e "$secret" "$log" || fail "in the log: $secret"
done

step "where health is closed only who watches is answered"
echo 'health = ajar' >>city/city.conf
expect_exit 1 serve city
expect_contains "health"
sed -i 's/^health = ajar$/health = closed/' city/city.conf
start_server city --log off
get /health/ready
expect_equal "this machine" "$status" 200
get /health/ready -H 'X-Forwarded-For: 203.0.113.9'
expect_equal "a stranger" "$status" 404
get /health/ready -H 'X-Forwarded-For: 203.0.113.9' -H "Authorization: Bearer $watcher"
expect_equal "who watches" "$status" 200
stop_server
expect_equal "no line of a request" "$(grep -c 'route' "$log" || :)" 0

if [ -z "${ZC_OWN_MOUNTS:-}" ]; then
    step "(left out: a full disk needs root and mounts)"
    exit 0
fi

step "a full disk: not ready, and why; reading goes on; the failed write is in the log under its number; room makes it ready again"
small_disk full 4000
expect_exit 0 user small/city token office --scopes "reform.briefing:read|write" --days 30
office=$(head -n 1 small/city/keys/token-office.txt)
start_server small/city --log json
ready() { get /health/ready && [ "$status" = "$1" ]; }
until_so "ready at first" ready 200
dd if=/dev/zero of=small/filler bs=1k 2>/dev/null || :
until_so "not ready" ready 503
expect_equal "why" "$(json '[.ready, (.checks[] | select(.good | not) | .name)] | map(tostring) | join(" ")')" "false store_writable"
expect_contains "磁盘写不进" "the disk cannot be written"
get /health/ready -H 'X-Forwarded-For: 203.0.113.9'
expect_equal "a stranger learns that alone" "$status $(json .status)" "503 not ready"
expect_lacks 磁盘
get /health/alive
expect_equal "alive" "$status" 200
get /records/reform.pilot
expect_equal "reading" "$status" 200
head -c 490 /dev/zero | tr '\0' x >filler
status=201
tries=0
while [ "$status" = 201 ] && [ $tries -lt 3000 ]; do # until the log of the database has no room either
    tries=$((tries + 1))
    get /api/v1/reform.briefing -X POST -H "Authorization: Bearer $office" -H 'Content-Type: application/json' \
        -d "{\"fields\":{\"topic\":\"满盘$tries\",\"heard_on\":\"2017-06-01\",\"note\":\"$(cat filler)\"}}"
done
expect_equal "a write to a full disk" "$status" 500
number=$(json .error.request)
json .error.message | grep -qF "$number" || fail "the message does not name the number"
logged ".event == \"message\" and .level == \"error\" and .request == \"$number\"" | grep -qE 'disk is full|server has no room' || fail "the log does not say why request $number failed"
expect_equal "the line of the request" "$(logged ".event == \"request\" and .request == \"$number\"" | jq -r '[.level, .status] | map(tostring) | join(" ")')" "error 500"
scrape now
expect_equal "counted" "$(value now zhucheng_ready) $(value now 'zhucheng_health{check="store_writable"}') $(value now 'zhucheng_health{check="store_readable"}')" "0 0 1"
[ "$(value now 'zhucheng_writer_works_total{result="failed"}')" -ge 1 ] || fail "the failed write is not counted"
rm small/filler
until_so "ready again" ready 200
get /api/v1/reform.briefing -X POST -H "Authorization: Bearer $office" -H 'Content-Type: application/json' -d '{"fields":{"topic":"又有空间","heard_on":"2017-06-01"}}'
expect_equal "and it writes" "$status" 201
logged '.event == "message"' | grep -q "can be written again" || fail "the log does not say that it is well again"
stop_server
expect_exit 0 verify small/city
