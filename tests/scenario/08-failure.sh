# When the machine fails or a call is wrong: a clear word, the right exit status, nothing half-written; what was acknowledged stays,
# through kill -9 too; and a backup comes back whole or not at all.

# Mounts need a namespace of their own, so that nothing outlives the story, however it ends.
if [ -z "${ZC_OWN_MOUNTS:-}" ] && [ "$(id -u)" = 0 ] && unshare -m sh -c 'mount -t tmpfs -o size=1m none /mnt' 2>/dev/null; then
    postgres_end
    cd / && rm -rf "$DIR"
    exec unshare -m env ZC_OWN_MOUNTS=yes ZC_CLUSTER= "$HERE/run.sh" "$STORY"
fi
sample_city city
pilot=$(sqlite3 city/city.db 'SELECT min(id) FROM t_reform_pilot')

step "wrong usage is 2, what is unknown or refused is 1"
expect_exit 2 no-such-verb city
expect_exit 2 metrics
expect_exit 2 metrics city --no-such-option
expect_exit 2 metrics city --asof 2017-02-30
expect_exit 2 metrics city --period 2017H3
expect_exit 2 metrics city --known yesterday
expect_exit 2 metrics city --format xml
expect_exit 2 metrics city --lang fr
expect_exit 2 trace city
expect_exit 2 review city
expect_exit 2 change city reform.pilot "$pilot"
expect_exit 2 change city reform.pilot "$pilot" note
expect_exit 2 change city no.such_entity "$pilot" note=x
expect_exit 2 verify city --seals
expect_exit 2 metrics "$DIR"
expect_exit 1 metrics city no_such_metric
expect_exit 1 trace city no_such_metric
expect_exit 1 change city reform.pilot 4574847980850999999 note=x
expect_exit 1 change city reform.pilot "$pilot" no_such_field=x
expect_exit 1 change city reform.pilot "$pilot" granted_on=2017-02-30
expect_exit 1 withdraw city reform.pilot 4574847980850999999
expect_exit 1 init city --sample guiyang-2017
expect_exit 1 init new --sample no-such-sample
expect_exit 0 help
expect_exit 0 verify city

step "a failing call says the same in both languages, on the error stream alone"
expect_exit 1 metrics city no_such_metric --lang en
expect_equal "standard output" "$(wc -c <"$out")" 0
expect_contains "no metric no_such_metric"
expect_exit 1 metrics city no_such_metric --lang zh
expect_contains "没有指标 no_such_metric"

step "two writers: the second is told, and may try again"
length=$(journal_length city)
mkfifo hold held
flock city/lock sh -c 'echo >held; read -r word <hold' &
holder=$!
read -r word <held
expect_exit 1 change city reform.pilot "$pilot" note=甲 --lang en
expect_contains "another process is writing"
expect_exit 0 metrics city reform_task_count
echo >hold
wait "$holder"
expect_equal "journal" "$(journal_length city)" "$length"
expect_exit 0 change city reform.pilot "$pilot" note=甲
expect_equal "journal" "$(journal_length city)" $((length + 1))

step "kill -9 under concurrent writes: what was acknowledged is there, and the journal holds"
expect_exit 0 user city token office --scopes "reform.briefing:read|write" --days 30
bearer=$(head -n 1 city/keys/token-office.txt)
start_server city
: >acknowledged
writer() {
    for number in $(seq 1 400); do
        body="{\"fields\":{\"topic\":\"示例汇报$1-$number\",\"heard_on\":\"2017-06-01\"}}"
        code=$(curl -s -o "answer$1" -w '%{http_code}' --max-time 20 -X POST -H "Authorization: Bearer $bearer" -H "Content-Type: application/json" \
            -d "$body" "$URL/api/v1/reform.briefing") || break
        case "$code" in 200 | 201) echo "示例汇报$1-$number" >>acknowledged ;; 503) ;; *) echo "$code" >>refused ;; esac
    done
}
writers=
for name in a b c; do
    writer $name &
    writers="$writers $!"
done
while [ "$(wc -l <acknowledged)" -lt 25 ] && [ ! -s refused ]; do sleep 0.05; done
kill -9 "$SERVER"
wait "$SERVER" 2>/dev/null || :
SERVER=
for one in $writers; do wait "$one" || :; done
[ ! -s refused ] || fail "writes refused with $(sort -u refused)"
sort acknowledged >wanted
sqlite3 city/city.db "SELECT topic FROM t_reform_briefing WHERE topic LIKE '示例汇报%'" | sort >came
missing=$(comm -23 wanted came)
[ -z "$missing" ] || fail "acknowledged and gone: $missing"
expect_exit 0 verify city
expect_exit 0 change city reform.pilot "$pilot" note=乙

