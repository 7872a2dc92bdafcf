# A matter whose stages have limits of their own and one together, in a module of this story's own: arrest review within 37 days of the
# detention, custody after arrest of two months with extensions that need a ground and come in time, an excluded period, a restart, and
# classes that decide about rolling over holidays (justice.md A4). What is not confirmed is told so.

mkdir -p own/modules/cases/entities own/examples/empty
ln -s "$ROOT/modules/core" own/modules/
cases=own/modules/cases/entities/custody.yaml
cat >own/modules/cases/module.yaml <<'END'
module: cases
title: 办案 | Cases
needs: [core]
roles: {clerk: 内勤 | clerk}
codes: {ground: {title: 延长事由 | ground, values: {complex: 案情复杂 | complex, grave: 重大 | grave}}}
END
cat >$cases <<'END'
entity: custody
title: 羁押 | custody
named_by: name
home: own
order: [name]
fields:
  name: {title: 名称 | name, type: text, required: true}
  detained_on: {title: 拘留 | detained, type: date}
  requested_on: {title: 提请 | requested, type: date}
  decided_on: {title: 决定 | decided, type: date}
  longer_on: {title: 延长提请 | longer to request, type: date}
  longer_days: {title: 延长日数 | days longer, type: int, least: 1, most: 27}
  longer_ground: {title: 事由 | ground, type: code, from: ground}
  arrested_on: {title: 逮捕 | arrested, type: date}
  first_on: {title: 一次延长 | extended once, type: date}
  first_ground: {title: 一次事由 | first ground, type: code, from: ground}
  second_on: {title: 二次延长 | extended twice, type: date}
  second_ground: {title: 二次事由 | second ground, type: code, from: ground}
  examined_on: {title: 送鉴 | examined, type: date}
  returned_on: {title: 鉴定结束 | returned, type: date}
  found_on: {title: 另有重罪 | other crime found, type: date}
  concluded_on: {title: 侦查终结 | concluded, type: date}
  served_on: {title: 送达 | served, type: date}
clocks:
  whole: {title: 提请与批捕全程 | request and review, starts: detained_on, days: 37, class: custody, stops: [decided_on]}
  request: {title: 提请批捕 | request, starts: detained_on, days: 3, class: custody, within: whole, stops: [requested_on], extended: {on: longer_on, days: longer_days, ground: longer_ground}}
  review: {title: 审查批捕 | review, starts: requested_on, days: 7, class: custody, within: whole, stops: [decided_on]}
  custody: {title: 侦查羁押 | custody, starts: arrested_on, restarts: [found_on], months: 2, month_end: true, class: custody, stops: [concluded_on],
    paused: {from: examined_on, until: returned_on}, extended: [{on: first_on, months: 1, ground: first_ground}, {on: second_on, months: 2, ground: second_ground}],
    basis: 刑事诉讼法（2012）第154、156条, status: to_confirm}
  appeal: {title: 上诉 | appeal, starts: served_on, days: 10, class: right}
access: {read: [role clerk], write: [role clerk]}
END
echo "2017-05-01 09:00 clock" >own/examples/empty/events.txt
export ZHUCHENG_MODULES="$DIR/own/modules"
made() { sed -n "s/^[^0-9]*\([0-9][0-9]*\).*/\1/p" "$out" | head -1; }
row() { # NAME FIELD=VALUE…
    name=$1
    shift
    expect_exit 0 change city cases.custody new "name=$name" "$@"
    made
}
says() { # TEXT… of what is due
    expect_exit 0 due city --until 2019-01-01 --lang en
    expect_contains "$@"
}

step "mistakes in the declaration are told"
expect_exit 0 check "$ZHUCHENG_MODULES"
wrong() { # SED WHAT
    cp $cases good.yaml
    sed -i "$1" $cases
    expect_exit 1 check "$ZHUCHENG_MODULES" --lang en
    expect_contains "$2"
    cp good.yaml $cases
}
wrong 's/within: whole, stops: \[requested_on\]/within: review, stops: [requested_on]/' "within names a clock declared before this one, which review is not"
wrong 's/months: 1, ground/workdays: 1, ground/' "an extension takes one length, counted as the clock is"
wrong 's/until: returned_on/until: returned_on, to: found_on/' "only one of to (the last day) and until"
wrong 's/on: longer_on, days/on: longer_days, days/' "on names a stored date field"
wrong 's/class: right/class: right, roll: true/' "leave roll out"
wrong 's/class: right/class: wrong/' "class"

