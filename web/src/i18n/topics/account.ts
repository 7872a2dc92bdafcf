import { topic } from '../topic';

export default topic(
  {
    title: '登录与口令', sessions: '在用的登录', sessions_help: '不认得的，就地结束它，再换口令。', this: '本次登录', since: '{at}登录', used: '最近使用 {at}', end: '结束', ended: '已结束，那边一秒内退出。', password: '更换口令', present: '现在的口令', next: '新口令', again: '再写一遍', others: '同时结束其他全部登录',
    change: '更换', changed: '口令已更换。', changed_due: '口令已更换，{day}前再换。', differ: '两遍写的不一样', rule: '12 至 128 个字，可以用空格和汉字，可以粘贴；常用的、好猜的不能用。', show: '显示口令', as: '以{post}', device: '链接登录，保持登录',
    factor: '动态码', factor_on: '{at}起，登录时口令和动态码一起核对。', left: '恢复码还剩 {count} 个', factor_off: '没有设。设了以后，别人光知道口令也进不来。', factor_must: '没有设。管理员必须设，下次登录时就要。', set_up: '设置动态码', other_device: '换一台设备', enrol: '启用',
    scan: '用手机上的验证器（支持 RFC 6238 的都可以）扫这个码，或手工输入密钥，再写它显示的 6 位数。', qr: '动态码的二维码', secret: '密钥', first: '手机上的动态码', code_before: '现在用的动态码，或一个恢复码', code: '动态码', code_optional: '设了才填；手机不在身边，可用一个恢复码',
    recovery: '恢复码', recovery_help: '手机不在身边时，用一个恢复码代替动态码；每个只能用一次。只显示这一次，请打印或抄下，锁好。', print: '打印', save: '存成文件', kept: '已收好', kept_enter: '已收好，进入', must: '管理员登录须有动态码，先设置再进入。',
  },
  {
    title: 'Sign-in and password', sessions: 'Sessions in use', sessions_help: 'End one that you do not know, then change the password.', this: 'this one', since: 'signed in {at}', used: 'last used {at}', end: 'End', ended: 'Ended; it is out within a second.', password: 'Change the password', present: 'Present password', next: 'New password', again: 'Once more', others: 'End all other sessions too',
    change: 'Change', changed: 'The password is changed.', changed_due: 'The password is changed, and is due again by {day}.', differ: 'The two differ', rule: '12 to 128 characters; blanks, Chinese and pasting are welcome; what is common or easily guessed is refused.', show: 'Show passwords', as: 'as {post}', device: 'by link, stays signed in',
    factor: 'One-time codes', factor_on: 'Since {at} the password and a one-time code are checked together.', left: '{count} recovery codes left', factor_off: 'Not set up. With them, knowing the password alone lets nobody in.', factor_must: 'Not set up. Administrators need them, at the latest with the next sign-in.', set_up: 'Set up one-time codes', other_device: 'Another device', enrol: 'Set up',
    scan: 'Scan this with an authenticator on your phone (any that knows RFC 6238), or type the secret into it, and give the 6 digits that it shows.', qr: 'QR code for one-time codes', secret: 'Secret', first: 'Code on the phone', code_before: 'One-time code in use now, or a recovery code', code: 'One-time code', code_optional: 'if you have set one up; without the phone, a recovery code',
    recovery: 'Recovery codes', recovery_help: 'Without the phone, one of these stands for the code; each works once. They are shown this once: print or copy them and lock them away.', print: 'Print', save: 'Save as a file', kept: 'I have them', kept_enter: 'I have them; enter', must: 'Administrators sign in with a one-time code: set it up to enter.',
  },
);
