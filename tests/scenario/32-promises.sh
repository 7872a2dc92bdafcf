# The truth checks: each says to how many records it applies, names the ones that fail, and can fail: one is planted for each.
# What applies to nothing yet says which file would switch it on.

sample_city city

checks() { expect_exit 0 promises city --format json; }
of() { json ".[] | select(.id == \"$1\") | $2 | tostring"; } # CHECK FILTER
fails() { json "[.[] | select(.id == \"$1\") | .failing[] | select(.message | contains(\"$2\"))] | length | tostring"; }
# planted CHECK WORDS [NUMBER]: so many records fail with these words (one unless said)
planted() {
    checks
    expect_equal "$1: $2" "$(fails "$1" "$2")" "${3:-1}"
}
first_id() { # ENTITY FILTER COLUMN
    expect_exit 0 export city "$1" .rows.csv --columns "$3" --filter "$2"
    sed -n 2p .rows.csv | sed 's/^"\{0,1\}\([0-9]*\).*/\1/'
}

step "the sample: what applies, what passes, and what waits for a file"
checks
for one in "D1 147 147" "D2 144 144" "D3 288 288" "D4 451 451" "D5 0 0" "D6 5 5" "F1 143 144"; do
    set -- $one
    expect_equal "$1" "$(of "$1" .passed) $(of "$1" .applicable)" "$2 $3"
done
expect_equal "switched on by" "$(of D5 '.needs | join(" ")')" "会议议定事项（resolution.csv） 通过文件的任务（duty.csv）"
expect_equal "for the chain" "$(of F1 '.needs | length')" 2
expect_exit 0 promises city
expect_contains "○ 尚未启用:通过文件的任务（duty.csv）" "没有适用的记录" "143 / 144" "L1P 牵头单位主要负责人"
expect_exit 0 promises city --lang en
expect_contains "not yet switched on: the duties of passed documents (duty.csv)"

step "D1: the approved total; the sum by lead unit, with the tasks that are in no unit's sum"
plan=$(first_id reform.plan "year = 2017" title)
unit=$(first_id core.unit "code = '031'" name)
expect_exit 0 change city reform.plan "$plan" approved_task_total=145
planted D1 "台账任务数与批准任务数不同"
planted D1 "八个领域"
planted D1 "各牵头单位"
expect_exit 0 change city reform.plan "$plan" approved_task_total=144
expect_exit 0 change city core.unit "$unit" state=abolished
planted D1 "各牵头单位"
led=$(fails D1 "不在任何单位名下")
[ "$led" -gt 0 ] || fail "no task of the abolished unit is named"
expect_exit 0 change city core.unit "$unit" state=active
planted D1 "各牵头单位" 0

step "D2: a hole in a series"
task=$(first_id reform.task "domain = '02' and serial = 3" matter)
expect_exit 0 withdraw city reform.task "$task"
planted D2 "中间缺号"
planted D1 "台账任务数与批准任务数不同"

step "D3: an element missing, which a note does not make good; phrases that say nothing, as the rule lists them"
task=$(first_id reform.task "domain = '01' and serial = 2" matter)
expect_exit 1 change city reform.task "$task" co_units= no_co_unit_reason= confirm= note=见附件
expect_exit 0 change city reform.task "$task" co_units= no_co_unit_reason= "confirm=;co_units_empty_no_reason;" note=见附件
planted D3 "八要素缺项"
expect_exit 0 change city reform.task "$task" no_co_unit_reason=独立完成
planted D3 "八要素缺项" 0
expect_exit 0 change city reform.task "$task" "measures=持续推进，年底前。"
planted D3 "只有空话"
expect_exit 0 change city reform.task "$task" "measures=持续推进三项工程，年底前出台办法。"
planted D3 "只有空话" 0

step "D4: a pilot that the superior's list does not hold, and a line of the list without a pilot"
pilot=$(first_id reform.pilot "level = 'national'" name)
expect_exit 0 change city reform.pilot "$pilot" "granting_doc=示例国改〔2016〕999号"
planted D4 "上级名单里没有这个试点"
planted D4 "本市台账里没有"
own=$(first_id reform.pilot "level = 'municipal'" name)
expect_exit 0 change city reform.pilot "$own" "granting_doc=示例筑改〔2016〕999号"
planted D4 "上级名单里没有这个试点"

step "D5: a resolution and a duty that are neither an item nor have a reason"
meeting=$(first_id reform.meeting "year = 2017 and no = 1" title)
document=$(first_id reform.document "not empty(passed_on)" title)
postponed=$(first_id reform.document "empty(passed_on)" title)
expect_exit 0 change city reform.resolution new "meeting=$meeting" text=示例议定事项 "owner=$unit" resolved_on=2017-01-12 due_on=2017-06-30
expect_exit 0 change city reform.duty new "document=$document" seq=1 text=示例文件任务
expect_exit 0 change city reform.duty new "document=$postponed" seq=1 text=示例缓议文件的任务
planted D5 "议定事项没有落成事项"
planted D5 "文件任务没有落成事项"
expect_equal "rows" "$(of D5 .applicable)" 3
expect_equal "needs" "$(of D5 '.needs | length')" 0
expect_exit 0 change city reform.resolution "$(first_id reform.resolution "text = '示例议定事项'" text)" no_item_reason=已办结
planted D5 "议定事项没有落成事项" 0

