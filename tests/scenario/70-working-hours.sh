# Orders are timed by the minute of office hours: a module of this story's own, on a sample city whose clock walks through the days
# around the National Day of 2017. Lunch, weekends, the make-up Saturday and the holiday are not worked; a pause stands still; the lamp,
# the desk and the due list follow; a city changes its hours from a day, and a year whose notice is not out is provisional.

mkdir -p own/modules/orders/entities own/examples/empty
ln -s "$ROOT/modules/core" own/modules/
orders=own/modules/orders
cat >$orders/module.yaml <<'END'
module: orders
title: 派单 | Orders
needs: [core]
roles: {handler: 处置人 | handler}
END
cat >$orders/entities/order.yaml <<'END'
entity: order
title: 派单 | order
named_by: matter
home: own
desk: unit
order: [matter]
fields:
  matter: {title: 事项 | matter, type: text, required: true}
  unit: {title: 责任单位 | unit, type: ref, to: core.unit, required: true}
  sent_at: {title: 派出 | sent, type: instant}
  held_at: {title: 挂起 | held, type: instant}
  freed_at: {title: 恢复 | freed, type: instant}
  done_at: {title: 反馈 | done, type: instant}
states: {filed: 立案 | filed, sent: 处置中 | being handled, done: 已反馈 | done}
transitions:
  send: {title: 派遣 | send, from: filed, to: sent, at: sent_at, by: [handler]}
  finish: {title: 反馈 | report done, from: sent, to: done, at: done_at, by: [handler]}
clocks:
  handling: {title: 处置 | handling, starts: send, hours: 10, hours_of: core.hours.office, paused: {from: held_at, to: freed_at}, stops: [finish], warn: [4 hours], basis: 示例办法, status: to_confirm}
access:
  read: [role handler]
  write: [role handler]
END
echo "2017-09-29 15:10 clock" >own/examples/empty/events.txt
export ZHUCHENG_MODULES="$DIR/own/modules"
made() { sed -n "s/^[^0-9]*\([0-9][0-9]*\).*/\1/p" "$out" | head -1; }

step "the declarations are sound, and a clock of hours that starts on a date is refused"
expect_exit 0 check "$ZHUCHENG_MODULES"
sed -i 's/starts: send,/starts: opened_on,/; s/^  done_at/  opened_on: {title: 开 | opened, type: date}\n  done_at/' $orders/entities/order.yaml
expect_exit 1 check "$ZHUCHENG_MODULES" --lang en
expect_contains "names an instant field or a transition with at, which opened_on is not"
sed -i 's/starts: opened_on,/starts: send,/; /opened_on/d' $orders/entities/order.yaml
sed -i 's/core.hours.office/core.duty.handover_workdays/' $orders/entities/order.yaml
expect_exit 1 check "$ZHUCHENG_MODULES" --lang en
expect_contains "tells no hours such as workdays 09:00-12:00 13:00-17:00"
sed -i 's/core.duty.handover_workdays/core.hours.office/' $orders/entities/order.yaml

step "sent on Friday at 15:10, ten office hours: the make-up Saturday counts, 1 to 8 October do not (governance.md A4, vector A1)"
expect_exit 0 init city --sample empty
expect_exit 0 change city core.unit new code=T1 name=示例局 short_name=示例局 system=government
unit=$(made)
expect_exit 0 change city core.post new "title=处置岗" "unit=$unit" "roles=;core.staff;orders.handler;"
expect_exit 0 user city add handler --person "示例·001" --post 处置岗
printf 'correct horse battery handler\n' >password
"$ZC" user city password handler <password >/dev/null
expect_exit 0 user city token handler --scopes '*:read|write' --days 2
token=$(head -n 1 city/keys/token-handler.txt)
ask() { # METHOD PATH [BODY]
    get "$2" -X "$1" -H "Authorization: Bearer $token" ${3:+-H "Content-Type: application/json" -d "$3"}
}
start_server city
ask POST /api/v1/orders.order "{\"fields\":{\"matter\":\"示例井盖\",\"unit\":\"$unit\"}}"
order=$(json .id)
ask POST "/api/v1/orders.order/$order/transition/send" '{}'
expect_equal "sent" "$status" 200
ask GET "/api/v1/due?until=2018-01-01"
expect_equal "due" "$(json '.due[0] | "\(.due_at[:16]) \(.alarm_at[:16]) \(.minutes_left) \(.state) \(.status) \(.provisional)"')" \
    "2017-10-09T02:10 2017-09-30T06:10 600 running to_confirm false"