step "three days to request; 37 in all; an extension needs its ground and comes in time"
expect_exit 0 init city --sample empty
one=$(row 示例甲 detained_on=2017-04-30)
says "2017-05-03  running  request (whole until 2017-06-06)" "2017-06-06  running  request and review"
expect_exit 1 change city cases.custody "$one" longer_on=2017-05-01 longer_days=27 --lang en
expect_contains "an extension needs its ground"
expect_exit 0 change city cases.custody "$one" longer_on=2017-05-01 longer_days=27 longer_ground=complex
says "2017-05-30  running  request (whole until 2017-06-06)"
late=$(row 示例乙 detained_on=2017-04-20)
expect_exit 1 change city cases.custody "$late" longer_on=2017-05-01 longer_days=4 longer_ground=complex --lang en
expect_contains "the time ran out on 2017-04-23: the clock \"request\" cannot be extended any more"

step "the review has seven days, but no more than is left of the whole"
expect_exit 0 clock city 2017-06-02
expect_exit 0 change city cases.custody "$one" requested_on=2017-06-02
says "2017-06-06  running  review (whole until 2017-06-06)"
expect_exit 0 change city cases.custody "$one" decided_on=2017-06-02
expect_exit 0 due city --until 2019-01-01 --lang en
expect_lacks "示例甲"

step "two months from 30 December, extended from the original start; an extension that skips one is refused (V4)"
expect_exit 0 withdraw city cases.custody "$late"
two=$(row 示例丙 arrested_on=2016-12-30)
says "2017-02-28  over  custody (to be confirmed)"
expect_exit 1 change city cases.custody "$two" second_on=2017-02-20 second_ground=grave --lang en
expect_contains "an extension follows the one before it"
expect_exit 0 change city cases.custody "$two" first_on=2017-02-20 first_ground=complex
says "2017-03-30  over  custody (to be confirmed)"
expect_exit 0 change city cases.custody "$two" second_on=2017-03-30 second_ground=grave
says "2017-05-30  over  custody (to be confirmed)"
expect_exit 1 change city cases.custody "$two" examined_on=2017-05-31 --lang en
expect_contains "the time ran out on 2017-05-30: the clock \"custody\" cannot be paused any more"

step "an excluded period gives its days back (V6); another crime starts it anew (V7)"
three=$(row 示例丁 arrested_on=2017-03-06 examined_on=2017-04-10 returned_on=2017-04-25)
says "2017-05-21  over  custody (to be confirmed)"
expect_exit 0 change city cases.custody "$three" examined_on= returned_on=
expect_exit 0 change city cases.custody "$three" found_on=2017-04-20
says "2017-06-20  running  custody (to be confirmed)"
expect_exit 0 change city cases.custody "$three" concluded_on=2017-06-01
expect_exit 0 verify city

step "a right to appeal rolls over the holiday (V12); the API says how the stage and the whole stand"
expect_exit 0 clock city 2017-09-22
row 示例戊 served_on=2017-09-21 >/dev/null
says "2017-10-09  running  appeal"
four=$(row 示例己 detained_on=2017-09-20 requested_on=2017-09-22)
expect_exit 0 change city core.unit new code=T1 name=示例局 short_name=示例局 system=government
unit=$(made)
expect_exit 0 change city core.post new "title=内勤岗" "unit=$unit" "roles=;core.staff;cases.clerk;"
expect_exit 0 user city add clerk --person "示例·001" --post 内勤岗
printf 'correct horse battery clerk\n' >password
"$ZC" user city password clerk <password >/dev/null
expect_exit 0 user city token clerk --scopes '*:read|write' --days 2
start_server city
get "/api/v1/cases.custody/$four/page" -H "Authorization: Bearer $(head -n 1 city/keys/token-clerk.txt)"
expect_equal "review" "$(json '.clocks[] | select(.clock.en == "review") | "\(.due) \(.alarm) \(.lamp) \(.cut) \(.whole.due) \(.whole.workdays_left)"')" \
    "2017-09-29 2017-09-28 ok false 2017-10-27 21"
expect_equal "request" "$(json '.clocks[] | select(.clock.en == "request") | "\(.lamp) \(.extended) \(.extensions)"')" "done 0 1"
stop_server
expect_exit 0 verify city
