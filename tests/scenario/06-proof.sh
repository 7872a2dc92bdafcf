# A newspaper's prose about the half-year, with some forty numbers, idioms, names that hold numbers, and two figures made wrong on
# purpose: both are found, and no other number is called wrong.

prose=$ROOT/tests/fixtures/prose-2017h1.txt
sample_city city

step "both wrong figures are found, and nothing else is called different"
expect_exit 1 proof city "$prose" --period 2017H1 --format json
expect_equal "different" "$(json '[.[] | select(.status == "different") | "\(.text) \(.metric) \(.value) \(.known)"] | join("; ")')" \
    "6户 economy_soe_merged_cancelled 6 5; 42家 telemedicine_public_hospitals 42 24"

step "each true figure is bound to its metric"
expect_equal "equal" "$(json '[.[] | select(.status == "equal")] | length')" 32
# The table of the review is the judge of both the metric and the value.
json '.[] | select(.status == "equal") | "\(.metric) \(.value)"' | LC_ALL=C sort -u >came
awk -F, 'NR > 1 { print $1, $3 }' "$ROOT/tests/fixtures/review-2017h1.csv" | LC_ALL=C sort >table
LC_ALL=C comm -23 came table >differing
[ ! -s differing ] || { cat differing; fail "called equal, and are not in the table"; }
for metric in reform_leading_group_meetings reform_special_briefings reform_documents_passed reform_task_count reform_pilot_national_total \
    reform_pilot_national_done reform_pilot_provincial_total reform_pilot_provincial_done inspection_district_units rivers_rivers \
    ecology_function_redline_area renewal_budget_estimate telemedicine_public_hospital_coverage; do
    json ".[] | select(.metric == \"$metric\") | .status" | grep -qx equal || fail "$metric is not bound"
done

step "names, idioms and claims are told from figures"
status_of() { expect_equal "status of $1" "$(json "[.[] | select(.text == \"$1\") | .status] | unique | join(\" \")")" "$2"; }
for name in 四梁八柱 四个导向 三去一降一补 一河百山千园 一拖三 三年千院 一中心二平台 1234工作法; do status_of $name name_number; done
for idiom in 一把手 一盘棋 一马当先 一批 一线 千家万户 百尺竿头; do status_of $idiom wording; done
for claim in 省内率先 首次试行 全国首部; do status_of $claim claim; done
expect_equal "other statuses" \
    "$(json '[.[].status] | unique - ["claim", "different", "equal", "name_number", "unbound", "wording"] | length')" 0
expect_equal "figures with a measure word, but unbound" "$(json '[.[] | select(.status == "unbound" and (.text | test("[0-9]")))] | length')" 0

step "each stands where it is said to stand"
json '.[] | "\(.offset) \(.text)"' | while read -r offset text; do
    found=$(tail -c +$((offset + 1)) "$prose" | head -c "$(printf %s "$text" | wc -c)")
    [ "$found" = "$text" ] || fail "at byte $offset stands $found, not $text"
done

step "for people: both values in both languages, and a page with the marks"
expect_exit 1 proof city "$prose" --period 2017H1 --lang zh --out proofed
expect_contains "国有企业合并注销户数 应为 5户" "纳入省远程医疗公立医院数 应为 24家" "相符 32,不符 2"
expect_file proofed/proof.html
[ "$(grep -o 'class="[^"]*zc-different' proofed/proof.html | wc -l)" = 2 ] || fail "the page does not mark two"
! grep -qi '<script' proofed/proof.html || fail "a script in the page"
expect_exit 1 proof city "$prose" --period 2017H1 --lang en
expect_contains "equal 32, different 2"

step "the corrected prose passes"
sed 's/合并注销6户/合并注销5户/; s/公立医院42家/公立医院24家/' "$prose" >right.txt
expect_exit 0 proof city right.txt --period 2017H1 --format json
expect_equal "equal" "$(json '[.[] | select(.status == "equal")] | length')" 34

step "numerals of every width and in characters, and another day"
cat >other.txt <<'END'
上半年，领导小组召开会议七次，听取专题汇报十一次，年度要点确定一百四十四项改革任务。
国家级改革试点４６项，国家级试点已完成１２项。
END
expect_exit 0 proof city other.txt --period 2017H1 --format json
expect_equal "statuses" "$(json '[.[].status] | unique | join(" ")')" equal
expect_equal "values" "$(json '[.[].value | tostring] | join(" ")')" "7 11 144 46 12"
expect_exit 1 proof city other.txt --period 2017H1 --asof 2017-03-31 --format json
expect_equal "on 31 March" "$(json '[.[] | select(.status == "different") | .known | tostring] | join(" ")')" "3 6 45"

step "hostile, empty and missing prose"
printf '<script>alert(1)</script> 国家级改革试点46项 & "46"\n' >hostile.txt
expect_exit 0 proof city hostile.txt --period 2017H1 --out hostile
! grep -q '<script>alert' hostile/proof.html || fail "text became markup"
: >empty.txt
expect_exit 0 proof city empty.txt --period 2017H1 --format json
expect_equal "numbers of nothing" "$(jq length "$out")" 0
expect_exit 1 proof city missing.txt --period 2017H1
expect_exit 2 proof city right.txt
