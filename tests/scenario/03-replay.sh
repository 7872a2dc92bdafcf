# A published review keeps its figures: a June fact is corrected in the second half, the drift is announced before anything is
# saved, the edition still comes out as it was known, and the record that moved is named.

metric=reform_pilot_national_done
half="--period 2017H1 --asof 2017-06-30 --format json"
sample_city city

step "the sample holds a published edition, and all its figures come out again"
expect_exit 0 replay city 2017H1/1 --format json
edition=$(json .edition)
figures=$(json .figures)
expect_equal "figures of the edition" "$figures" 51
expect_equal "same as known then, same now" "$(json '"\(.same_then) \(.same_now)"')" "51 51"
expect_exit 0 replay city "$edition" --lang en
expect_contains "51 / 51" same
expect_lacks drifted

step "a correction that is only tried announces the drift and stores nothing"
expect_exit 0 trace city $metric $half
pilot=$(json '.records[0].id')
digest=$(json .figure.digest)
known=$(json .figure.known)
length=$(journal_length city)
expect_exit 0 change city reform.pilot "$pilot" accepted_on=2017-07-20 --from 2017-06-20 --why "结项日期更正" --dry-run --lang zh
expect_contains "已印发的数" "国家级改革试点已完成数:印出 12,改后 11" "没有存入"
expect_equal "journal" "$(journal_length city)" "$length"
expect_exit 0 replay city "$edition" --format json
expect_equal "same now" "$(json .same_now)" 51

step "the real one says it before it says that it is written"
expect_exit 0 change city reform.pilot "$pilot" accepted_on=2017-07-20 --from 2017-06-20 --why "结项日期更正" --lang en
announced=$(grep -n 'national reform pilots completed: printed 12, 11 after' "$out" | cut -d: -f1)
written=$(grep -n '^written' "$out" | cut -d: -f1)
[ -n "$announced" ] && [ -n "$written" ] && [ "$announced" -lt "$written" ] || fail "the drift was not announced first"
expect_equal "journal" "$(journal_length city)" $((length + 1))

step "the same correction again is no correction and announces nothing"
expect_exit 0 change city reform.pilot "$pilot" accepted_on=2017-07-20 --from 2017-06-20 --lang en
expect_lacks "printed 12"
expect_equal "journal" "$(journal_length city)" $((length + 1))

step "the edition comes out as it was known; what drifted is listed with its record"
expect_exit 0 replay city "$edition" --format json
expect_equal "same as known then" "$(json .same_then)" 51
item=".items[] | select(.metric == \"$metric\")"
expect_equal "the figure" "$(json "$item | \"\(.published) \(.then) \(.now) \(.value_now)\"")" "12 same drifted 11"
expect_equal "the record" "$(json "$item | .changes | map(\"\(.entity) \(.id) \(.slice_then) \(.slice_now)\") | join(\";\")")" "reform.pilot $pilot 1 0"
expect_equal "figures that no longer rest on the same rows" "$(json '[.items[] | select(.now != "same") | .metric] | sort | join(" ")')" \
    "reform_pilot_levels $metric reform_pilot_national_total"
expect_exit 0 replay city "$edition" --lang zh
expect_contains "国家级改革试点已完成数:印出 12,按现在所知 11" "reform.pilot $pilot" same drifted

step "how many figures are bound and how many drifted are figures too, at any known time"
expect_exit 0 metrics city figures_bound_share --asof 2018-01-04 --format json
expect_equal "bound" "$(figure value)" 100
expect_exit 0 metrics city figures_drifted --asof 2018-01-04 --format json
expect_equal "drifted, as known now" "$(figure value)" 3
expect_exit 0 metrics city figures_drifted --asof 2018-01-04 --known "$known" --format json
expect_equal "drifted, as known before the correction" "$(figure value)" 0

step "then and now can both be asked for"
expect_exit 0 metrics city $metric $half
expect_equal "now" "$(figure value)" 11
expect_exit 0 metrics city $metric $half --known "$known"
expect_equal "then" "$(figure value)" 12
expect_equal "digest then" "$(figure digest)" "$digest"

step "a new edition is published; both replay"
expect_exit 0 review city --period 2017H1 --out second --publish
expect_file second/review.html second/review.md second/figures.json
expect_equal "the new edition's figure" "$(jq -r ".[] | select(.id == \"$metric\") | .value" second/figures.json)" 11
expect_exit 0 replay city 2017H1/2 --format json
expect_equal "second edition" "$(json '"\(.same_then) \(.same_now)"')" "51 51"
expect_differ "edition" "$(json .edition)" "$edition"
expect_exit 0 replay city 2017H1/1 --format json
expect_equal "first edition" "$(json '"\(.edition) \(.same_then)"')" "$edition 51"

step "ended and withdrawn records drift too"
expect_exit 0 trace city reform_leading_group_meetings $half
meeting=$(json '.records[0].id')
expect_exit 0 withdraw city reform.meeting "$meeting" --why "会议未召开" --dry-run --lang zh
expect_contains "深改领导小组会议次数:印出 7,改后 6"
expect_exit 0 end city reform.meeting "$meeting" --from 2017-06-01 --why "会议未召开" --dry-run --lang zh
expect_contains "深改领导小组会议次数:印出 7,改后 6"
expect_exit 0 verify city

step "an edition that is not there, and times that cannot be"
expect_exit 1 replay city 2017H1/9
expect_exit 1 replay city 4574847980850000000
expect_exit 2 replay city
length=$(journal_length city)
expect_exit 1 change city reform.pilot "$pilot" note=x --from 2018-01-06
expect_equal "journal after a refusal" "$(journal_length city)" "$length"
