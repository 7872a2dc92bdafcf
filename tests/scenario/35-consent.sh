# A big workbook names units that no register has. Over the web it becomes a job, which stops and asks; it waits through a kill -9,
# is answered on the page without a script or over the API, and makes only what a person consented to. The same question for a small
# workbook comes in the answer itself.

. "$ROOT/tests/boxes/city.sh"
mkdir modules/shop/imports
cat >modules/shop/entities/load.yaml <<'YAML'
entity: load
title: 货物 | load
named_by: title
key: [code]
home: own
history: two_time
secrecy: internal
fields:
  code: {title: 编号 | code, type: text, max: 40, required: true, unique: true}
  title: {title: 名称 | title, type: text, max: 200, required: true}
  unit: {title: 单位 | unit, type: ref, to: core.unit, required: true}
access:
  read: ["role clerk"]
  write: ["role clerk"]
YAML
cat >modules/shop/imports/loads.yaml <<'YAML'
layout: loads
title: 货物台账 | ledger of loads
sheets:
  - name: ["*"]
    columns:
      code: {heads: 货号, required: true}
      title: {heads: 货名, required: true}
      unit: {heads: 承运单位, required: true}
    records:
      - entity: load
        fields:
          code: {column: code, reader: text}
          title: {column: title, reader: text}
          unit: {column: unit, reader: unit}
YAML
boxes_city
for who in clerk clerk2; do # units are made by registrars alone
    expect_exit 0 change city core.post "$(cat "post.$who")" "roles=;core.staff;core.registrar;shop.clerk;"
done

loads() { # LETTER ROWS: half of them of the unit that is known, the rest of three that are not
    awk -v l="$1" -v n="$2" 'BEGIN { print "货号,货名,承运单位"; split("试验局 试验局 市运输处 市粮食处 试验局 市水利站", u, " ");
        for (i = 1; i <= n; i++) print l "-" i ",第" i "批," u[i % 6 + 1] }'
}
loads A 3000 >a.csv
loads B 2500 >b.csv
loads C 40 >c.csv
ask_db() { sqlite3 city/city.db "$1"; }
provisional() { ask_db "SELECT count(*) FROM t_core_unit WHERE provisional = 1"; }
count() { ask_db "SELECT count(*) FROM t_shop_load WHERE code LIKE '$1-%'"; }
upload() { # WHO CURL-OPTION…
    who=$1
    shift
    status=$(curl -s -o "$out" -D head -w '%{http_code}' --max-time 120 -H "Authorization: Bearer $(cat "token.$who")" "$@" "$URL/api/v1/imports")
    : >"$err"
}
page() { # METHOD PATH CURL-OPTION…
    method=$1
    path=$2
    shift 2
    status=$(curl -s -o "$out" -D head -w '%{http_code}' -b cookies.txt -H "Origin: $URL" -X "$method" --max-time 120 "$@" "$URL$path")
    : >"$err"
}
to_job() { # the job to which the last answer leads
    expect_equal "to the job" "$status" 303
    job=$(sed -n 's/^[Ll]ocation: \/jobs\/\([^?\r]*\).*/\1/p' head)
    [ -n "$job" ] || fail "not to a job"
}
until_still() { # JOB: until it neither waits for its turn nor runs; leaves its state in $state
    tries=0
    while api clerk GET "/api/v1/jobs/$1" && state=$(json .state) && { [ "$state" = queued ] || [ "$state" = running ]; }; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || fail "the job does not stand still"
        sleep 0.2
    done
}

step "a small workbook: the answer itself asks, on the page as over the API"
session clerk
page POST /import -F "file=@c.csv"
expect_equal "answered at once" "$status" 200
expect_contains '名录里没有的 3 个' '市运输处' 'action="/import/take"' 'value="unit:市运输处"' '同意勾选的，收下'
name=$(sed -n 's/.*name="name" value="\([0-9A-Z]*\)".*/\1/p' "$out")
page POST /import/take --data-urlencode "name=$name" -d shown=c.csv --data-urlencode "make0=unit:市运输处"
expect_contains '名录里没有的 3 个' ' checked'
expect_equal "nothing without all of it" "$(provisional)/$(count C)" 0/0
page POST /import/take --data-urlencode "name=$name" -d shown=c.csv --data-urlencode "make0=unit:市运输处" --data-urlencode "make1=unit:市粮食处" \
    --data-urlencode "leave2=unit:市水利站"
