import { topic } from '../topic';

export default topic(
  {
    whole: '全程“{clock}”{day}止', summary: '今天 {today} 件，3 个工作日内 {soon} 件。排在前面的时钟最紧。', nothing: '现在没有要办的事。', days: '{total} 个工作日，已用 {used} 个', until: '{day}截止', no_day: '没有时限', 
    instruction: '批示', assignment: '交办', sign: '交接待签字', unhanded: '离任未交接', vacant: '岗位空缺', from: '{post}：{asked}', acting: '代 {post} 办理', switch: '换到该岗位', group_none: '没有时限', 
    result: '办理结果', reason: '退回理由', result_need: '先写明办理结果', reason_need: '先写明退回理由', answer: '回报', give_back: '退回', keys: '上下', act: '办理', all_keys: '全部按键', key_help: 'J 或 ↓ 下一件；K 或 ↑ 上一件；Enter 办理；O 打开记录；Ctrl K 查找；? 收起或展开这一栏。',
    asked_others: '我交给别人的', asked_state: '{to} · {state} · {day}前', mine: '收件 {count} 件', ledger_rest: '另有 {count} 类还没有记录，在左边菜单里', ledger_empty: '台账还是空的：先导入工作簿，或从左边菜单新增。', not_held: '这个岗位是您代理的，由在任的人办交接。', inbox: '收件', posts: '换岗位',
  },
  {
    whole: 'the whole, {clock}, ends {day}', summary: '{today} today, {soon} within 3 working days. The most pressing clock stands first.', nothing: 'Nothing waits to be done.', days: '{used} of {total} working days used', until: 'until {day}', no_day: 'no time limit', 
    instruction: 'instruction', assignment: 'assignment', sign: 'handover to sign', unhanded: 'left without handover', vacant: 'vacant post', from: '{post}: {asked}', acting: 'acting for {post}', switch: 'Change to that post', group_none: 'Without a time limit',
    result: 'Result', reason: 'Reason of return', result_need: 'Write the result first', reason_need: 'Write the reason first', answer: 'Answer', give_back: 'Return', keys: 'move', act: 'act', all_keys: 'all keys', key_help: 'J or ↓ next; K or ↑ previous; Enter act; O open the record; Ctrl K find; ? shows or hides this.',
    asked_others: 'What I asked of others', asked_state: '{to} · {state} · by {day}', mine: '{count} in the inbox', ledger_rest: '{count} more kinds have no record yet; the menu has them', ledger_empty: 'The ledger is empty: import a workbook, or add records from the menu.', not_held: 'You act for this post; whoever holds it hands it over.', inbox: 'Inbox', posts: 'Change post',
  },
);
