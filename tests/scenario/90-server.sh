# A city goes to a PostgreSQL server and back: every figure, digest, replay and proof is the same on either side; what it refuses leaves
# everything where it was; it is served, written to, backed up and searched there; the server may be started anew under it.

postgres_begin
half="--period 2017H1 --asof 2017-06-30 --format json"

# proofs CITY NAME: what the city says of itself, in files of that name
proofs() {
    expect_exit 0 metrics "$1" $half
    cp "$out" "$2.figures"
    expect_exit 0 replay "$1" 2017H1/1 --format json
    cp "$out" "$2.replay"
    expect_exit 0 verify "$1"
    cp "$out" "$2.verify"
    expect_exit 0 journal "$1" --out "$2.zcj"
    expect_exit 0 export "$1" reform.task "$2.csv" --asof 2017-06-30
    expect_exit 0 schema "$1" --plan
    expect_contains 表结构与声明一致
}
# same_as ONE OTHER: they are the same, byte by byte
same_as() {
    for part in figures replay verify zcj csv; do
        cmp "$1.$part" "$2.$part" || fail "$part of $2 differs"
    done
}

# rows FILE: the tables that are copied, with all their rows, in an order of their own; the search index is not among them
rows() {
    for table in $(sqlite3 "$1" "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 's\_%' ESCAPE '\' AND name <> 'setting' ORDER BY name"); do
        echo "$table"
        command sqlite3 -nullvalue NONE "$1" "SELECT * FROM \"$table\"" | LC_ALL=C sort
    done
}

sample_city city
command sqlite3 city/city.db "INSERT INTO session (token, account, post, started, used, kind, expires) VALUES ('t', 1, 0, 1, 1, 'page', 9)"
step "a name that holds a password, or is none, or leads nowhere, is refused, and the city stays where it is"
expect_exit 1 move city postgresql://city:secret@127.0.0.1:1/x --lang en
expect_contains PGPASSFILE
expect_lacks secret
expect_exit 2 move city server --lang en
expect_exit 1 move city file
expect_exit 1 move city "postgresql:///none?host=$POSTGRES&user=city" --lang en
expect_contains "does not exist"
name=$(postgres_database)
command sqlite3 city/city.db "CREATE TABLE h_parks_park (id INTEGER, name TEXT); CREATE TABLE leftover (id INTEGER); INSERT INTO h_parks_park VALUES (1, '示例公园')"
expect_exit 1 move city "$name" --lang en
expect_contains h_parks_park
command sqlite3 city/city.db "CREATE TABLE t_parks_park (id INTEGER, name TEXT)"
expect_exit 1 move city "$name" --lang en
expect_contains parks_park
expect_equal "not a table was made" "$(psql -At "$name" -c "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" 0
command sqlite3 city/city.db "DROP TABLE t_parks_park; DROP TABLE h_parks_park; DROP TABLE leftover"
! grep -q database city/city.conf || fail "the settings name a database"

step "to the server: figures, replay, proof, journal and lists are the same"
proofs city before
expect_exit 0 move city "$name" --lang en
expect_contains city.db.moved
[ ! -e city/city.db ] || fail "the file is still the city's"
proofs city server
same_as before server
rows city/city.db.moved >rows.before
expect_exit 0 backup city moved.zip
unzip -p moved.zip city.db >moved.db
rows moved.db >rows.after
psql -q "$name" -c "CREATE TABLE leftover (id bigint); INSERT INTO leftover VALUES (1)"
rm -f refused.zip
expect_exit 1 backup city refused.zip --lang en
expect_contains leftover
[ ! -e refused.zip ] || fail "a backup that lacks something was made"
psql -q "$name" -c "DROP TABLE leftover"
cmp rows.before rows.after || { diff rows.before rows.after | head -20; fail "rows differ"; }
[ "$(wc -l <rows.before)" -gt 10000 ] || fail "too few rows to tell"

step "a database that holds something, and one of another city, are refused"
cp -a city other
sed -i 's/^id = ..../id = 0000/' other/city.conf
expect_exit 1 metrics other --lang en
expect_contains "another city"
expect_exit 1 init new --database "$name" --lang en
expect_contains "into an empty one"
[ ! -e new ] || fail "a folder was made"

step "it is served and written to; a briefing is found by its words; kill -9 and a server started anew lose nothing that was acknowledged"
expect_exit 0 user city token office --scopes "reform.briefing:read|write" --days 30
bearer=$(head -n 1 city/keys/token-office.txt)
# write TEXT: leaves the HTTP status
write() {
    status=$(curl -s -o "$out" -w '%{http_code}' --max-time 60 -X POST -H "Authorization: Bearer $bearer" -H "Content-Type: application/json" \
        -d "{\"fields\":{\"topic\":\"$1\",\"heard_on\":\"2017-06-01\"}}" "$URL/api/v1/reform.briefing")
}
# found WORD…: topics that are found by the words
found() {
    get "/api/v1/reform.briefing?search=$(jq -rn --arg text "$*" '$text | @uri')" -H "Authorization: Bearer $bearer"
    json '[.items[].fields.topic] | sort | join(" ") | if . == "" then "none" else . end'
}
start_server city
write 示例贵阳市住房专报
expect_equal "written" "$status" 201
write 示例阳市之贵
expect_equal "written" "$status" 201
expect_equal "by a word" "$(found 贵阳)" 示例贵阳市住房专报
expect_equal "by two" "$(found 住房 示例)" 示例贵阳市住房专报
expect_equal "by a character" "$(found 之)" 示例阳市之贵
expect_equal "by none that stands so" "$(found 阳贵)" none
: >acknowledged
for number in $(seq 1 400); do
    write "示例汇报$number" || break
    [ "$status" = 201 ] || break
    echo "示例汇报$number" >>acknowledged
    [ "$number" != 20 ] || kill -9 "$SERVER"
done
wait "$SERVER" 2>/dev/null || :
start_server city
postgres_restart
write 示例之后 || :
waited=0
while [ "$status" != 201 ] && [ $waited -lt 30 ]; do
    waited=$((waited + 1))
    sleep 0.2
    write 示例之后 || :
done
expect_equal "written after the server came back" "$status" 201
psql -At "$name" -c "SELECT topic FROM t_reform_briefing WHERE topic LIKE '示例汇报%'" | LC_ALL=C sort >came
LC_ALL=C sort acknowledged | LC_ALL=C comm -23 - came >lost
[ "$(wc -l <acknowledged)" -ge 20 ] && [ ! -s lost ] || fail "acknowledged and not there: $(cat lost)"
expect_exit 1 move city file --lang en
expect_contains "stop the server"
stop_server
expect_exit 0 verify city

step "a backup of the server restores into a folder of its own"
proofs city later
expect_exit 0 backup city backup.zip
expect_exit 0 restore backup.zip restored
cp -a city/keys restored/
! grep -q database restored/city.conf || fail "the restored city stands on the server"
proofs restored restored
same_as later restored

step "and back into the folder"
rm city/city.db.moved
expect_exit 0 move city file
! grep -q database city/city.conf || fail "the settings name the server"
proofs city back
same_as later back
expect_exit 1 move city "$name" --lang en
expect_contains "into an empty one"

step "a new city is founded there"
expect_exit 0 init fresh --name 示例县 --area 520121 --database "$(postgres_database)"
expect_file fresh/city.conf
[ ! -e fresh/city.db ] || fail "a file was made"
expect_exit 0 verify fresh
