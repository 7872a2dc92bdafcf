# A big table is a job: its progress rises, it can be cancelled and leaves nothing, and a server that is killed in the
# middle says so afterwards and can run it again. Others read while it stores, and write when it is done. The same on the page
# without a script, and on the command line beside the server.

. "$ROOT/tests/boxes/city.sh"
boxes_city

table() { # LETTER ROWS: boxes of its own
    awk -v l="$1" -v n="$2" 'BEGIN { print "code,label,size"; for (i = 1; i <= n; i++) print l "-" i ",box " i "," i % 97 + 14 }'
}
table C 3000 >c.csv
table S 50 >small.csv
# How long an import lasts is the machine's affair. The first big table is doubled until it has been watched on its way; those of
# the later steps are as big as that, or a multiple of it, so that they can be met in the middle.
rows=10000
lot() { awk -v n="$rows" -v k="$1" 'BEGIN { print n * k < 480000 ? n * k : 480000 }'; }
boxes() { sqlite3 city/city.db "SELECT count(*) FROM t_shop_box ${1:+WHERE code LIKE '$1-%'}"; }
upload() { # WHO FILE CURL-OPTION…
    who=$1
    file=$2
    shift 2
    status=$(curl -s -o "$out" -D head -w '%{http_code}' --max-time 120 -H "Authorization: Bearer $(cat "token.$who")" -F "file=@$file" -F as=shop.box "$@" "$URL/api/v1/imports") ||
        fail "no answer: $file"
    : >"$err"
}
look() { api clerk GET "/api/v1/jobs/$1" && expect_equal "the job is seen" "$status" 200; }
until_ended() { # JOB: leaves its state in $state
    ended=0
    while look "$1" && state=$(json .state) && { [ "$state" = queued ] || [ "$state" = running ]; }; do
        ended=$((ended + 1))
        [ $ended -lt 600 ] || fail "the job does not end"
        sleep 0.3
    done
}
until_storing() { # JOB: until rows are being stored
    waited=0
    while look "$1" && [ "$(json .percent)" -lt 2 ]; do
        [ "$(json .state)" != done ] || fail "too fast to be watched"
        waited=$((waited + 1))
        [ $waited -lt 2400 ] || fail "the job does not begin"
        sleep 0.05
    done
}

step "a small table is answered at once"
upload clerk small.csv
expect_equal "taken" "$status" 200
expect_equal "rows" "$(json .made)" 50
upload clerk small.csv -F dry_run=true
expect_equal "nothing new" "$(json '.same | tostring')" 50
printf 'code,label,size\nX-1,box,13\n' >bad.csv
upload clerk bad.csv
expect_equal "refused with what was found" "$status" 422
expect_equal "the place" "$(json '.findings[0].row | tostring')" 2
upload clerk small.csv -F nonsense=1
expect_equal "an unknown field" "$status" 400
status=$(curl -s -o "$out" -w '%{http_code}' -F "file=@small.csv" "$URL/api/v1/imports")
expect_equal "signed out" "$status" 401
before=$(boxes)

step "a big one becomes a job, and its progress rises"
seen=0
while [ "$seen" -lt 3 ]; do
    rows=$((rows * 2))
    [ "$rows" -le 320000 ] || fail "no table is big enough to be watched"
    letter=A$rows
    table "$letter" "$rows" >a.csv
    upload clerk a.csv
    expect_equal "accepted" "$status" 202
    job=$(json .id)
    grep -qi "^location: /api/v1/jobs/$job" head || fail "no Location"
    last=0
    seen=0
    while look "$job" && state=$(json .state) && { [ "$state" = queued ] || [ "$state" = running ]; }; do
        percent=$(json .percent)
        [ "$percent" -ge "$last" ] || fail "progress falls from $last to $percent"
        [ "$percent" = "$last" ] || seen=$((seen + 1))
        last=$percent
        there=$(boxes "$letter") # between the commit and the record of its end all of it
        [ "$there" = 0 ] || [ "$there" = "$rows" ] || fail "a part of it is seen: $there"
        sleep 0.1
    done
    expect_equal "how it ended" "$state" done
    expect_equal "whole" "$(json .percent)" 100
    expect_equal "rows made" "$(json .report.made)" "$rows"
    expect_contains "收下 $rows 行"
    expect_equal "they are there" "$(boxes "$letter")" "$rows"
