# The city's real divisions down to villages: in the sample, by name, never guessed; later editions beside the one it has, with successors
# that a person confirms, while every record keeps the area that it named.

sample=$ROOT/examples/guiyang-2017
sample_city city
areas() { sqlite3 city/city.db "SELECT count(*) FROM t_core_area WHERE $1"; }

step "the sample holds the edition of 2016-07-31 down to villages, beside its three zones"
expect_equal "areas of the edition" "$(areas "edition = '2016-07-31'")" 1702
expect_equal "counties" "$(areas "kind = 'county'")" 10
expect_equal "townships" "$(areas "kind IN ('township', 'township_like')")" 173
expect_equal "community service centres" "$(areas "kind = 'township_like' AND name LIKE '%社区服务中心'")" 95
expect_equal "villages" "$(areas "length(code) = 12")" 1517
expect_equal "zones" "$(areas "kind = 'functional_zone'")" 3
expect_equal "areas without the one above" "$(areas "parent IS NULL AND code NOT IN ('520000', 'Z01', 'Z02', 'Z03')")" 0

step "the edition holds from the day on which it was closed, and is known from the day on which it came"
expect_exit 0 export city core.area then.csv --asof 2017-06-30
expect_equal "areas on 30 June" "$(tail -n +2 then.csv | wc -l)" 1705
expect_exit 0 export city core.area before.csv --asof 2017-06-30 --known 2017-07-09
expect_equal "known before" "$(tail -n +2 before.csv | wc -l)" 32

step "a name that several areas bear is not guessed: the candidates are listed"
printf 'title,unit,area\n甲岗,007,新华社区服务中心\n' >post.csv
expect_exit 1 import city post.csv --lang en
expect_contains ambiguous_reference 520102400 520122400
printf 'title,unit,area\n甲岗,007,青岩镇\n' >post.csv
expect_exit 0 import city post.csv --lang en

# editions DATE KNOWN: how many areas in force on the day came with which edition, as it was known then
editions() {
    expect_exit 0 export city core.area then.csv --asof "$1" --known "$2"
    awk -F'","' 'NR == 1 { for (i = 1; i <= NF; i++) { if ($i ~ /区划版本/) e = i; if ($i ~ /止于/) u = i } next }
        $u == "" && $e != "" { n[$e]++ } END { for (e in n) printf "%s:%d ", e, n[e] }' then.csv
}
events() { sqlite3 city/city.db "SELECT group_concat(kind || ' ' || n, ', ') FROM (SELECT kind, count(*) n FROM t_core_area_event WHERE edition = '$1' GROUP BY 1 ORDER BY 1) AS found"; }
tasks_of() { sqlite3 city/city.db "SELECT count(*), group_concat(DISTINCT area_scope) FROM t_reform_task WHERE code = '2017-04-003'"; }

step "an edition that is closed later than the clock is refused"
expect_exit 1 import city "$sample/area-2023-06-30.csv" --as area --lang en

step "the edition of 2017-10-31, out since June 2018: the same places, three townships upgraded, what is doubtful proposed"
before=$(tasks_of)
expect_exit 0 clock city 2018-07-02
expect_exit 0 import city "$sample/area-2017-10-31.csv" --as area --lang en
expect_equal "in force" "$(areas "edition = '2017-10-31' AND ended_on IS NULL")" 1738
expect_equal "changes" "$(events 2017-10-31)" "abolish 9, establish 45, rename 2, upgrade 3"
expect_equal "all are proposed" "$(sqlite3 city/city.db "SELECT count(*) FROM t_core_area_event WHERE state <> 'proposed'")" 0
expect_equal "a township that was upgraded is the same record" \
    "$(sqlite3 city/city.db "SELECT code || ' ' || name FROM t_core_area WHERE id = (SELECT id FROM h_core_area WHERE code = '520115200' LIMIT 1)")" "520115102 百花湖镇"

step "a day is read in the edition of that day, as far as it was known"
expect_equal "known before it was published" "$(editions 2017-12-31 2018-01-31)" "2016-07-31:1702 "
expect_equal "known now" "$(editions 2017-12-31 2018-12-31)" "2017-10-31:1738 "
expect_equal "a day before its closing" "$(editions 2017-06-30 2018-12-31)" "2016-07-31:1702 "

