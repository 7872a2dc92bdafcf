# Law is data with dates: what the program ships stands in the city as records, the city's own change outranks it and survives the next
# edition, a conflict waits for a person, and an older program does not touch what a newer one has written.

rule=reform.supervision.inspections_per_year
metric=reform_inspections_per_year
half="--period 2017H1 --format json"

# rule_is ASOF VALUE [ARGUMENT…]
rule_is() {
    rule_day=$1 rule_value=$2
    shift 2
    expect_exit 0 metrics city $metric $half --asof "$rule_day" "$@"
    expect_equal "$metric on $rule_day $*" "$(figure value)" "$rule_value"
}

step "the shipped edition is in the city as records, loaded by one act of the program"
sample_city city
expect_equal "entries of kind rule" "$(journal_length city rule)" 1
id=$(sqlite3 city/city.db "SELECT id FROM t_core_rule_value WHERE rule = '$rule'")
expect_equal "as shipped" "$(sqlite3 city/city.db "SELECT value = shipped_value FROM t_core_rule_value WHERE id = $id")" 1
rule_is 2017-06-30 4
digest=$(figure digest)
expect_exit 0 schema city --plan --lang en
expect_contains "nothing to change"
expect_exit 0 check city --lang en
expect_contains "no rule and no code waits"

step "the city changes a value from a day, with its basis; before that day and as known before, it is what it was"
known=$(sqlite3 city/city.db "SELECT strftime('%Y-%m-%dT%H:%M:%S', max(at) / 1000000, 'unixepoch') || '.' || substr(CAST(max(at) % 1000000 + 1000000 AS text), 2) || 'Z' FROM head")
expect_exit 0 change city core.rule_value "$id" value=6 "basis=示例市办法" status=local --from 2017-06-01 --why "示例市办法" --lang en
expect_contains "inspections a year: printed 4, 6 after"
rule_is 2017-05-31 4
rule_is 2017-06-30 6
rule_is 2017-06-30 4 --known "$known"
expect_equal "digest as known then" "$(figure digest)" "$digest"

step "the edition that was published keeps its rule"
expect_exit 0 replay city 2017H1/1 --format json
expect_equal "as known then" "$(json '.same_then')" 51
expect_equal "the rule" "$(json ".items[] | select(.metric == \"$metric\") | \"\(.published) \(.then) \(.now) \(.value_now)\"")" "4 same drifted 6"

step "a later edition of the program: what the city changed stays, and a person is told"
mkdir -p own
cp -R "$ROOT/modules" own/modules
ln -s "$ROOT/examples" own/examples
sed -i '/^  inspections_per_year:/,/status:/s/value: 4/value: 12/; /^  assessments_per_year:/,/status:/s/value: 1$/value: 2/' own/modules/reform/rules/supervision.yaml
ZHUCHENG_MODULES=$DIR/own/modules
export ZHUCHENG_MODULES
expect_exit 0 schema city --plan --lang en
expect_contains "1 follow the new edition, 1 the city changed" "$rule: the city's own stays"
entries=$(journal_length city)
expect_exit 0 check city --lang en
expect_contains "to be decided: core.rule_value $id $rule : the city says 6, shipped is 12"
expect_equal "entries of kind rule" "$(journal_length city rule)" 2
[ "$(journal_length city)" -gt "$entries" ] || fail "the edition was not journalled"
rule_is 2017-06-30 6
rule_is 2017-05-31 12
expect_exit 0 metrics city reform_assessments_per_year $half --asof 2017-06-30
expect_equal "what the city left alone follows" "$(figure value)" 2
expect_exit 0 metrics city reform_assessments_per_year $half --asof 2017-06-30 --known "$known"
expect_equal "as known before" "$(figure value)" 1
expect_exit 0 verify city

step "the pages show value, dates, basis, the city's own, what waits, and both times"
start_server city
get /rules
expect_equal "status" "$status" 200
expect_contains "$rule" 示例市办法 本市自定 "出厂： 12" 待人决定
get "/rules?asof=2017-05-31&lang=en"
expect_lacks 示例市办法
get "/rules?asof=2017-06-30&known=$known&lang=en"
expect_lacks 示例市办法 "the city&#39;s own"
get "/records/core.rule_value/$id"
expect_equal "history" "$status" 200
get /codes
expect_equal "status" "$status" 200
expect_contains core.unit_kind 机关
stop_server

step "decided: the city keeps its own"
expect_exit 0 change city core.rule_value "$id" conflict=false --why "示例:维持"
expect_exit 0 check city --lang en
expect_contains "no rule and no code waits"
expect_exit 0 verify city

step "a city that a newer program has opened is refused, and says so"
copy_city city newer
sqlite3 newer/city.db "UPDATE setting SET value = '99.0.0' WHERE name = 'program'"
for verb in "metrics newer" "verify newer" "change newer core.rule_value $id value=7" "serve newer --listen 127.0.0.1:0"; do
    expect_exit 1 $verb --lang en
    expect_contains "opened by the newer program 99.0.0"
done
expect_exit 0 schema newer --plan --lang en
expect_contains "opening it would be refused"

step "so is one whose tables hold what the declarations do not know"
copy_city city grown
sqlite3 grown/city.db "ALTER TABLE t_reform_pilot ADD COLUMN later TEXT"
expect_exit 1 metrics grown --lang en
expect_contains "reform.pilot has the field later"
sqlite3 grown/city.db "ALTER TABLE t_reform_pilot DROP COLUMN later; CREATE TABLE t_parks_park (id INTEGER PRIMARY KEY)"
expect_exit 1 verify grown --lang en
expect_contains "holds the entity parks_park"