done
table B "$(lot 6)" >b.csv
table D "$(lot 3)" >d.csv
table G "$rows" >g.csv

step "while one runs, others read at once, and a write waits for its turn"
upload clerk b.csv
second=$(json .id)
until_storing "$second"
api clerk2 GET "/api/v1/shop.box?limit=2"
expect_equal "reading" "$status" 200
look "$second"
expect_equal "still running" "$(json .state)" running
curl -s -o written -w '%{http_code}' --max-time 120 -X POST -H "Authorization: Bearer $(cat token.clerk2)" -H 'Content-Type: application/json' \
    -d '{"fields":{"code":"P-1","label":"point","size":1}}' "$URL/api/v1/shop.box" >written.status &
writer=$!

step "a third waits behind it and is cancelled; then the second is"
upload clerk c.csv
third=$(json .id)
look "$third"
expect_equal "waiting" "$(json .state)" queued
api clerk2 GET "/api/v1/jobs/$third"
expect_equal "others do not see it" "$status" 404
api clerk2 POST "/api/v1/jobs/$third/cancel"
expect_equal "nor cancel it" "$status" 404
api clerk POST "/api/v1/jobs/$third/cancel"
expect_equal "cancel asked" "$status" 202
api clerk POST "/api/v1/jobs/$second/cancel"
expect_equal "cancel asked" "$status" 202
until_ended "$second"
expect_equal "second" "$state" cancelled
until_ended "$third"
expect_equal "third" "$state" cancelled
wait "$writer"
expect_equal "the write came through" "$(cat written.status)" 201
expect_equal "nothing of either" "$(boxes B)$(boxes C)" 00
api clerk POST "/api/v1/jobs/$third/cancel"
expect_equal "ended already" "$status" 409
expect_exit 0 verify city

step "a dry run as a job stores nothing"
upload clerk c.csv -F dry_run=true
until_ended "$(json .id)"
expect_equal "checked" "$state" done
expect_contains "还没有存入"
expect_equal "nothing" "$(boxes C)" 0

step "a small one may be asked as a job"
upload clerk small.csv -H 'Prefer: respond-async'
expect_equal "accepted" "$status" 202
until_ended "$(json .id)"
expect_equal "done" "$state" done

step "the server is killed in the middle: interrupted, never lost, and run again"
upload clerk d.csv
fourth=$(json .id)
until_storing "$fourth"
upload clerk c.csv
fifth=$(json .id)
kill -9 "$SERVER"
wait "$SERVER" || :
SERVER=
expect_exit 0 verify city
start_server city
look "$fourth"
expect_equal "the running one" "$(json .state)" interrupted
expect_contains "没有存入任何内容"
look "$fifth"
expect_equal "the waiting one" "$(json .state)" interrupted
expect_equal "nothing of it" "$(boxes D)$(boxes C)" 00
[ -z "$(ls city/waiting/*.job 2>/dev/null)" ] || fail "a note is left behind"
api clerk POST "/api/v1/jobs/$fourth/again"
expect_equal "run again" "$status" 202
until_ended "$(json .id)"
expect_equal "done" "$state" done
expect_equal "all of it" "$(boxes D)" "$(lot 3)"
api clerk2 POST "/api/v1/jobs/$fourth/again"
expect_equal "not by others" "$status" 404

step "its record says when it began and ended; nobody writes it by hand"
api clerk GET "/api/v1/core.job?filter=state%20%3D%20'interrupted'"
expect_equal "recorded" "$(json '.items | length')" 2
api clerk POST /api/v1/core.job '{"fields":{"title":"x","kind":"import"}}'
expect_equal "by hand" "$status" 403

step "rights are looked up again when it runs"
upload clerk2 g.csv
sixth=$(json .id)
holding=$(sqlite3 city/city.db "SELECT id FROM t_core_holding WHERE post = $(cat post.clerk2)")
upload clerk2 c.csv
seventh=$(json .id)
expect_exit 0 change city core.holding "$holding" rights=none
waited=0
while [ "$(sqlite3 city/city.db "SELECT count(*) FROM t_core_job WHERE token IN ('$sixth', '$seventh') AND state IN ('queued', 'running')")" != 0 ] ||
    [ "$(sqlite3 city/city.db "SELECT count(*) FROM t_core_job WHERE token = '$seventh'")" = 0 ]; do
    waited=$((waited + 1))
    [ $waited -lt 600 ] || fail "they do not end"
    sleep 0.2
