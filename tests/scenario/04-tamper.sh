# One changed byte is found and its place is named: in a journal entry, a present row, a past slice, an attachment; and an end
# that was sealed cannot be cut off. A take-out of the journal is proven by a verifier that is no part of the program.

sample_city city
database=city/city.db

# broken_copy: a fresh copy of the city in ./copy to break
broken_copy() {
    copy_city city copy
}
# found_out WORDS…: verify of the copy fails and says WORDS
found_out() {
    expect_exit 1 verify copy --lang en
    expect_contains "verification failed" "$@"
}

step "a whole city passes; it has present rows, past slices and an attachment to lose"
expect_exit 0 change city reform.pilot "$(sqlite3 $database 'SELECT min(id) FROM t_reform_pilot')" "note=示例备注" --from 2017-06-20
expect_exit 0 verify city --lang en
expect_contains verified "without a seal"
[ "$(sqlite3 $database 'SELECT count(*) FROM h_reform_pilot')" -gt 0 ] || fail "no past slices"

step "one byte of a journal entry"
broken_copy
seq=$(sqlite3 copy/city.db "SELECT seq FROM journal WHERE chain = 520100 AND (payload LIKE '%国家级%' OR payload LIKE '%national%') LIMIT 1")
sqlite3 copy/city.db "UPDATE journal SET payload = replace(payload, 'national', 'nationam') WHERE chain = 520100 AND seq = $seq"
found_out "chain 520100 entry $seq"
expect_exit 1 verify copy --lang zh
expect_contains "链 520100 第 $seq 条"

step "the time, the actor and the kind of an entry, a little each"
broken_copy
sqlite3 copy/city.db "UPDATE journal SET at = at + 1 WHERE chain = 520100 AND seq = 40;
    UPDATE journal SET actor = replace(actor, 'cli', 'cly') WHERE chain = 520100 AND seq = 60;
    UPDATE journal SET kind = 'recorc' WHERE chain = 520100 AND seq = 80"
found_out "chain 520100 entry 40" "chain 520100 entry 60" "chain 520100 entry 80"

step "an entry taken out of the middle, and one put in twice"
broken_copy
sqlite3 copy/city.db "DELETE FROM journal WHERE chain = 520100 AND seq = 41"
found_out "chain 520100 entry 42: gap"
broken_copy
sqlite3 copy/city.db "CREATE TEMP TABLE one AS SELECT * FROM journal WHERE chain = 520100 AND seq = 41;
    UPDATE one SET seq = (SELECT max(seq) + 1 FROM journal WHERE chain = 520100); INSERT INTO journal SELECT * FROM one"
found_out "chain 520100"

step "one byte of a present row"
broken_copy
pilot=$(sqlite3 copy/city.db "SELECT id FROM t_reform_pilot WHERE name LIKE '%试点%' ORDER BY id DESC LIMIT 1")
sqlite3 copy/city.db "UPDATE t_reform_pilot SET name = replace(name, '试点', '试典') WHERE id = $pilot"
found_out "reform.pilot" "$pilot"
broken_copy
sqlite3 copy/city.db "UPDATE t_reform_task SET weight = weight + 1 WHERE id = (SELECT max(id) FROM t_reform_task)"
found_out "reform.task" "$(sqlite3 copy/city.db 'SELECT max(id) FROM t_reform_task')"
broken_copy
gone=$(sqlite3 copy/city.db "SELECT max(id) FROM t_reform_meeting")
sqlite3 copy/city.db "DELETE FROM t_reform_meeting WHERE id = $gone"
found_out "reform.meeting" "$gone"

step "one byte of a past slice"
broken_copy
past=$(sqlite3 copy/city.db "SELECT min(id) FROM h_reform_pilot")
sqlite3 copy/city.db "UPDATE h_reform_pilot SET name = name || 'x' WHERE id = $past"
found_out "reform.pilot" "$past"
broken_copy
sqlite3 copy/city.db "UPDATE h_reform_pilot SET known_to = known_to - 1 WHERE id = $past"
found_out "reform.pilot" "$past"

