import { topic } from '../topic';

export default topic(
  {
    title: '抽样', open: '看抽样', seed: '种子', published: '{day} 公布', entry: '账本里的这一笔', fixed: '公布之后种子、范围、期间、抽查数都不能再改；公布之后才读名单。', unpublished: '种子还没有公布。公布之后才能抽样。', frame: '名单', in_frame: '项在名单里，抽 {size} 项', frame_known: '名单按 {at} 所知读取', not_read: '还没有读名单。', condition: '名单的条件',
    order: '次序', rule: '每项算一个 SM3（种子、一竖、编号连起来），按摘要从小到大排，最前面的抽中。谁也挑不了。', play: '再看一遍抽样', stop: '直接看结果', agrees: '这台设备重抽了一遍：次序、摘要、抽中的都一致', differs: '这台设备重抽的结果与账本不一致', place: '次序', object: '对象', number: '编号', withheld: '您无权查看', not_drawn: '未抽中', more: '再看 {count} 项', none_yet: '抽样之后，全部次序在这里。',
    proves: '说明什么', k95: '查了 {checked} 项，{wrong} 项不实。按 95% 的把握，全部 {all} 项里不实的最多 {most} 项；再多，就不大可能只查出这么几项。', k95_how: '按超几何分布计算（K95），查得越多界越紧；没有结论的不算。', yourself: '自己重算', yourself_how: '把每个编号照下面算一遍摘要，从小到大排，取前 {size} 项，应与上面一致。', copy: '复制 {count} 个编号', copied: '已复制 {count} 个编号',
  },
  {
    title: 'Draw', open: 'See the draw', seed: 'Seed', published: 'published {day}', entry: 'its entry in the journal', fixed: 'Once it is published, seed, frame, period and size never change; the frame is read only after that.', unpublished: 'The seed is not published yet. Nothing is drawn before.', frame: 'Frame', in_frame: 'in the frame, {size} drawn', frame_known: 'The frame as known at {at}', not_read: 'The frame is not read yet.', condition: 'Condition of the frame',
    order: 'Order', rule: 'Each has the SM3 of seed, bar and number; ordered by it, the first are drawn. Nobody can choose.', play: 'See the draw again', stop: 'To the result', agrees: 'Drawn again on this device: order, digests and those drawn are the same', differs: 'Drawn again on this device it differs from the ledger', place: 'Place', object: 'What', number: 'Number', withheld: 'you may not see it', not_drawn: 'not drawn', more: '{count} more', none_yet: 'After the draw the whole order stands here.',
    proves: 'What it proves', k95: '{checked} were checked, {wrong} proved false. With 95 % certainty at most {most} of all {all} are false; were it more, so few would hardly have been found.', k95_how: 'By the hypergeometric distribution (K95): the more are checked, the tighter; what is undecided does not count.', yourself: 'Count it yourself', yourself_how: 'Digest every number as below, order by the digests, take the first {size}: it must be the same as above.', copy: 'Copy {count} numbers', copied: '{count} numbers copied',
  },
);