step "a backup comes back whole"
expect_exit 0 metrics city --period 2017H1 --asof 2017-06-30 --format json
cp "$out" before.json
expect_exit 0 backup city city.backup
expect_file city.backup
expect_exit 0 restore city.backup restored
cp -a city/keys/. restored/keys/ 2>/dev/null || cp -a city/keys restored/
expect_exit 0 verify restored
expect_exit 0 metrics restored --period 2017H1 --asof 2017-06-30 --format json
cmp -s before.json "$out" || fail "the restored city counts otherwise"
expect_exit 0 replay restored 2017H1/1
expect_exit 0 change restored reform.pilot "$pilot" note=恢复之后
unzip -l city.backup >listing
! grep -qE 'keys/|root.key|subjects.db' listing || fail "keys are in the backup"

step "a restore never overwrites, and a damaged backup is refused as a whole"
expect_exit 1 restore city.backup restored
expect_exit 1 restore missing.backup elsewhere
size=$(stat -c %s city.backup)
head -c $((size / 2)) city.backup >half.backup
expect_exit 1 restore half.backup elsewhere
for place in 3 5 7; do
    cp city.backup damaged.backup
    printf 'ZHUCHENG' | dd of=damaged.backup bs=1 seek=$((size * place / 10)) conv=notrunc 2>/dev/null
    expect_exit 1 restore damaged.backup elsewhere
    [ -z "$(find . -maxdepth 1 -name 'elsewhere*')" ] || fail "a damaged backup left something behind"
done
expect_exit 1 backup city no-such-folder/city.backup

if [ -z "${ZC_OWN_MOUNTS:-}" ]; then
    step "(left out: a full disk and a read-only one need root and mounts)"
    exit 0
fi

step "a full disk: a clear error, nothing half-written, and all goes on when there is room"
to_server restored
small_disk restored 300
full=no
head -c 3000 /dev/zero | tr '\0' x >filler
# A server finds room in pages that it has, and makes more of them at once than one write needs.
[ "${ENGINE:-}" != postgres ] || dd if=/dev/zero of=small/filler bs=1k 2>/dev/null || :
for try in $(seq 1 200); do
    zc change small/city reform.pilot "$pilot" "note=$try $(head -c 1900 filler)"
    [ "$status" = 0 ] && last=$try && continue
    full=yes
    break
done
if [ $full = no ]; then
    dd if=/dev/zero of=small/filler bs=1k 2>/dev/null || :
    zc change small/city reform.pilot "$pilot" "note=完 $(head -c 1900 filler)"
fi
expect_equal "a write to a full disk" "$status" 1
[ -s "$err" ] || fail "no word about the full disk"
{
    echo heard_on,topic,note
    seq 1 3000 | sed "s/.*/2017-06-02,示例专题&,$(head -c 300 filler)/"
} >many.csv
zc import small/city many.csv --as reform.briefing
expect_equal "an import to a full disk" "$status" 1
expect_exit 1 backup small/city small/city.backup
[ -z "$(find small -maxdepth 1 -name 'city.backup*')" ] || fail "half a backup was left"
mount -o remount,size=$((room * 4))k small
rm -f small/filler
expect_exit 0 verify small/city
expect_exit 0 metrics small/city reform_task_count --period 2017H1 --asof 2017-06-30 --format json
expect_equal "tasks" "$(figure value)" 144
expect_equal "briefings of the refused import" "$(sqlite3 small/city/city.db "SELECT count(*) FROM t_reform_briefing WHERE topic LIKE '示例专题%'")" 0
expect_exit 0 change small/city reform.pilot "$pilot" note=又有空间

if [ "${ENGINE:-}" = postgres ]; then
    step "(left out: a server keeps its files open, so its disk does not become read-only under it)"
    exit 0
fi

step "a read-only disk can be read, and says so to who writes"
mount -o remount,ro small
expect_exit 1 change small/city reform.pilot "$pilot" note=丙
[ -s "$err" ] || fail "no word about the read-only disk"
expect_exit 1 review small/city --period 2017H1 --publish
expect_exit 1 init small/new
zc metrics small/city reform_task_count --period 2017H1 --asof 2017-06-30 --format json
expect_equal "reading from a read-only disk" "$status" 0
expect_exit 0 verify small/city