step "the same again changes nothing, an older one is refused"
expect_exit 0 import city "$sample/area-2017-10-31.csv" --as area --lang en
expect_contains "1738 the same"
expect_exit 1 import city "$sample/area.csv" --lang en
expect_contains edition_older

step "the edition of 2023-06-30: every community service centre ended, its communities say who took its place"
expect_exit 0 clock city 2023-10-09
expect_exit 0 import city "$sample/area_edition-later.csv" --as area_edition
expect_exit 0 import city "$sample/area-2023-06-30.csv" --as area --lang en
second=$(sed -n 's/^ *import \([0-9]*\);.*/\1/p' "$out")
expect_equal "in force" "$(areas "edition = '2023-06-30' AND ended_on IS NULL")" 1787
expect_equal "changes" "$(events 2023-06-30)" "abolish 108, establish 184, merge 55, rename 58, split 15, transfer 36, upgrade 4"
expect_equal "centres in force" "$(areas "name LIKE '%社区服务中心' AND ended_on IS NULL")" 0
expect_equal "centres that ended" "$(areas "name LIKE '%社区服务中心' AND length(code) = 9 AND ended_on IS NOT NULL")" 95
expect_equal "新华社区 of 息烽 became 永阳街道" "$(sqlite3 city/city.db "SELECT n.name FROM t_core_area o JOIN t_core_area n ON o.successors = ';' || n.id || ';'
    WHERE o.code = '520122400'")" 永阳街道
expect_equal "areas whose code was given to another place" "$(areas "code LIKE '%@2017' AND ended_on IS NOT NULL")" 4
expect_equal "no code twice" "$(sqlite3 city/city.db 'SELECT count(*) - count(DISTINCT code) FROM t_core_area')" 0

step "a figure that reads areas says in which edition; one that does not says nothing"
cp -a "$ROOT/modules" modules
cat >>modules/reform/metrics.yaml <<'END'
  try_area_posts:
    title: 区县岗位数 | posts of counties
    explain: 任职区域为区县的岗位 | Posts that serve a county
    unit: 个 | posts
    count: core.post
    where: "area.kind = 'county'"
  try_area_share:
    title: 占比 | share
    explain: 区县岗位比全部试点 | Posts of counties over pilots
    unit: "% | percent"
    ratio: {of: try_area_posts, over: reform_pilot_total}
END
edition() { # METRIC ASOF KNOWN
    ZHUCHENG_MODULES=$PWD/modules expect_exit 0 metrics city "$1" --asof "$2" --known "$3" --format json
    figure 'edition'
}
expect_equal "June, known in August" "$(edition try_area_posts 2017-06-30 2017-08-01)" 2016-07-31
expect_equal "December, known in January" "$(edition try_area_posts 2017-12-31 2018-01-31)" 2016-07-31
expect_equal "of a ratio" "$(edition try_area_share 2017-06-30 2017-08-01)" 2016-07-31
expect_equal "2023" "$(edition try_area_posts 2023-10-01 2023-12-31)" 2023-06-30
expect_equal "before any was known" "$(edition try_area_posts 2017-06-30 2017-07-09)" null
expect_equal "of a figure without areas" "$(edition reform_pilot_total 2017-06-30 2017-08-01)" null
expect_lacks edition
ZHUCHENG_MODULES=$PWD/modules expect_exit 0 trace city try_area_posts --asof 2017-06-30 --known 2017-08-01
expect_contains "区划版本 2016-07-31(2017-05-16 公布)"

step "no record was re-pointed, and the day is still read in its own edition"
expect_equal "areas of the task" "$(tasks_of)" "$before"
expect_equal "30 June 2017" "$(editions 2017-06-30 2023-12-31)" "2016-07-31:1702 "
expect_exit 0 metrics city reform_task_count reform_pilot_national_done reform_documents_passed --period 2017H1 --asof 2017-06-30 --format json
expect_equal "figures" "$(json '[.[].value | tostring] | join(" ")')" "144 12 19"

step "an edition is withdrawn as a whole"
expect_exit 0 import city --withdraw "$second" --why "先核对"
expect_equal "in force" "$(areas "edition = '2017-10-31' AND ended_on IS NULL")" 1738
expect_equal "changes of 2023" "$(sqlite3 city/city.db "SELECT count(*) FROM t_core_area_event WHERE edition = '2023-06-30'")" 0
expect_exit 0 verify city
