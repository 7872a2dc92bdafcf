import { topic } from '../topic';

export default topic(
  {
    by_rule: '规则亮灯，无人能改', why: '亮灯原因', more: '另 {count} 条', colon: '：', unsaid: '未表态', quoted: '“{words}”', who: '谁、何时',
  },
  {
    by_rule: 'lit by rule; nobody can change it', why: 'why', more: '{count} more', colon: ': ', unsaid: 'not stated', quoted: '“{words}”', who: 'who and when',
  },
);
