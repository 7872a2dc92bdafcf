import { topic } from '../topic';

export default topic(
  {
    title: '请您过问的事', none: '没有临近时限或逾期的事。', more: '另有 {count} 件没有这些急。', over: '逾期 {days} 个工作日', left: '还剩 {days} 个工作日', due: '{clock} {day}', instruct: '批示', to: '批给 {to}，{day}前回报', own: '另写一句', own_hint: '可以只写这一句',
    by: '回报时限', send: '批给 {to}', sent: '已批给{to}，对方收件里已有，{day}前回报。', said: '我的批示', answer: '回报', returned: '退回', taken: '{day}签收', done: '{day}回报', waiting: '还没有签收', no_unit: '这条没有写明承办单位。', print: '打印', phrases: '批语', again: '再批', given: '{day}批示',
    not_received: '批示没有送出：',
  },
  {
    title: 'Matters that need you', none: 'Nothing is near its time limit or past it.', more: '{count} more are less pressing.', over: '{days} working days overdue', left: '{days} working days left', due: '{clock} {day}', instruct: 'Instruct', to: 'To {to}, to be answered by {day}', own: 'A sentence of your own', own_hint: 'It may stand alone',
    by: 'Answer by', send: 'Send to {to}', sent: 'Sent to {to}; it lies in the inbox there, to be answered by {day}.', said: 'My instructions', answer: 'Answer', returned: 'Returned', taken: 'taken on {day}', done: 'answered {day}', waiting: 'not taken on yet', no_unit: 'No unit is named here.', print: 'Print', phrases: 'Phrases', again: 'Once more', given: 'instructed {day}',
    not_received: 'The instruction was not sent: ',
  },
);
