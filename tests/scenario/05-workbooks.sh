# The office's workbooks: each gives the counts that its README states, a second import changes nothing, an import that is taken
# back leaves every figure as it was, and a ledger with errors is told all of them at once while nothing of it is stored.

fixtures=$ROOT/tests/fixtures
sample=$ROOT/examples/guiyang-2017

# A sample city whose clock stands at the year's end and that holds nothing yet: a sample of the story's own.
mkdir -p own/examples/empty
ln -s "$ROOT/modules" own/modules
echo "2018-01-05 08:00 clock" >own/examples/empty/events.txt
export ZHUCHENG_MODULES="$DIR/own/modules"
expect_exit 0 init city --sample empty
expect_exit 0 due city

# ask SQL: what the city's own file holds now
ask() { sqlite3 city/city.db "$1"; }
counts() { expect_equal "$1" "$(ask "SELECT $2, count(*) FROM $3 GROUP BY 1 ORDER BY 1" | tr '\n' ' ' | sed 's/ $//')" "$4"; }

step "units, districts and townships"
expect_exit 0 import city "$fixtures/units-2017.xlsx" --lang en
expect_contains "117 new" "0 refused"
expect_equal "units in use" "$(ask "SELECT count(*) FROM t_core_unit WHERE length(code) = 3 AND code >= '000' AND code < '070' AND state = 'active'")" 67
expect_equal "units 007 and 055, written as numbers" "$(ask "SELECT count(*) FROM t_core_unit WHERE code IN ('007', '055')")" 2
expect_equal "the renamed one leads to its successor" \
    "$(ask "SELECT n.code FROM t_core_unit o JOIN t_core_unit n ON n.id = o.successor WHERE o.code = '068'")" 043
expect_equal "collective names" "$(ask 'SELECT count(*) FROM t_core_area_group')" 5

step "the ledger: 144 tasks, in whatever style their dates are written"
expect_exit 0 import city "$sample/post.csv" "$sample/plan.csv"
expect_exit 0 import city "$fixtures/ledger-2017.xlsx" --lang en
expect_contains "144 rows taken (144 new" "56 rows to confirm"
counts "tasks by domain" domain t_reform_task "01|32 02|20 03|18 04|10 05|18 06|16 07|20 08|10"
expect_equal "sum of weights" "$(ask 'SELECT sum(weight) FROM t_reform_task')" 191
counts "due dates" due_kind t_reform_task "exact|93 parsed|51"
counts "states" reported_state t_reform_task "claimed|62 not_started|11 started|71"
counts "kinds" kind t_reform_task "own|23 prescribed|121"
counts "origins" origin_level t_reform_task "central|37 municipal|73 provincial|34"
counts "results" deliverable_form t_reform_task "DOC|53 FIG|13 LAW|2 MECH|34 ORG|11 PILOT|9 PROJ|3 SYS|19"
counts "due by month" "strftime('%m', due_on * 86400, 'unixepoch')" t_reform_task \
    "01|4 02|6 03|10 04|14 05|16 06|16 07|14 08|14 09|14 10|12 11|14 12|10"
expect_equal "lead units" "$(ask 'SELECT count(DISTINCT lead_unit) FROM t_reform_task')" 51
expect_equal "tasks with a predecessor" "$(ask "SELECT count(*) FROM t_reform_task WHERE blocked_by <> ''")" 6
expect_equal "tasks without co-units, with a reason" "$(ask "SELECT count(*) FROM t_reform_task WHERE no_co_unit_reason <> ''")" 2
expect_equal "rows to confirm" "$(ask "SELECT count(*) FROM t_reform_task WHERE confirm <> ''")" 56
# Code, domain, lead unit, due date, weight, state and percentage of every task, against what a correct import finds.
ask "SELECT t.code || ' ' || u.code || ' ' || date(t.due_on * 86400, 'unixepoch') || ' ' || t.weight || ' ' || t.reported_state || ' ' ||
    t.reported_percent FROM t_reform_task t JOIN t_core_unit u ON u.id = t.lead_unit ORDER BY t.code" >came
jq -rRn '[inputs] | .[1:] | .[] | [scan("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))") | .[0] // .[1]] |
    "\(.[2]) \(.[10]) \(.[14]) \(.[16]) \(.[17]) \(.[18])"' "$fixtures/ledger-2017.expected.csv" | LC_ALL=C sort >wanted
expect_equal "lines of the expected table" "$(wc -l <wanted)" 144
diff wanted came >differing || { cat differing; fail "tasks that differ (< wanted, > came)"; }

