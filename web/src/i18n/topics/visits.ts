import { topic } from '../topic';

export default topic(
  {
    title: '现场督察', sum: '抽中 {all} 项，还要查 {open} 项，{places} 处', since: '{at} 存在本机', none: '现在没有抽中待查的。抽样之后、进驻期内，抽中的在这里。', open: '待查 {count} 项', all_done: '都查过了', written: '已写初步结论', refused_short: '没有收下，要改', only: '只看到{round}抽中的，进驻期结束后不再看到。',
    rank: '抽中次序 {rank}', object: '督察对象', no_claim: '没有写申报内容', record: '看这条记录', list: '回清单', store: '记入台账', next: '查下一项', stored: '已记入台账。', follows: '单位还看不到；在记录上办“{step}”之后，单位才能申辩。', lack: '先写{what}', past: '现在看的是过去，不能填写。',
  },
  {
    title: 'On the spot', sum: '{all} drawn, {open} to inspect, {places} places', since: 'kept on this device {at}', none: 'Nothing that was drawn waits to be inspected. It stands here after the draw, while the inspection is open.', open: '{count} to inspect', all_done: 'all inspected', written: 'first verdict written', refused_short: 'not taken, to be changed', only: 'Only what was drawn by {round} is seen, and no longer when it has closed.',
    rank: 'place {rank} in the draw', object: 'What is inspected', no_claim: 'no claim was written', record: 'The record', list: 'To the list', store: 'Put into the ledger', next: 'The next one', stored: 'It is in the ledger.', follows: 'The unit does not see it yet: it replies after "{step}" on the record.', lack: 'Write first: {what}', past: 'This is the past; nothing is written here.',
  },
);
