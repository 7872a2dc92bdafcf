# An office with nothing but its ledger: the names that no register has are listed once each, made only with a person's consent, marked
# provisional, completed by the register that comes later, and gone when the import is withdrawn.

sample=$ROOT/examples/guiyang-2017
ledger=$sample/ledger-2017.xlsx
expect_exit 0 init city
ask() { sqlite3 city/city.db "$1"; }
half="--period 2017H1 --asof 2017-06-30 --format json"

step "the dry run lists what is missing, once each with the number of rows, and makes nothing"
expect_exit 1 import city "$ledger" --dry-run --lang en
expect_contains "114 names that no register has" "unit 市财政局  ×38  open" "post 市委常委、常务副市长  ×24  open" "area 各区(市、县)" \
    "record of the year 2017  ×144" '"approved_task_total"' \
    "--create-missing=unit,post,record --leave-out=area --given=approved_task_total=?"
expect_equal "units" "$(ask "SELECT count(*) FROM t_core_unit")" 1

step "without consent nothing is made, and areas are never made"
expect_exit 1 import city "$ledger"
expect_exit 2 import city "$ledger" --create-missing=area
expect_equal "units" "$(ask "SELECT count(*) FROM t_core_unit")" 1

step "what the workbook does not say of the plan is asked for, not guessed"
expect_exit 1 import city "$ledger" --create-missing=unit,post,record --leave-out=area --lang en
expect_contains value_needed approved_task_total
expect_equal "plans" "$(ask "SELECT count(*) FROM t_reform_plan")" 0

step "with consent the half-year has its figures"
expect_exit 0 import city "$ledger" --create-missing=unit,post,record --leave-out=area --given=approved_task_total=144 --lang en
import=$(sed -n 's/^ *import \([0-9]*\);.*/\1/p' "$out")
expect_contains "144 rows taken (144 new"
expect_exit 0 metrics city reform_task_count reform_domain_count reform_tasks_claimed $half
expect_equal "tasks, domains, claimed" "$(json '[.[].value | tostring] | join(" ")')" "144 8 62"

step "what was made is provisional, and the journal says who, why and where it stands in the workbook"
expect_equal "units" "$(ask "SELECT count(*) FROM t_core_unit WHERE provisional = 1 AND system = 'unconfirmed'")" 74
expect_equal "posts" "$(ask "SELECT count(*) FROM t_core_post WHERE provisional = 1")" 18
expect_equal "plans" "$(ask "SELECT count(*) FROM t_reform_plan WHERE provisional = 1")" 1
expect_equal "a post that begins with a unit stands in it" \
    "$(ask "SELECT u.name FROM t_core_post p JOIN t_core_unit u ON u.id = p.unit WHERE p.title = '市委常委、市委组织部部长'")" 市委组织部
expect_equal "tasks from which an area was left out" "$(ask "SELECT count(*) FROM t_reform_task WHERE confirm LIKE '%;left_out;%'")" 72
unit=$(ask "SELECT id FROM t_core_unit WHERE name = '市财政局'")
ask "SELECT payload FROM journal" | grep -a "市财政局" >entry || fail "no entry of the unit"
grep -aq "ledger-2017.xlsx" entry && grep -aq 'I5“市财政局”' entry || fail "the entry does not name its cell: $(head -c 600 entry)"

step "the same again changes nothing"
expect_exit 0 import city "$ledger" --leave-out=area --lang en
expect_contains "144 the same"

step "a name that is nearly a known one takes a consent by name"
expect_exit 0 init near
printf 'code,name,system\n019,市财税局,government\n' >core.unit.csv
expect_exit 0 import near core.unit.csv
expect_exit 1 import near "$ledger" --create-missing=unit,post,record --leave-out=area --given=approved_task_total=144 --lang en
expect_contains "unit 市财政局  ×38  open  ≈ 市财税局 (019)" "--create-missing=unit:市财政局"
expect_equal "units" "$(sqlite3 near/city.db "SELECT count(*) FROM t_core_unit WHERE provisional = 1")" 0
expect_exit 0 import near "$ledger" --create-missing=unit,post,record,unit:市财政局,unit:市地税局 --leave-out=area --given=approved_task_total=144 --lang en
expect_contains "144 rows taken (144 new"

step "the register that comes later completes what was provisional, under the same record"
printf 'code,name,short_name,aliases,system\n019,贵阳市财政局,市财政局,市财政局,government\n' >core.unit.csv
expect_exit 0 import city core.unit.csv --lang en
expect_equal "the unit" "$(ask "SELECT code || ' ' || name || ' ' || coalesce(provisional, 0) FROM t_core_unit WHERE id = $unit")" "019 贵阳市财政局 0"
expect_exit 0 metrics city reform_task_count $half
expect_equal "tasks" "$(figure value)" 144

step "another city: withdrawn as a whole, nothing of it stays"
expect_exit 0 init other
expect_exit 0 import other "$ledger" --create-missing=unit,post,record --leave-out=area --given=approved_task_total=144 --lang en
import=$(sed -n 's/^ *import \([0-9]*\);.*/\1/p' "$out")
expect_exit 0 import other --withdraw "$import" --why "误导入"
expect_equal "units, posts, plans, tasks" "$(sqlite3 other/city.db "SELECT (SELECT count(*) FROM t_core_unit WHERE provisional = 1),
    (SELECT count(*) FROM t_core_post WHERE provisional = 1), (SELECT count(*) FROM t_reform_plan), (SELECT count(*) FROM t_reform_task)")" "0|0|0|0"
expect_exit 0 verify other

step "meetings alone"
expect_exit 1 import other "$sample/meetings-2017h1.xlsx" --lang en
expect_contains "names that no register has" "--create-missing=unit,post"
expect_exit 0 import other "$sample/meetings-2017h1.xlsx" --create-missing=unit,post --lang en
expect_exit 0 metrics other reform_leading_group_meetings reform_special_briefings reform_documents_passed $half
expect_equal "meetings, briefings, documents" "$(json '[.[].value | tostring] | join(" ")')" "7 11 19"