expect_contains '必须改' # a required unit cannot be left out
upload clerk -F "file=@c.csv" -F dry_run=true
expect_equal "a check that finds something has done its work" "$status/$(json .good)" 200/false
expect_equal "what is asked" "$(json '[.missing.names[].answer] | sort | join(" ")')" "unit:市水利站 unit:市粮食处 unit:市运输处"
waits=$(json .upload)
cp "$out" checked.json
page GET "$(json .annotated)"
expect_equal "the annotated copy" "$status/$(head -c 2 "$out")" 200/PK
cp checked.json "$out"
upload clerk2 -F "upload=$waits" -F name=c.csv
expect_equal "another's upload" "$status" 404
upload clerk -F "upload=$waits" -F name=c.csv
expect_equal "without consent" "$status/$(json .import)" 422/null
upload clerk -F "upload=$waits" -F name=c.csv -F "make=unit"
expect_equal "with consent" "$status/$(json .made)" 200/40
small=$(json .import)
expect_equal "made, provisional" "$(provisional)/$(count C)" 3/40
upload clerk -F "upload=$waits" -F name=c.csv
expect_equal "an upload that was taken is gone" "$status" 404
expect_exit 0 import city --withdraw "$small" --why "误导入"
expect_equal "withdrawn as a whole" "$(provisional)/$(count C)" 0/0

step "a big one becomes a job that stops and asks; nothing is stored meanwhile, and others go on"
page POST /import -F "file=@a.csv"
to_job
until_still "$job"
expect_equal "its state" "$state" waiting
expect_equal "what is asked" "$(json '.missing.names | length')/$(json '.missing.names[0].way')" 3/make
page GET "/jobs/$job"
expect_contains '待确认' '名录里没有的 3 个' "action=\"/jobs/$job/answer\"" '同意勾选的，继续检查' '取消'
! grep -qi '^refresh:' head || fail "the page of a question renews itself under the hand that fills it in"
expect_equal "nothing" "$(provisional)/$(count A)" 0/0
api clerk2 GET "/api/v1/jobs/$job"
expect_equal "others do not see it" "$status" 404
api clerk2 POST "/api/v1/jobs/$job/answer" '{"make":"unit"}'
expect_equal "nor answer it" "$status" 404
api clerk2 POST /api/v1/shop.box '{"fields":{"code":"P-1","label":"point","size":1}}'
expect_equal "a write meanwhile" "$status" 201
upload clerk2 -F "file=@b.csv" # the thread of the jobs is free
other=$(json .id)
tries=0
while [ "$(ask_db "SELECT count(*) FROM t_core_job WHERE token = '$other' AND state = 'waiting'")" = 0 ]; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || fail "the second does not ask"
    sleep 0.2
done
expect_equal "both are recorded as waiting" "$(ask_db "SELECT count(*) FROM t_core_job WHERE state = 'waiting'")" 2

step "the server is killed; after it both wait on, with their question"
kill -9 "$SERVER"
wait "$SERVER" || :
SERVER=
expect_exit 0 verify city
start_server city
session clerk
until_still "$job"
expect_equal "its state" "$state" waiting
page GET "/jobs/$job"
expect_contains '待确认' '名录里没有的 3 个' 'value="unit:市粮食处"'
page GET /jobs
expect_contains '待确认'

step "an answer to a part asks for the rest, and keeps what was said"
page POST "/jobs/$job/answer" --data-urlencode "make0=unit:市运输处"
to_job
until_still "$job"
expect_equal "it asks again" "$state" waiting
expect_equal "what was said" "$(json '[.missing.names[] | select(.answered) | .name] | join(" ")')" 市运输处
page GET "/jobs/$job"
expect_contains ' checked'

