# The figures of the half-year: each row of the review's table that is counted, ruled or declared, with its value and its basis;
# the same figures on other days; what was known earlier; three digests that every machine must get.

half="--period 2017H1 --asof 2017-06-30 --format json"
sample_city city

step "every counted or ruled row of the review comes out with its value"
expect_exit 0 metrics city $half
# The first six columns of the table hold no comma; the modules' own declarations decide who is counted already.
awk -F, 'NR > 1 && ($7 == "records" || $7 == "rule") {
    print $1, $3, ($6 == "reform" ? $7 : "declared") }' "$ROOT/tests/fixtures/review-2017h1.csv" | LC_ALL=C sort >wanted
expect_equal "rows of the table" "$(wc -l <wanted)" 51
json '.[] | "\(.id) \(.value) \(.basis)"' | LC_ALL=C sort >all
awk 'NR == FNR { wanted[$1]; next } $1 in wanted' wanted all >came
diff wanted came >differing || { cat differing; fail "figures that differ from the table (< wanted, > came)"; }

step "each says when, from how many records, and has a digest of its rows"
expect_equal "periods" "$(json '[.[].period] | unique | join(" ")')" 2017H1
expect_equal "days" "$(json '[.[].asof] | unique | join(" ")')" 2017-06-30
expect_equal "one known time" "$(json '[.[].known] | unique | length')" 1
expect_equal "malformed digests" "$(json '[.[] | select(.digest | test("^[0-9a-f]{64}$") | not)] | length')" 0
expect_equal "records behind the national pilots" "$(figure rows reform_pilot_national_total)" 46
expect_equal "declared figures with another number of rows than one" \
    "$(json '[.[] | select(.basis == "declared" and .value != null and .rows != 1)] | length')" 0

# of the year: DATE VALUES…: meetings, briefings, documents; then pilots done and granted, by level
of_the_year() {
    day=$1
    shift
    expect_exit 0 metrics city reform_leading_group_meetings reform_special_briefings reform_documents_passed \
        reform_pilot_national_done reform_pilot_national_total reform_pilot_provincial_done reform_pilot_provincial_total \
        reform_pilot_municipal_done reform_pilot_municipal_total --period 2017 --asof "$day" --format json
    expect_equal "figures of $day" "$(json '[.[].value | tostring] | join(" ")')" "$*"
}
step "the same since 1 January, on the last of March and of December"
of_the_year 2017-03-31 3 6 8 6 45 8 55 1 4
of_the_year 2017-12-31 11 15 25 17 46 23 55 4 4

# pilots DATE DONE GRANTED …: the table of the pilots' workbook, day by day
pilots() {
    day=$1
    shift
    expect_exit 0 metrics city reform_pilot_national_done reform_pilot_national_total reform_pilot_provincial_done \
        reform_pilot_provincial_total reform_pilot_municipal_done reform_pilot_municipal_total --asof "$day" --format json
    expect_equal "pilots on $day" "$(json '[.[].value | tostring] | join(" ")')" "$*"
}
step "pilots on the days around the end of the half-year"
pilots 2016-12-31 2 41 3 52 0 4
pilots 2017-06-29 11 46 16 55 3 4
pilots 2017-06-30 12 46 18 55 3 4
pilots 2017-07-01 13 46 18 55 3 4
pilots 2017-09-30 15 46 21 55 3 4

step "without a period, the half-year of the day, cut at that day"
expect_exit 0 metrics city reform_leading_group_meetings --asof 2017-03-31 --format json
expect_equal "period" "$(figure period)" 2017H1
expect_equal "meetings" "$(figure value)" 3

step "before the first import there is no value, which is not nought"
expect_exit 0 metrics city reform_task_count reform_pilot_national_done --period 2017H1 --asof 2017-06-30 --known 2016-12-31 --format json
expect_equal "values" "$(json '[.[].value | tostring] | join(" ")')" "null null"
expect_exit 0 metrics city reform_task_count --period 2017H1 --asof 2017-06-30 --known 2016-12-31 --lang zh
expect_contains 启用前无记录

step "what was known before July is what the office had by then"
expect_exit 0 metrics city reform_task_count reform_pilot_national_done reform_domain_count --period 2017H1 --asof 2017-06-30 --known 2017-06-30 --format json
expect_equal "tasks, pilots, domains" "$(json '[.[].value | tostring] | join(" ")')" "144 0 8"
expect_exit 0 metrics city reform_pilot_national_done reform_pilot_provincial_done reform_pilot_municipal_done --asof 2017-12-31 --known 2017-07-07 --format json
expect_equal "pilots done at the year's end as known on 7 July" "$(json '[.[].value | tostring] | join(" ")')" "12 18 3"

step "three digests of the sample, the same on every machine"
expect_exit 0 metrics city reform_task_count reform_pilot_national_done reform_documents_passed $half
expect_equal "tasks" "$(figure digest reform_task_count)" 13ea1d87b3347ad961bd05d440ac86471bc1216c50d2acfe289ea73d14e60c73
expect_equal "national pilots done" "$(figure digest reform_pilot_national_done)" 97939a565bca34906909bb8bfe58ec608de5cab907516e45ee8e66acfd5e3eed
expect_equal "documents passed" "$(figure digest reform_documents_passed)" 3a406f83cc533e3f9b3172aab5de20cd95bacbddbb991c1cf29af221f29b796f

step "a digest is SM3 over its rows: entity, id, slice"
expect_exit 0 trace city reform_pilot_national_done $half
json '.records[] | "\(.entity)|\(.id)|v\(.slice)"' | LC_ALL=C sort >rows
expect_equal "rows of the trace" "$(wc -l <rows)" 12
if openssl dgst -sm3 rows >sm3 2>/dev/null; then expect_equal "SM3 of the rows" "$(sed 's/.*= //' sm3)" "$(json .figure.digest)"; fi

step "one pilot withdrawn: the figures that counted it and their digests change, no others"
pilot=$(json '.records[0].id')
expect_exit 0 metrics city $half
cp "$out" before.json
expect_exit 0 withdraw city reform.pilot "$pilot" --why "登记有误"
expect_exit 0 metrics city $half
expect_equal "total" "$(figure value reform_pilot_national_total)" 45
expect_equal "done" "$(figure value reform_pilot_national_done)" 11
changed=$(jq -rn --slurpfile a before.json --slurpfile b "$out" \
    '[$a[0], $b[0]] | transpose | map(select(.[0].digest != .[1].digest) | .[0].id) | sort | join(" ")')
expect_equal "figures whose rows changed" "$changed" \
    "reform_pilot_done reform_pilot_done_share reform_pilot_levels reform_pilot_national_done reform_pilot_national_done_share reform_pilot_national_total reform_pilot_total"
expect_exit 0 metrics city reform_pilot_national_done $half --known 2018-01-05T00:40:00.000013Z
expect_equal "as known before the withdrawal" "$(figure digest)" 97939a565bca34906909bb8bfe58ec608de5cab907516e45ee8e66acfd5e3eed

step "the same as a table and as CSV, in both languages"
expect_exit 0 metrics city reform_pilot_national_total --period 2017H1 --asof 2017-06-30 --lang en
expect_contains "national reform pilots" "Sample city" 45
expect_exit 0 metrics city reform_pilot_national_total --period 2017H1 --asof 2017-06-30 --format csv
expect_contains 'id,value,unit,basis,period,asof,known,rows,digest' 'reform_pilot_national_total,45,'
