# Exports, forms and backups as jobs: asked for on the page or over the API by who may, fetched by who asked and by nobody else,
# never half a file, journalled when made and when taken, and gone when their day is over. A form over the web holds only what its sender may see.

. "$ROOT/tests/boxes/city.sh"
boxes_city

until_ended() { # WHO JOB: leaves its state in $state
    tries=0
    while api "$1" GET "/api/v1/jobs/$2" && state=$(json .state) && { [ "$state" = queued ] || [ "$state" = running ]; }; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || fail "the job does not end"
        sleep 0.1
    done
}
page() { # METHOD PATH CURL-OPTION…
    method=$1
    path=$2
    shift 2
    status=$(curl -s -o "$out" -D head -w '%{http_code}' -b cookies.txt -H "Origin: $URL" -X "$method" --max-time 120 "$@" "$URL$path")
    : >"$err"
}
taken() { sqlite3 city/city.db "SELECT payload FROM journal WHERE kind = 'export'" | grep -ac "\"step\":\"$1\"" || :; }

awk 'BEGIN { print "code,label,colour,size"; for (i = 1; i <= 1200; i++) print "A-" i ",box " i "," (i % 4 ? "red" : "blue") "," i % 97 + 14 }' >shop.box.csv
expect_exit 0 import city shop.box.csv

step "who may see the rows gets them as a file"
api clerk POST /api/v1/jobs '{"kind":"export","entity":"shop.box","format":"csv"}'
expect_equal "accepted" "$status" 202
job=$(json .id)
until_ended clerk "$job"
expect_equal "how it ended" "$state" done
expect_contains '已导出 1200 行' "/api/v1/jobs/$job/file" '"file_until":"20'
expect_equal "journalled" "$(taken made)/$(taken taken)" 1/0
api clerk GET "/api/v1/jobs/$job/file" -D head
expect_equal "the file" "$status/$(grep -c box "$out")" 200/1200
grep -qi "^content-disposition: attachment; filename\*=UTF-8''shop.box.csv" head || fail "it is not called what it is"
expect_equal "who took it is journalled" "$(taken made)/$(taken taken)" 1/1
api clerk2 GET "/api/v1/jobs/$job/file"
expect_equal "nobody else's" "$status" 404

step "rows that one may not see are not in it, nor are entities"
api guest POST /api/v1/jobs '{"kind":"export","entity":"shop.box","format":"csv","filter":"size > 20"}'
part=$(json .id)
until_ended guest "$part"
api guest GET "/api/v1/jobs/$part/file"
expect_contains 蓝
expect_lacks 红
api guest POST /api/v1/jobs '{"kind":"export","entity":"shop.diary"}'
expect_equal "what one may not meet" "$status" 404
api guest POST /api/v1/jobs '{"kind":"export","entity":"no.such"}'
expect_equal "what there is not" "$status" 404
api guest POST /api/v1/jobs '{"kind":"export","entity":"shop.box","format":"pdf"}'
expect_equal "a format that there is not" "$status" 400
api guest POST /api/v1/jobs '{"kind":"export","entity":"shop.box","filter":"no_such = 1"}'
until_ended guest "$(json .id)"
expect_equal "a filter that is wrong" "$state" failed
expect_contains no_such

step "the page without a script does the same"
session clerk
page GET /jobs
expect_contains 'action="/jobs/export"' 'value="shop.box"'
expect_lacks 'action="/jobs/backup"'
page POST /jobs/export -d entity=shop.box -d format=xlsx
expect_equal "to the job" "$status" 303
where=$(sed -n 's/^[Ll]ocation: \([^?\r]*\).*/\1/p' head)
until_ended clerk "${where#/jobs/}"
page GET "$where"
expect_contains "$where/file" '下载' '之后移除'
page GET "$where/file"
expect_equal "a workbook" "$status/$(head -c 2 "$out")" 200/PK
cp "$out" boxes.xlsx
expect_exit 0 import city boxes.xlsx --as shop.box
expect_contains "新增 0,改动 0"
page POST /jobs/form -d unit=T1
[ "$status" -ge 400 ] || fail "a form where none is declared"

