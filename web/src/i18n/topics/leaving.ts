import { topic } from '../topic';

export default topic(
  {
    title: '离任和交接', open_dialog: '离任、交接', own: '离任交接', since: '{day}起在任', last: '在任到哪一天', last_help: '含当日，当日二十四时权限终止', basis_help: '文号', follows: '谁接', follows_person: '有后任', follows_deputy: '空缺，定代理', follows_nobody: '空缺', person: '后任', first: '后任自哪天起', until: '后任到哪天（借调要写）',
    deputy: '代理岗位', deputy_help: '空缺期间有本岗位的全部权限', nobody_help: '事项照样留在岗位上：有代理的由代理办，没有的转到单位主要负责人。', ends: '他本人所任的代理同日终止', own_help: '离任日期和后任由登记员登记。您先开交接单：下面这些由系统列入，再由您、接收人、单位主要负责人依次签字。',
    need_day: '先写离任日期', need_person: '先选后任；还没有的，选“空缺”', need_deputy: '先选代理岗位', goes: '交接的事', goes_help: '{count} 件，都留在岗位上，谁在任归谁办，期限一个也不改', goes_none: '岗位上没有待办的事', goes_duty: '职责', goes_assignment: '交办件', goes_inbox: '收件', goes_clock: '未到期的时限', goes_sign: '待签的交接单', goes_job: '待确认的任务', goes_draft: '起草中的文稿',
    more: '另有 {count} 件', unseen: '{count} 件，您无权看内容', deputies: '代理', fate_stays: '照旧代理本岗位（{condition}）', fate_stands_in: '自{day}起代理本岗位', fate_new: '自{day}起代理本岗位（新定）', fate_named: '……本人还代理“{post}”，不变', fate_ends: '……本人代理“{post}”，到{day}止', handover: '交接单同时开出，{day}前签完；过期显示在单位主要负责人的桌面上。', no_drift: '已印发的数一个也不变。',
    do: '登记离任，开交接单', do_anyway: '仍然登记离任', make: '开交接单', nothing_yet: '还没有存入', left: '{who}在“{post}”任职到{day}，已登记。', sign_next: '交接单已开，等移交人签字', by: '，{day}前签完。', open: '打开交接单', made_before: '交接单已经开出。',
  },
  {
    title: 'Leaving a post and handing it over', open_dialog: 'Leave, hand over', own: 'Hand over my post', since: 'since {day}', last: 'Last day', last_help: 'included; rights end at its midnight', basis_help: 'number of the document', follows: 'Who takes over', follows_person: 'A successor', follows_deputy: 'Vacant, with a deputy', follows_nobody: 'Vacant', person: 'Who follows', first: 'From', until: 'Until (a secondment says so)',
    deputy: 'Deputy post', deputy_help: 'has all rights of this post while it is vacant', nobody_help: 'Matters stay with the post: its deputy sees to them, or else the head of the unit.', ends: 'Deputyships of his own end on the same day', own_help: 'The registrar enters the last day and who follows. You enter the handover: the program lists what is below, then you, the receiver and the head of the unit sign.',
    need_day: 'Enter the last day first', need_person: 'Choose who follows, or “Vacant”', need_deputy: 'Choose the deputy post first', goes: 'What goes over', goes_help: '{count}, all of which stay with the post; no date changes', goes_none: 'Nothing waits at the post', goes_duty: 'Duties', goes_assignment: 'Assignments', goes_inbox: 'Inbox', goes_clock: 'Running clocks', goes_sign: 'Handovers to sign', goes_job: 'Jobs to answer', goes_draft: 'Texts being written',
    more: '{count} more', unseen: '{count} that you may not see', deputies: 'Deputies', fate_stays: 'stays deputy of this post ({condition})', fate_stands_in: 'stands in from {day}', fate_new: 'stands in from {day} (new)', fate_named: 'himself stands in at {post}, and stays so', fate_ends: 'himself stood in at {post}, until {day}', handover: 'The handover is entered as well, to be signed by {day}; after that it shows on the desk of the head of the unit.', no_drift: 'No published figure changes.',
    do: 'Enter and hand over', do_anyway: 'Enter it all the same', make: 'Enter the handover', nothing_yet: 'Nothing is stored yet', left: '{who} holds {post} until {day}: entered.', sign_next: 'The handover waits for the giver to sign', by: ', all by {day}.', open: 'Open the handover', made_before: 'The handover is entered already.',
  },
);