step "F1: items take over from tasks; who answers comes from posts, units and areas"
expect_exit 0 change city reform.item new "task=$task" seq=1 name=示例事项 deliverable_type=DOC acceptance_standard=印发 weight=1 due_on=2017-06-30 baseline_due_on=2017-06-30
item=$(first_id reform.item "seq = 1" name)
checks
expect_equal "the item stands in place of its task" "$(of F1 .applicable)" 143 # one task was withdrawn above
lead=$(first_id reform.task "id = $task" lead_unit)
post=$(sqlite3 city/city.db "SELECT p.id FROM t_core_post p, t_reform_task t WHERE t.id = $task AND p.unit = t.lead_unit AND p.roles LIKE '%;reform.liaison;%'")
for one in $post; do expect_exit 0 change city core.post "$one" "roles=;core.staff;"; done
checks
expect_equal "the item lacks its liaison" "$(json "[.[] | select(.id == \"F1\") | .failing[] | select(.id == \"$item\") | .message][0]")" "责任没有落到人:L1C 联络员"
unit_of_task=$(sqlite3 city/city.db "SELECT lead_unit FROM t_reform_task WHERE id = $task")
expect_exit 0 change city reform.responsibility new "task=$task" role=L1C "unit=$unit_of_task" "post=$(first_id core.post "title = '改革办经办岗'" title)" duty=代行联络
checks
expect_equal "somebody else answers" "$(json "[.[] | select(.id == \"F1\") | .failing[] | select(.id == \"$item\")] | length | tostring")" 0
planted F1 "责任尚未确认"
expect_exit 0 change city core.post --where "area.code = '520115' and roles has 'reform.district'" "roles=;core.staff;"
checks
[ "$(fails F1 "L3 区县（观山湖区）")" -gt 0 ] || fail "no task of the district is named"
leader=$(first_id core.post "title = '副市长(分管城建城管)'" title)
expect_exit 0 change city core.post "$leader" state=abolished
checks
[ "$(fails F1 "L0 牵头市领导")" -gt 0 ] || fail "no task of the leader is named"

step "D6: parts that exceed or do not add up to the whole, in a module of its own"
mkdir -p own/modules/crates/entities
ln -s "$ROOT/modules/core" own/modules/core
ln -s "$ROOT/examples" own/examples
cat >own/modules/crates/module.yaml <<'END'
module: crates
title: 箱子 | Crates
needs: [core]
roles: {keeper: 保管 | keeper}
END
cat >own/modules/crates/entities/crate.yaml <<'END'
entity: crate
title: 箱子 | crate
named_by: name
key: [name]
home: own
history: two_time
secrecy: internal
order: [name]
list: [name, weight]
fields:
  name: {title: 名称 | name, type: text, max: 60, required: true}
  weight: {title: 重量 | weight, type: int, least: 0}
  full: {title: 已满 | full, type: bool}
access:
  read: ["true"]
  write: ["role keeper"]
END
cat >own/modules/crates/metrics.yaml <<'END'
metrics:
  crates_heavy: {title: 重箱 | heavy crates, explain: 重 | heavy, unit: 个 | crates, count: crate, where: "weight >= 10"}
  crates_full: {title: 满箱 | full crates, explain: 满 | full, unit: 个 | crates, count: crate, where: "full"}
  crates: {title: 箱子 | crates, explain: 全部 | all, unit: 个 | crates, count: crate}
END
cat >own/modules/crates/checks.yaml <<'END'
promises: {base: 底数清 | the base is known}
checks:
  B1:
    promise: base
    title: 分项与总数 | parts and whole
    at_most: [[crates_heavy, crates_full]]
    sums: [{of: [crates_heavy, crates_full], is: crates}]
END
export ZHUCHENG_MODULES="$PWD/own/modules"
expect_exit 0 init crates --name 示例市 --area 520100
add() { expect_exit 0 change crates crates.crate new "name=$1" "weight=$2" "full=$3"; }
add 甲 3 true
add 乙 12 false
expect_exit 0 promises crates --format json
expect_equal "both hold" "$(of B1 .passed)/$(of B1 .applicable)" 2/2
add 丙 12 false
expect_exit 0 promises crates --format json
expect_equal "more heavy than full" "$(fails B1 "2 大于总数 1")" 1
add 丁 3 false
expect_exit 0 promises crates --format json
expect_equal "the parts do not add up" "$(fails B1 "分项之和 3 不等于总数 4")" 1
unset ZHUCHENG_MODULES