step "answered, the check goes on and stores nothing; taking over carries the consent along"
page POST "/jobs/$job/answer" --data-urlencode "make0=unit:市运输处" --data-urlencode "make1=unit:市粮食处" --data-urlencode "make2=unit:市水利站"
to_job
until_still "$job"
expect_equal "checked" "$state" done
expect_equal "nothing yet" "$(provisional)/$(count A)" 0/0
page POST "/jobs/$job/answer" --data-urlencode "make0=unit:市运输处"
expect_equal "too late to answer: the page shows how it ended" "$status" 303
api clerk POST "/api/v1/jobs/$job/answer" '{"make":"unit"}'
expect_equal "too late" "$status" 409
page GET "/jobs/$job?lang=en"
expect_contains 'Take over 3000 rows'
name=$(sed -n 's/.*name="name" value="\([0-9A-Z]*\)".*/\1/p' "$out")
before=$(sed -n 's/.*name="make_before" value="\([^"]*\)".*/\1/p' "$out")
page POST /import/take --data-urlencode "name=$name" -d shown=a.csv --data-urlencode "make_before=$before"
to_job
until_still "$job"
expect_equal "taken" "$state" done
expect_equal "the report" "$(json .report.made)/$(json .report.good)" 3000/true
expect_equal "made with consent" "$(provisional)/$(count A)" 3/3000
expect_equal "the record of the job says what was consented to" \
    "$(ask_db "SELECT create_missing FROM t_core_job WHERE token = '$job'")" 'unit:市运输处;unit:市粮食处;unit:市水利站'

step "the other waits for names that are known by now: it is answered with nothing and goes on"
api clerk2 POST "/api/v1/jobs/$other/answer" '{}'
expect_equal "answered" "$status" 202
tries=0
while api clerk2 GET "/api/v1/jobs/$other" && [ "$(json .state)" != done ]; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || fail "it does not end: $(json .state)"
    sleep 0.2
done
expect_equal "taken" "$(count B)" 2500

step "a job that waits can be cancelled, and leaves nothing"
sed 's/市运输处/市航空处/; s/^A-/D-/' a.csv >d.csv
upload clerk -F "file=@d.csv"
job=$(json .id)
until_still "$job"
expect_equal "its state" "$state" waiting
api clerk POST "/api/v1/jobs/$job/cancel"
expect_equal "cancel asked" "$status" 202
until_still "$job"
tries=0
while [ "$state" = waiting ] && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
    until_still "$job"
done
expect_equal "cancelled" "$state" cancelled
expect_equal "nothing" "$(count D)" 0
[ -z "$(ls city/waiting/*.job 2>/dev/null)" ] || fail "a note is left behind"

step "nobody answered for a day: the job ends, and says so, also when the server was off meanwhile"
upload clerk -F "file=@d.csv"
job=$(json .id)
until_still "$job"
expect_equal "its state" "$state" waiting
stop_server
[ "$(ls city/waiting/*.job | wc -l)" = 1 ] || fail "the question is not kept"
asked=$(sed -n 's/.*"asked_at":"\([0-9]*\)".*/\1/p' city/waiting/*.job)
sed -i "s/\"asked_at\":\"$asked\"/\"asked_at\":\"$((asked - 25 * 3600000000))\"/" city/waiting/*.job
start_server city
tries=0
while api clerk GET "/api/v1/jobs/$job" && state=$(json .state) && [ "$state" != cancelled ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || fail "it still stands: $state"
    sleep 0.2
done
expect_contains '一天之内无人答复'
expect_equal "nothing" "$(count D)" 0
[ -z "$(ls city/waiting/*.job 2>/dev/null)" ] || fail "a note is left behind"

step "one API for all: the former addresses are gone, and the description names the new one"
api clerk POST /api/v1/imports/check
[ "$status" = 404 ] || [ "$status" = 405 ] || fail "still there: $status"
api clerk GET /api/v1/openapi.json
expect_contains '/api/v1/jobs/{token}/answer' '"waiting"' '"upload"'
expect_lacks '/api/v1/imports/take'
stop_server
expect_exit 0 verify city