done
expect_equal "the one after the change" "$(sqlite3 city/city.db "SELECT state FROM t_core_job WHERE token = '$seventh'")" failed

step "the page shows it without a script"
session clerk
table E 3000 >shop.box.csv
page() { # METHOD PATH CURL-OPTION…
    method=$1
    path=$2
    shift 2
    status=$(curl -s -o "$out" -D head -w '%{http_code}' -b cookies.txt -H "Origin: $URL" -X "$method" --max-time 120 "$@" "$URL$path")
    : >"$err"
}
page POST /import -F "file=@shop.box.csv"
expect_equal "to the job" "$status" 303
where=$(sed -n 's/^[Ll]ocation: \([^?\r]*\).*/\1/p' head)
case "$where" in /jobs/*) ;; *) fail "not to a job: $where" ;; esac
page GET "$where?lang=en"
while grep -qi '^refresh: 2' head; do
    expect_contains "Cancel"
    sleep 0.2
    page GET "$where?lang=en"
done
expect_contains "What was found" "Take over 3000 rows"
name=$(sed -n 's/.*name="name" value="\([0-9A-Z]*\)".*/\1/p' "$out")
page POST /import/take -F "name=$name" -F "shown=shop.box.csv" -F layout=
expect_equal "to the job" "$status" 303
where=$(sed -n 's/^[Ll]ocation: \([^?\r]*\).*/\1/p' head)
page GET "$where?lang=en"
while grep -qi '^refresh: 2' head; do
    sleep 0.2
    page GET "$where?lang=en"
done
expect_contains "was taken over: 3000 records made"
expect_equal "they are there" "$(boxes E)" 3000
page GET /jobs
expect_contains "后台任务" "检查 shop.box.csv"

step "the administrator sees that jobs exist and verifies the ledger as one"
expect_exit 0 change city core.post new "title=系统岗" "unit=$unit" "roles=;core.system_admin;"
expect_exit 0 user city add admin --person "示例·admin" --post "系统岗"
printf 'correct horse battery admin\n' >password
"$ZC" user city password admin <password >/dev/null
expect_exit 0 user city token admin --scopes '*:read|write' --days 2
cp city/keys/token-admin.txt token.admin
api admin GET /api/v1/jobs
expect_contains "检查 shop.box.csv"
api admin POST /api/v1/jobs '{"kind":"verify"}'
expect_equal "accepted" "$status" 202
verify=$(json .id)
api clerk POST /api/v1/jobs '{"kind":"verify"}'
expect_equal "not by a clerk" "$status" 403
api admin GET "/api/v1/jobs/$verify"
while [ "$(json .state)" = queued ] || [ "$(json .state)" = running ]; do
    sleep 0.2
    api admin GET "/api/v1/jobs/$verify"
done
expect_equal "verified" "$(json .state)" done
expect_contains "校验通过"

step "the command line beside the server: progress comes back, and Ctrl-C leaves nothing"
table F "$(lot 6)" >f.csv
setsid "$ZC" import city f.csv --as shop.box --lang en >cli.out 2>cli.err </dev/null &
import=$!
waited=0
until grep -q 'checking and storing' cli.err; do
    kill -0 $import 2>/dev/null || break
    waited=$((waited + 1))
    [ $waited -lt 600 ] || fail "no progress is said"
    sleep 0.1
done
kill -INT $import
code=0
wait $import || code=$?
cp cli.out "$out"
cp cli.err "$err"
expect_equal "exit status" "$code" 1
expect_contains "checking and storing" "nothing was stored"
expect_equal "nothing" "$(boxes F)" 0
stop_server
expect_exit 0 verify city

step "a stop of the server does not wait for a job, and says so afterwards"
start_server city
upload clerk f.csv
last=$(json .id)
until_storing "$last"
stop_server
start_server city
look "$last"
expect_equal "its state" "$(json .state)" interrupted
expect_equal "nothing" "$(boxes F)" 0
stop_server
expect_exit 0 verify city
