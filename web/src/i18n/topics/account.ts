import { topic } from '../topic';

export default topic(
  {
    title: '登录与口令', sessions: '在用的登录', sessions_help: '不认得的，就地结束它，再换口令。', this: '本次登录', since: '{at}登录', used: '最近使用 {at}', end: '结束', ended: '已结束，那边一秒内退出。', password: '更换口令', present: '现在的口令', next: '新口令', again: '再写一遍', others: '同时结束其他全部登录',
    change: '更换', changed: '口令已更换。', changed_due: '口令已更换，{day}前再换。', differ: '两遍写的不一样', rule: '12 至 128 个字，可以用空格和汉字，可以粘贴；常用的、好猜的不能用。', show: '显示口令', as: '以{post}', device: '链接登录，保持登录',
  },
  {
    title: 'Sign-in and password', sessions: 'Sessions in use', sessions_help: 'End one that you do not know, then change the password.', this: 'this one', since: 'signed in {at}', used: 'last used {at}', end: 'End', ended: 'Ended; it is out within a second.', password: 'Change the password', present: 'Present password', next: 'New password', again: 'Once more', others: 'End all other sessions too',
    change: 'Change', changed: 'The password is changed.', changed_due: 'The password is changed, and is due again by {day}.', differ: 'The two differ', rule: '12 to 128 characters; blanks, Chinese and pasting are welcome; what is common or easily guessed is refused.', show: 'Show passwords', as: 'as {post}', device: 'by link, stays signed in',
  },
);
