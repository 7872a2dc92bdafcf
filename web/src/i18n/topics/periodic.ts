import { topic } from '../topic';

export default topic(
  {
    title: '该报的报告', write: '填写', see: '查看', not_yet: '还没有写', on_device: '有草稿在本机', lines: '{count} 行', photos: '照片 {count} 张', nothing: '这几期没有要报的。', back: '该报的报告', offline: '无网', past: '现在看的是过去，不能填写。',
    step: '第 {at} / {of} 项', check: '核对', check_title: '都写了，交之前看一遍', previous: '上一项', next: '下一项', to_check: '去核对', submit: '提交', kept: '已存本机 {time}', keeps: '写的随时存在本机', no_room: '本机存不下，草稿没有保存。请不要关掉页面，有网时直接提交。',
    taken: '沿用上期', change: '改', last: '上期写的，只供对照', progress: '有进展', copied: '与上期一字不差，会被真实性检查列出', comma: '、', filled: '已写 {count} 项', under: '本期要关注的 {count} 项', optional: '可不报', due_on: '时限 {day}', leave_out: '这一项不报',
    lack_state: '先选状态', lack_text: '写一句进展，或选“{none}”', lack_reason: '写明没有进展的原因', lacks: '还缺 {count} 行', to_line: '去这一行',
    waiting: '已存本机，待发送', waiting_short: '已存本机，待发送', waiting_how: '有网后自动发出，只发一次。', waiting_close: '不用守着。关掉页面也不会丢，下次打开筑城时接着发。', once: '同一个回执号只会收一份', due: '截止', kept_at: '存入', receipt: '回执号', go_on: '继续改', try_now: '现在试发', sign_in: '登录后自动发出', sign_in_long: '登录已过期。重新登录后自动发出，只发一次。',
    follows: '由{who}受理。退回会写明原因，工作台上看得到。', in_time: '在截止日 {day} 前送到，按时。', late: '截止日是 {day}，记为迟报。', closed: '这一期已结账', closed_how: '这一期已经结账。要更正，请在报告的记录上写明原因。', record: '看记录', to_desk: '回工作台', left_over: '本机还留着没有交的改动。', drop: '丢弃', no_lines: '这一期没有要报的。',
    returned: '被退回，改后再交', refused: '没有收下：', clash: '这一行别人在您之后改过，现在写的是：', clash_how: '有的行别人在您之后改过，逐行选用谁的，再交。', clash_mine: '用我的', clash_theirs: '用对方的',
  },
  {
    title: 'Reports owed', write: 'Write', see: 'Look', not_yet: 'not written yet', on_device: 'a draft is on this device', lines: '{count} lines', photos: '{count} photographs', nothing: 'Nothing is owed for these periods.', back: 'Reports owed', offline: 'no network', past: 'This is the past; nothing is written here.',
    step: '{at} of {of}', check: 'Check', check_title: 'Read it once more before it goes', previous: 'Back', next: 'Next', to_check: 'Check', submit: 'Submit', kept: 'Kept on this device {time}', keeps: 'What you write is kept on this device', no_room: 'This device has no room: the draft is not kept. Leave the page open and submit while there is a network.',
    taken: 'as in the period before', change: 'Change', last: 'Written the period before, to compare', progress: 'Progress', copied: 'word for word as before; the truth check will list it', comma: ', ', filled: '{count} filled in', under: '{count} to be looked at in this period', optional: 'may be left out', due_on: 'due {day}', leave_out: 'Leave this one out',
    lack_state: 'Choose the state first', lack_text: 'Write what happened, or choose "{none}"', lack_reason: 'Say why nothing happened', lacks: '{count} lines are not complete', to_line: 'Go to this line',
    waiting: 'Kept on this device, to be sent', waiting_short: 'kept on this device, to be sent', waiting_how: 'It is sent by itself when there is a network, and once only.', waiting_close: 'No need to wait. With the page closed nothing is lost; it goes on when Zhucheng is opened next.', once: 'One receipt number is taken once only', due: 'Due', kept_at: 'Kept', receipt: 'Receipt', go_on: 'Change it', try_now: 'Try now', sign_in: 'is sent after signing in', sign_in_long: 'The session is over. After signing in it is sent by itself, and once only.',
    follows: 'To be accepted by {who}. If it is returned, the reason is given and it is on your desk.', in_time: 'Arrived in time, before {day}.', late: 'It was due {day} and counts as late.', closed: 'This period is closed', closed_how: 'This period is closed. An amendment is made on the record of the report, with its reason.', record: 'The record', to_desk: 'To the desk', left_over: 'Changes that were not sent are still on this device.', drop: 'Discard', no_lines: 'Nothing is to be reported for this period.',
    returned: 'Returned: change it and submit again', refused: 'Not taken: ', clash: 'Somebody changed this line after you; it now says:', clash_how: 'Some lines were changed by somebody else after you. Choose line by line, then submit.', clash_mine: 'Use mine', clash_theirs: 'Use theirs',
  },
);
