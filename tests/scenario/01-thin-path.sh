# The whole path: a sample city, a figure, the records behind it, one of them withdrawn, and the journal re-computed.

figure=reform_pilot_national_done

step "a sample city is made from the office's workbooks"
expect_exit 0 init city --sample guiyang-2017
expect_exit 0 verify city

step "the half-year's figures are counted from records"
expect_exit 0 metrics city --period 2017H1 --asof 2017-06-30 --format json
expect_equal "national pilots" "$(json '.[] | select(.id == "reform_pilot_national_total") | .value | tostring')" 46
expect_equal "of these completed" "$(json ".[] | select(.id == \"$figure\") | .value | tostring")" 12
expect_equal "who counts" "$(json ".[] | select(.id == \"$figure\") | .basis")" records
digest=$(json ".[] | select(.id == \"$figure\") | .digest")
rows=$(json ".[] | select(.id == \"$figure\") | .rows | tostring")
case "$digest" in
*[!0-9a-f]* | "") fail "a digest is lower-case hex: $digest" ;;
esac
expect_equal "length of an SM3 digest" ${#digest} 64

step "the same question gives the same digest"
expect_exit 0 metrics city $figure --period 2017H1 --asof 2017-06-30 --format json
expect_equal "digest" "$(json '.[0].digest')" "$digest"

step "earlier dates give what was so then"
expect_exit 0 metrics city $figure --period 2017H1 --asof 2017-03-31 --format json
expect_equal "completed by 31 March" "$(json '.[0].value | tostring')" 6

step "the figure opens to its records, in both languages"
expect_exit 0 trace city $figure --period 2017H1 --asof 2017-06-30 --lang zh
expect_contains "$digest"
expect_exit 0 trace city $figure --period 2017H1 --asof 2017-06-30 --lang en
expect_contains "$digest"
expect_exit 0 trace city $figure --period 2017H1 --asof 2017-06-30 --format json
pilot=$(json '.records[0].id')

step "one of the twelve is withdrawn: figure, rows and digest change"
expect_exit 0 withdraw city reform.pilot "$pilot" --why "登记有误"
expect_exit 0 metrics city $figure --period 2017H1 --asof 2017-06-30 --format json
expect_equal "completed" "$(json '.[0].value | tostring')" 11
expect_equal "rows" "$(json '.[0].rows | tostring')" $((rows - 1))
after=$(json '.[0].digest')
expect_differ "digest" "$after" "$digest"

step "a withdrawn record cannot be withdrawn twice, and the refusal changes nothing"
expect_exit 1 withdraw city reform.pilot "$pilot" --why "登记有误"
expect_exit 0 metrics city $figure --period 2017H1 --asof 2017-06-30 --format json
expect_equal "digest" "$(json '.[0].digest')" "$after"

step "the journal still proves every record"
expect_exit 0 verify city

step "wrong usage is told apart from a refusal"
expect_exit 2 metrics
expect_exit 2 no-such-verb city
expect_exit 1 metrics city no_such_metric
