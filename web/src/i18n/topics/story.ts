import { topic } from '../topic';

export default topic(
  {
    lamp_late: '滞后', lamp_warn: '预警', lamp_opening: '期初待核', lamp_ok: '正常', lamp_none: '未起算', lamp_paused: '暂停', lamp_done: '办结', lamp_done_late: '办结，已迟',
    by_rule: '时限规则亮灯，无人能改', hit: '命中', not_hit: '未命中', others: '另 {count} 条规则未命中', none_hit: '没有规则命中',
    is_late: '{clock} {due}，逾期 {days} 个工作日', is_warn: '{clock} {due}，还剩 {days} 个工作日；{alarm}起预警', is_ok: '{clock} {due}，还剩 {days} 个工作日', is_today: '{clock} {due}，今天到期',
    is_opening: '{clock} {due}，在启用日期之前，等期初核实', is_none: '{clock}还没有起算', is_paused: '{clock} {due}，暂停计时', is_done: '{clock} {due}，按时办结', is_done_late: '{clock} {due}，迟 {days} 个工作日办结',
    is_late_hours: '{clock} {due}，超时 {time}（工作时间）', is_warn_hours: '{clock} {due}，还剩 {time}（工作时间）；{alarm}起预警', is_ok_hours: '{clock} {due}，还剩 {time}（工作时间）',
    whole_left: '全程“{clock}”到{due}，还剩 {days} 个工作日', whole_over: '全程“{clock}”到{due}，已过 {days} 个工作日', cut: '；这一段到全程为止', extended: '已延长 {count} 次，最多 {most} 次',
    basis: '依据 {basis}', assumption: '本市假定，待确认', to_confirm: '待确认', provisional: '放假安排未公布，暂定',
    whole: '{filled} / {count} 齐', lacking: '{filled} / {count}，缺{what}', lacks: '缺', other: '其他字段', content: '内容', moved: '原为 {before}',
    next: '下一步', was_next: '那时的下一步', by: '{step}，由{roles}办理。', missing: '还差：{what}。', children: '{names}：{step}（{roles}）', and_missing: '，还差：{what}', or: '或', last: '已到最后一步。', names_more: '{names}等 {count} 项',
    count: '{title} {count} / {total}', rows: '{count} 条', all: '看全部 {count} 条', none: '还没有{what}。', add: '新增', only: '只看{what}', everything: '全部', timeline: '一条时间线，两个时间', timeline_help: '上线是事情发生的日子，下线是台账得知的日子，斜线越平，知道得越晚。点下线一处，整页回到那天所知。',
    late: '晚记 {days} 个工作日', due: '时限 {day}', known_at: '按此日所知', entered: '记入', changed: '变动', before: '上一项', after: '下一项', list: '回到列表',
  },
  {
    lamp_late: 'late', lamp_warn: 'warning', lamp_opening: 'awaits opening verification', lamp_ok: 'on course', lamp_none: 'not begun', lamp_paused: 'paused', lamp_done: 'done', lamp_done_late: 'done, late',
    by_rule: 'lit by the rules of its clocks; nobody can change it', hit: 'met', not_hit: 'not met', others: '{count} more rules are not met', none_hit: 'no rule is met',
    is_late: '{clock} {due}: over by {days} working days', is_warn: '{clock} {due}: {days} working days left; warned from {alarm}', is_ok: '{clock} {due}: {days} working days left', is_today: '{clock} {due}: due today',
    is_opening: '{clock} {due} lies before the first day: awaits opening verification', is_none: '{clock} has not begun', is_paused: '{clock} {due}: paused', is_done: '{clock} {due}: done in time', is_done_late: '{clock} {due}: done {days} working days late',
    is_late_hours: '{clock} {due}: over by {time} of working time', is_warn_hours: '{clock} {due}: {time} of working time left; warned from {alarm}', is_ok_hours: '{clock} {due}: {time} of working time left',
    whole_left: 'the whole, {clock}: until {due}, {days} working days left', whole_over: 'the whole, {clock}: until {due}, over by {days} working days', cut: '; it ends this stage', extended: 'extended {count} of {most} times',
    basis: 'by {basis}', assumption: 'assumed by the city, to be confirmed', to_confirm: 'to be confirmed', provisional: 'holidays not announced, provisional',
    whole: '{filled} of {count}, complete', lacking: '{filled} of {count}; missing: {what}', lacks: 'missing', other: 'Other fields', content: 'Content', moved: 'was {before}',
    next: 'Next', was_next: 'Next at that time', by: '{step}, by {roles}.', missing: 'Still missing: {what}.', children: '{names}: {step} ({roles})', and_missing: '; still missing: {what}', or: ' or ', last: 'The last step has been taken.', names_more: '{names} and others, {count} in all',
    count: '{title} {count} / {total}', rows: '{count} rows', all: 'See all {count}', none: 'No {what} yet.', add: 'Add', only: 'Only {what}', everything: 'All', timeline: 'One timeline, two times', timeline_help: 'Above, when it happened; below, when the ledger learned of it. The flatter the line, the later. A click below returns the page to what was known that day.',
    late: 'entered {days} working days late', due: 'due {day}', known_at: 'as known here', entered: 'entered', changed: 'changed', before: 'Previous', after: 'Next', list: 'Back to the list',
  },
);
