# A city shortens a period from a day. Due dates and warnings follow from that day on and never before it; as known before, nothing had changed.
# A step's entry names the rule and the calendar by which it was timed. A change that ends after today is so now, and when its end comes the
# former value is back by itself.

rule=reform.clocks.document_issue_workdays
title=示例市改革方案

known_now() { sqlite3 city/city.db "SELECT strftime('%Y-%m-%dT%H:%M:%S', max(at) / 1000000, 'unixepoch') || '.' || substr(CAST(max(at) % 1000000 + 1000000 AS text), 2) || 'Z' FROM head"; }

# due_is DAY ARGUMENT…: the day on which the document is to be printed, "none" when no clock of it runs
due_is() {
    day=$1
    shift
    expect_exit 0 due city --until 2018-12-31 --lang en "$@"
    expect_equal "due with $*" "$(awk -v title="$title" 'index($0, title) { print $1; found = 1 } END { if (!found) print "none" }' "$out")" "$day"
}

step "a document passed on 20 December 2017 is to be printed within 15 working days"
sample_city city
meeting=$(sqlite3 city/city.db "SELECT max(id) FROM t_reform_meeting")
expect_exit 0 change city reform.document new meeting="$meeting" "title=$title" result=passed decided_on=2017-12-20 passed_on=2017-12-20 --why 示例
due_is 2018-01-11
due_is none --asof 2017-12-19
before=$(known_now)

step "the city shortens it to 8 from 1 January 2018: from that day, not before, and not as known before"
id=$(sqlite3 city/city.db "SELECT id FROM t_core_rule_value WHERE rule = '$rule'")
expect_exit 0 change city core.rule_value "$id" value=8 "basis=示例市办法" status=local --from 2018-01-01 --why 示例市办法
due_is 2018-01-11 --asof 2017-12-31
due_is 2018-01-02 --asof 2018-01-01
due_is 2018-01-02
due_is 2018-01-11 --asof 2018-01-01 --known "$before"
expect_exit 1 change city core.rule_value "$id" value=八 --lang en
expect_contains "this rule takes a whole number"
expect_exit 0 verify city

step "another value up to a day ahead: it is so now, and on that day the former one is back by itself"
today=$(sqlite3 city/city.db "SELECT date(CAST(value AS bigint) / 1000000 + 28800, 'unixepoch') FROM setting WHERE name = 'clock'")
ahead=$(date -u -d "$today + 4 days" +%F)
expect_exit 0 change city core.rule_value "$id" value=20 "basis=示例市通知" --to "$ahead" --why 示例市通知
due_is 2018-01-18
sqlite3 city/city.db "SELECT value FROM t_core_rule_value WHERE id = $id" >"$out"
expect_equal "the present value" "$(cat "$out")" 20
expect_exit 0 verify city
expect_exit 0 clock city "$ahead"
due_is 2018-01-02
due_is 2018-01-18 --asof "$(date -u -d "$ahead - 1 day" +%F)"
expect_equal "nothing lies ahead any more" "$(sqlite3 city/city.db "SELECT count(*) FROM ahead")" 0
expect_exit 0 verify city

step "a step names the rule by which its clock warns, in which slice, on the record's page and in the trace"
warn=reform.clocks.item_warn_workdays
warn_id=$(sqlite3 city/city.db "SELECT id FROM t_core_rule_value WHERE rule = '$warn'")
expect_exit 0 change city core.rule_value "$warn_id" value=7 "basis=示例市办法" --from 2018-01-01 --why 示例市办法
slice=$(sqlite3 city/city.db "SELECT slice FROM t_core_rule_value WHERE id = $warn_id")
unit=$(sqlite3 city/city.db "SELECT min(id) FROM t_core_unit")
expect_exit 0 change city core.post new "title=示例岗" "unit=$unit" "roles=;core.staff;reform.office;"
expect_exit 0 user city add clerk --person "示例·001" --post "示例岗"
printf 'correct horse battery clerk\n' >password
"$ZC" user city password clerk <password >/dev/null
expect_exit 0 user city token clerk --scopes '*:read|write' --days 2
token=$(cat city/keys/token-clerk.txt)
task=$(sqlite3 city/city.db "SELECT min(id) FROM t_reform_task WHERE state = 'active'")
start_server city
get "/api/v1/reform.task/$task/transition/cancel" -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{"why":"示例"}'
expect_equal "cancelled" "$status" 200
get "/api/v1/reform.task/$task/journal" -H "Authorization: Bearer $token"
expect_equal "the entry" "$(json '.entries[-1].payload.step | "\(.act) \(.rules[0].id) \(.rules[0].slice) \(.rules[0].value) \(.declarations | length)"')" "cancel $warn $slice 7 64"
get "/records/reform.task/$task?lang=en"
expect_contains "by rule $warn = 7 (slice $slice)"
stop_server
expect_exit 0 trace city reform_task_count --asof 2017-12-31 --lang en
expect_contains "by rule $warn = 7 (slice $slice)"
expect_exit 0 verify city