step "one byte of an attachment, and an attachment gone"
broken_copy
file=$(find copy/files -type f | head -n 1)
name=$(basename "$file")
printf X | dd of="$file" bs=1 seek=100 conv=notrunc 2>/dev/null
found_out "$name"
broken_copy
rm "$file"
found_out "$name"

step "a sealed end that was cut off"
expect_exit 0 seal city --out seals.txt --lang en
expect_contains "seal 1"
expect_file seals.txt
expect_exit 0 change city reform.pilot "$pilot" "note=封存之后" --why "补记"
expect_exit 0 verify city --seals seals.txt --lang en
expect_contains "up to the seal" "not sealed"
# Whoever cuts also lowers the head, restores the rows and leaves a city that is sound in itself.
broken_copy
last=$(sqlite3 copy/city.db "SELECT max(seq) FROM journal WHERE chain = 520100")
sqlite3 copy/city.db "DELETE FROM journal WHERE chain = 520100 AND seq > $last - 5;
    UPDATE head SET seq = $last - 5, digest = (SELECT digest FROM journal WHERE chain = 520100 AND seq = $last - 5) WHERE chain = 520100"
expect_exit 1 verify copy --seals seals.txt --lang en
expect_contains "chain 520100"
sample_city older
expect_exit 0 verify older
cp city/keys/seal.* older/keys/
expect_exit 1 verify older --seals seals.txt --lang en
expect_contains "chain 520100"

step "a seal that was changed"
sed 's/^\(at=20\)\(..\)/\199/' seals.txt >forged.txt
! cmp -s seals.txt forged.txt || fail "the seal was not changed"
expect_exit 1 verify city --seals forged.txt --lang en
expect_exit 1 verify city --seals missing.txt

step "a take-out is proven without the program"
expect_exit 0 journal city --out take.zcj
expect_file take.zcj
verifier=$(dirname "$ZC")/zcj-verify
# verifier STATUS ARGUMENT…
prove() {
    wanted=$1
    shift
    status=0
    "$verifier" "$@" >"$out" 2>"$err" || status=$?
    [ "$status" = "$wanted" ] || fail "exit status $wanted expected: zcj-verify $*"
}
prove 0 take.zcj --seals seals.txt --key city/keys/seal.pub --files city/files
expect_contains "$(journal_length city)"
prove 0 take.zcj

step "a tampered take-out is not"
at=$(LC_ALL=C grep -abo national take.zcj | sed -n 20p | cut -d: -f1)
cp take.zcj changed.zcj
printf N | dd of=changed.zcj bs=1 seek="$at" conv=notrunc 2>/dev/null
prove 1 changed.zcj
expect_contains digest 520100
head -c "$(($(stat -c %s take.zcj) * 9 / 10))" take.zcj >cut.zcj
prove 1 cut.zcj --seals seals.txt --key city/keys/seal.pub
# A cut at an entry's edge leaves a sound file; the seal alone tells.
edge=$(LC_ALL=C grep -abo '^zcj1$' take.zcj | tail -n 10 | head -n 1 | cut -d: -f1)
head -c "$edge" take.zcj >cut.zcj
prove 0 cut.zcj
prove 1 cut.zcj --seals seals.txt --key city/keys/seal.pub
expect_contains "tail missing"
prove 2 missing.zcj

step "the worked example of the journal's document, byte for byte"
payload='{"entity":"core.unit","fields":{"kind":"11","name":"示例市规划局","short_name":"市规划局"},"id":"4574847980850380801","op":"change","slice":"1","valid_from":"2017-01-01","valid_to":null}'
if printf 'zcj1\ncity=00112233445566778899aabbccddeeff\nchain=520100\nseq=1\nprev=%064d\nat=2017-01-03T01:00:00.000000Z\nwall=2017-01-03T01:00:00.000000Z\ntx=41\nkind=record\nactor=7/12/-/web\nlinks=-\nlen=196\n\n%s\n' 0 "$payload" |
    openssl dgst -sm3 >sm3 2>/dev/null; then
    expect_equal "digest" "$(sed 's/.*= //' sm3)" c2a22770e456c5ae76a53601082fba537900875640bbcb2c6783f7baee91f64d
fi
