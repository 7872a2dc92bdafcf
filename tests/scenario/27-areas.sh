# The city's real divisions down to villages: in the sample, by name and path, never guessed.

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
expect_exit 0 verify city