step "the file stands after a kill of the server, and goes when its day is over"
kill -9 "$SERVER"
wait "$SERVER" || :
SERVER=
start_server city
api clerk GET "/api/v1/jobs/$job"
expect_contains "/api/v1/jobs/$job/file"
api clerk GET "/api/v1/jobs/$job/file"
expect_equal "still there" "$status/$(grep -c box "$out")" 200/1200
touch -d '25 hours ago' city/waiting/"$job"-*.out
api clerk GET "/api/v1/jobs/$job/file"
expect_equal "its day is over" "$status" 404
api clerk POST /api/v1/jobs '{"kind":"export","entity":"shop.box","format":"csv"}'
until_ended clerk "$(json .id)"
[ -z "$(ls city/waiting/"$job"-*.out 2>/dev/null)" ] || fail "it was not removed"

step "a backup is the system administrator's"
for kind in clerk guest; do
    api $kind POST /api/v1/jobs '{"kind":"backup"}'
    expect_equal "not $kind's" "$status" 403
done
expect_exit 0 change city core.post new "title=系统岗" "unit=$unit" "roles=;core.system_admin;"
expect_exit 0 user city add admin --person "示例·admin" --post "系统岗"
printf 'correct horse battery admin\n' >password
"$ZC" user city password admin <password >/dev/null
expect_exit 0 user city token admin --scopes '*:read|write' --days 2
cp city/keys/token-admin.txt token.admin
api admin POST /api/v1/jobs '{"kind":"backup"}'
expect_equal "accepted" "$status" 202
backup=$(json .id)
until_ended admin "$backup"
expect_equal "made" "$state" done
expect_contains 'keys/'
api admin GET "/api/v1/jobs/$backup/file"
expect_equal "fetched" "$status" 200
cp "$out" backup.zip
expect_exit 0 restore backup.zip restored
expect_exit 0 verify restored
expect_equal "all of it" "$(sqlite3 restored/city.db "SELECT count(*) FROM t_shop_box")" 1200
[ ! -e restored/keys/subjects.db ] || fail "keys are in the backup"
expect_equal "no part of a file is left" "$(ls city/waiting | grep -c part || :)" 0

step "what was asked for is called off, and leaves no file"
api admin POST /api/v1/jobs '{"kind":"verify"}'
first=$(json .id)
for kind in export backup; do
    who=$([ $kind = backup ] && echo admin || echo clerk)
    for try in 1 2 3 4 5; do # a machine that is slow to ask finds the job done already
        api admin POST /api/v1/jobs '{"kind":"verify"}'
        api admin POST /api/v1/jobs '{"kind":"backup"}'
        [ $kind = backup ] || api clerk POST /api/v1/jobs '{"kind":"export","entity":"shop.box","format":"csv"}'
        job=$(json .id)
        api "$who" POST "/api/v1/jobs/$job/cancel"
        [ "$status" = 409 ] || break
        until_ended "$who" "$job"
    done
    expect_equal "cancel asked: $kind" "$status" 202
    until_ended "$who" "$job"
    expect_equal "$kind" "$state" cancelled
    api "$who" GET "/api/v1/jobs/$job/file"
    expect_equal "no file of $kind" "$status" 404
    [ -z "$(ls city/waiting/"$job"* 2>/dev/null)" ] || fail "something of $kind is left"
done
until_ended admin "$first"
expect_equal "the first went on" "$state" done
stop_server
expect_exit 0 verify city

step "forms of a unit: by staff, journalled as sent, and with nothing that the sender may not see"
unset ZHUCHENG_MODULES
sample_city sample
start_server sample
get /api/v1/entrance
for post in $(json '.posts[].post'); do
    get /api/v1/session/post -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$post\"}" -c jar
    [ "$status" = 201 ] || continue
    get /api/v1/jobs -b jar -H "Origin: $URL" -H 'Content-Type: application/json' -d '{"kind":"export","for":"019"}'
    [ "$status" = 202 ] && break
    expect_equal "refused by the rules" "$status" 403
done
expect_equal "some post may" "$status" 202
job=$(json .id)
tries=0
while get "/api/v1/jobs/$job" -b jar && state=$(json .state) && { [ "$state" = queued ] || [ "$state" = running ]; }; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || fail "the form is not made"
    sleep 0.1
done
expect_equal "how it ended" "$state" done
get "/api/v1/jobs/$job/file" -b jar
expect_equal "a workbook" "$status/$(head -c 2 "$out")" 200/PK
cp "$out" form.xlsx
stop_server
expect_exit 0 import sample form.xlsx
expect_exit 0 verify sample