step "pilots in three layouts"
expect_exit 0 import city "$fixtures/pilots-2017.xlsx" --lang en
expect_contains "105 rows taken (105 new" "1 rows to confirm"
counts "pilots" level t_reform_pilot "municipal|4 national|46 provincial|55"
ask "SELECT name || ' ' || level || ' ' || coalesce(date(accepted_on * 86400, 'unixepoch'), '') || ' ' || coalesce(outcome, '') FROM t_reform_pilot" |
    LC_ALL=C sort >came
jq -rRn '[inputs] | .[1:] | .[] | [scan("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))") | .[0] // .[1]] |
    "\(.[3]) \(.[2]) \(.[12]) \(.[13])"' "$fixtures/pilots-2017.expected.csv" | LC_ALL=C sort >wanted
diff wanted came >differing || { cat differing; fail "pilots that differ (< wanted, > came)"; }

step "meetings, briefings and documents"
expect_exit 0 import city "$fixtures/meetings-2017.xlsx" --lang en
expect_contains "55 rows taken (55 new"
expect_equal "meetings, documents, briefings" \
    "$(ask 'SELECT (SELECT count(*) FROM t_reform_meeting), (SELECT count(*) FROM t_reform_document), (SELECT count(*) FROM t_reform_briefing)')" "11|29|15"
counts "results" result t_reform_document "heard|2 passed|25 postponed|2"
expect_exit 0 metrics city reform_leading_group_meetings reform_special_briefings reform_documents_passed reform_pilot_national_done \
    reform_pilot_provincial_done reform_pilot_municipal_done --period 2017H1 --asof 2017-06-30 --format json
expect_equal "the half-year's figures" "$(json '[.[].value | tostring] | join(" ")')" "7 11 19 12 18 3"

step "a second import of each changes nothing"
records=$(journal_length city record)
expect_exit 0 import city "$fixtures/units-2017.xlsx" "$sample/post.csv" "$sample/plan.csv" "$fixtures/ledger-2017.xlsx" "$fixtures/pilots-2017.xlsx" \
    "$fixtures/meetings-2017.xlsx" --lang en
expect_contains "117 the same" "214 the same" "144 the same" "105 the same" "55 the same"
expect_equal "journal" "$(journal_length city record)" "$records"

step "the old format of Excel"
expect_exit 0 import city "$fixtures/meetings-2017.xls" --lang en
expect_contains "55 the same"
expect_equal "journal" "$(journal_length city record)" "$records"

# figures_now: every figure with its rows and digest, but not the known time, which moves with each write
figures_now() {
    expect_exit 0 metrics city --period 2017H1 --asof 2017-06-30 --format json
    json 'map(del(.known))' >"$1"
}
step "an import that is taken back leaves no figure changed"
figures_now before.json
length=$(ask "SELECT count(*) FROM journal")
cat >more.csv <<'END'
heard_on,topic,unit,occasion
2017-05-05,示例专题甲,027,专门听取
2017-05-06,示例专题乙,019,专门听取
END
expect_exit 0 import city more.csv --as reform.briefing --lang en
import=$(sed -n 's/^ *import \([0-9]*\);.*/\1/p' "$out")
expect_exit 0 metrics city reform_special_briefings --period 2017H1 --asof 2017-06-30 --format json
expect_equal "briefings with it" "$(figure value)" 13
expect_exit 0 import city --withdraw "$import" --why "误导入"
figures_now after.json
cmp -s before.json after.json || { diff before.json after.json; fail "figures changed"; }
[ "$(ask 'SELECT count(*) FROM journal')" -gt "$length" ] || fail "the journal forgot it"
expect_exit 1 import city --withdraw "$import"
expect_exit 1 import city --withdraw 4574847980850999999
expect_exit 0 verify city

step "an import that changed many records is taken back too: the same values from the same rows and slices"
expect_exit 0 import city "$sample/ledger-2017-plan.xlsx" --stand 2017-06-15 --lang en
import=$(sed -n 's/^ *import \([0-9]*\);.*/\1/p' "$out")
expect_lacks "(0 new, 0 changed"
expect_exit 0 import city --withdraw "$import" --why "误导入"
figures_now after.json
cmp -s before.json after.json || { diff before.json after.json; fail "figures changed"; }
expect_exit 0 verify city

