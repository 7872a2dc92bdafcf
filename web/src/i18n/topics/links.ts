import { topic } from '../topic';

export default topic(
  {
    title: '一次性链接', lead: '给本人当面扫，或打印成条子交给本人。{hours}小时内有效，只能用一次；再发一条，上一条就作废。', find: '按单位、岗位或姓名找', vacant: '岗位空缺', no_account: '还没有账号，请安全管理员先开', suspended: '账号已停用或锁定', waits: '有一条待用，{at}到期', invited: '还没有进入过',
    issue: '发链接', again: '重发', withdraw: '收回', withdrawn: '已收回，那条链接不能再用。', none: '没有可以发链接的岗位。', none_found: '没有找到。', once: '只显示这一次，关掉后只能重发。', device: '扫码后点“进入”，这台设备{days}天内不用再登录。', password: '扫码后设一个口令，以后用登录名和口令进入。', until: '{at}前有效，只能用一次', copy: '复制链接', copied: '已复制。', copy_failed: '没有复制成，请选中链接自己复制。', print: '打印条子', paper: '纸张', done: '已交给本人', code: '{post}的二维码', warn: '谁拿到谁能进入：只交给本人，不要转发到群里。', step1: '一、用手机扫码，或在浏览器打开下面的地址。', step2: '二、核对岗位是不是您的，再点“进入”。', wrong_post: '不是您的岗位，请把这张条子交回发条子的单位。',
  },
  {
    title: 'One-time links', lead: 'Let its owner scan it before you, or print a slip and hand it over. It works once, within {hours} hours; another one ends the one before.', find: 'Find by unit, post or name', vacant: 'vacant', no_account: 'no account yet; the security administrator makes one', suspended: 'the account is suspended or locked', waits: 'one waits until {at}', invited: 'has never entered',
    issue: 'Issue a link', again: 'Issue anew', withdraw: 'Take back', withdrawn: 'Taken back; that link is dead.', none: 'There is no post that you may issue links for.', none_found: 'Nothing found.', once: 'Shown this once; after closing, only a new one can be issued.', device: 'After scanning and pressing Enter this device stays signed in for {days} days.', password: 'After scanning, a password is set, to sign in with from then on.', until: 'Until {at}, once only', copy: 'Copy the link', copied: 'Copied.', copy_failed: 'It could not be copied; select the link and copy it yourself.', print: 'Print a slip', paper: 'Paper', done: 'Handed over', code: 'QR code for {post}', warn: 'Whoever has it can enter: hand it to its owner only, and to no group.', step1: '1. Scan it with a phone, or open the address below in a browser.', step2: '2. See that the post is yours, then press Enter.', wrong_post: 'If it is not your post, give this slip back to whoever issued it.',
  },
);