stop_server
on() { # DAY TIME: the lamp and what is left, in the list and on the desk
    expect_exit 0 clock city "$1" "$2"
    expect_exit 0 due city --until 2018-06-01 --lang en
}
on 2017-09-30 14:00
expect_contains "2017-10-09 10:10  running  handling (to be confirmed)  +250 minutes"

step "on the desk when four hours are left, not before; over the minute after"
desk() { # DAY TIME: what lies on the handler's desk
    expect_exit 0 clock city "$1" "$2"
    start_server city
    ask GET /api/v1/desk
    cp "$out" desk.json
    ask GET "/api/v1/orders.order/$order/page"
    cp "$out" page.json
    stop_server
}
desk 2017-09-30 14:09
expect_equal "not yet" "$(jq -c '[.items[] | select(.kind == "clock")] | length' desk.json) $(jq -r '.clocks[0].lamp' page.json)" "0 ok"
desk 2017-09-30 14:11
expect_equal "warned" "$(jq -r '.items[] | select(.kind == "clock") | "\(.minutes_left) \(.over)"' desk.json) $(jq -r '.clocks[0].lamp' page.json)" "239 false warn"

step "held over the holiday: the pause stands still, only what it took of the hours is given back"
expect_exit 0 clock city 2017-09-30 16:00
expect_exit 0 change city orders.order "$order" held_at=2017-09-30T16:00:00+08:00
on 2017-10-09 14:00
expect_contains "paused  handling (to be confirmed)  +130 minutes"
expect_exit 0 change city orders.order "$order" freed_at=2017-10-09T14:00:00+08:00
on 2017-10-09 16:10
expect_contains "2017-10-09 16:10  running  handling"
desk 2017-10-09 16:11
expect_equal "over" "$(jq -r '.items[] | select(.kind == "clock") | "\(.minutes_left <= 0) \(.over)"' desk.json) $(jq -r '.clocks[0].lamp' page.json)" "true true late"

step "as it was: on an earlier day, and before the pause was known"
expect_exit 0 due city --asof 2017-10-08 --until 2018-06-01 --lang en
expect_contains "paused  handling"
expect_exit 0 due city --asof 2017-09-29 --until 2018-06-01 --lang en
expect_contains "2017-10-09 10:10  running  handling (to be confirmed)  +490 minutes"
expect_exit 0 due city --asof 2017-09-28 --until 2018-06-01 --lang en
expect_contains "0 in all"

step "other hours from a day: never what was worked before it; what are no hours is refused"
rule=$(sqlite3 city/city.db "SELECT id FROM t_core_rule_value WHERE rule = 'core.hours.office'")
expect_exit 1 change city core.rule_value "$rule" "value=9点到5点" --lang en
expect_contains "this rule takes hours such as workdays 09:00-12:00 13:00-17:00"
expect_exit 0 change city orders.order new "matter=示例路灯" "unit=$unit" state=sent sent_at=2017-10-09T16:00:00+08:00
on 2017-10-10 09:00
expect_contains "2017-10-11 11:00  running  handling"
expect_exit 0 change city core.rule_value "$rule" "value=workdays 08:30-12:00 14:30-18:00" "basis=示例市冬季作息" --from 2017-10-10 --why 示例
on 2017-10-10 09:01
expect_contains "2017-10-11 10:30  running  handling"
expect_exit 0 verify city

step "an order that runs into a year without a notice is provisional until the notice is out"
expect_exit 0 clock city 2017-11-29 16:00
expect_exit 0 change city orders.order new "matter=示例年末" "unit=$unit" state=sent sent_at=2017-11-29T16:00:00+08:00
expect_exit 0 change city core.rule_value "$rule" "value=workdays 09:00-09:20" "basis=示例" --why 示例
on 2017-11-29 16:30
expect_contains "2018-01-11 09:20  running  handling (provisional)"
expect_exit 0 clock city 2017-12-02 09:00
expect_exit 0 change city core.unit "$unit" name=示例局二
on 2017-12-02 09:01
expect_contains "2018-01-11 09:20  running  handling (to be confirmed)"
expect_exit 0 verify city