step "a ledger with errors: every one is told, nothing is stored"
length=$(journal_length city)
expect_exit 1 import city "$fixtures/ledger-2017-bad.xlsx" --dry-run --annotate bad.xlsx --lang en
expect_contains "31 errors, 10 warnings" "nothing was stored" "secrecy marking"
# Sheet, place, severity and code of each finding; what only follows from another may be added, nothing may be missing.
sed -n 's/^  \([■▲]\) \([^ ]*\) \([A-Z]*[0-9]*\) .*\[\([a-z_]*\)\]$/\3 \1 \4/p' "$out" | sed 's/■/error/; s/▲/warning/' | LC_ALL=C sort >came
awk -F, 'NR > 1 { print $3 $2, $4, $5 }' "$fixtures/ledger-2017-bad.expected.csv" | LC_ALL=C sort >wanted
expect_equal "findings of the table" "$(wc -l <wanted)" 41
diff wanted came >differing || { cat differing; fail "findings that differ (< wanted, > came)"; }
expect_equal "journal" "$(journal_length city)" "$length"
expect_exit 1 import city "$fixtures/ledger-2017-bad.xlsx" --lang zh
expect_contains "错误 31 处" "提醒 10 处" "没有存入任何内容"
expect_equal "journal" "$(journal_length city)" "$length"

step "the annotated copy is a sound workbook with its findings in it"
expect_file bad.xlsx
unzip -tq bad.xlsx >/dev/null || fail "the copy is no sound archive"
unzip -p bad.xlsx 'xl/comments*.xml' 'xl/threadedComments/*.xml' 2>/dev/null | grep -q '市发该委' || fail "no finding in the copy"

step "a dry run of a good workbook stores nothing either"
expect_exit 0 import city "$sample/ledger-2017-plan.xlsx" --dry-run --lang en
expect_contains tried
expect_equal "journal" "$(journal_length city)" "$length"

step "what cannot be read is refused in words"
expect_exit 1 import city missing.xlsx
expect_contains missing.xlsx
printf 'PK\003\004 no workbook' >broken.xlsx
expect_exit 1 import city broken.xlsx
head -c "$(($(stat -c %s "$fixtures/pilots-2017.xlsx") / 2))" "$fixtures/pilots-2017.xlsx" >cut.xlsx
expect_exit 1 import city cut.xlsx
head -c "$(($(stat -c %s "$fixtures/meetings-2017.xls") / 3))" "$fixtures/meetings-2017.xls" >cut.xls
expect_exit 1 import city cut.xls
: >empty.csv
expect_exit 1 import city empty.csv --as reform.briefing
printf 'heard_on,topic,no_such_field\n2017-05-07,示例专题,x\n' >unknown.csv
expect_exit 1 import city unknown.csv --as reform.briefing
expect_contains no_such_field
printf 'heard_on,topic,unit\n2017-02-30,示例专题,019\n2017-13-01,示例专题,019\n' >wrong.csv
expect_exit 1 import city wrong.csv --as reform.briefing
expect_contains 2017-02-30 2017-13-01
printf 'heard_on,topic,unit\n2017-05-08,示例专题,999\n2017-05-08,示例专题二,998\n' >unknown.csv
expect_exit 1 import city unknown.csv --as reform.briefing
expect_contains 999 998
expect_exit 1 import city more.csv --as no.such_entity
expect_equal "journal" "$(journal_length city)" "$length"

step "one bad file does not keep the others out"
printf 'heard_on,topic,unit,occasion\n2017-05-09,示例专题丙,019,专门听取\n' >good.csv
expect_exit 1 import city wrong.csv good.csv --as reform.briefing
expect_equal "the good one" "$(ask "SELECT count(*) FROM t_reform_briefing WHERE topic = '示例专题丙'")" 1

step "CSV as Chinese Excel writes it: GB18030, with CRLF"
printf 'heard_on,topic,unit,occasion\r\n2017-05-10,示例专题丁（𠮷）,019,专门听取\r\n' | iconv -f UTF-8 -t GB18030 >gb.csv
expect_exit 0 import city gb.csv --as reform.briefing
expect_equal "its text" "$(ask "SELECT topic FROM t_reform_briefing WHERE date(heard_on * 86400, 'unixepoch') = '2017-05-10'")" "示例专题丁（𠮷）"

step "a second office program opens the annotated copy"
if command -v soffice >/dev/null 2>&1; then
    soffice -env:UserInstallation="file://$DIR/office" --headless --convert-to csv:"Text - txt - csv (StarCalc)":44,34,76,1,,0,false,true,false,false,false,1 \
        --outdir opened bad.xlsx >/dev/null 2>&1 </dev/null || :
    opened=$(find opened -name '*.csv' 2>/dev/null | head -n 1)
    [ -n "$opened" ] && grep -q 改革事项 "$opened" || fail "LibreOffice does not open the copy"
else
    step "(left out: LibreOffice is not installed)"
fi
expect_exit 0 verify city
