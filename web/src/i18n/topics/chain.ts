import { topic } from '../topic';

export default topic(
  {
    title: '责任链', cadence: '每一环至少 {days} 天有一次实质动作', show: '只看哪些环', all: '全部环节', live: '在抓', silent: '没有动静', young: '新设，还不评', unreached: '够不着的岗位，应到 {of}', none: '还没有责任链。', no_such: '这条线上没有这样的环节。', unreached_title: '够不着的岗位', all_reached: '应到的 {count} 个岗位都够得着', fold: '收起 {name} 以下', unfold: '展开 {name} 以下', silent_since: '{day} 起没有动静', last_on: '{day} 抓过', not_judged: '新设，还不评', loose: '上面断了', below: '下面 {count} 环，没有动静 {silent} 环', act: '记一次{what}',
  },
  {
    title: 'Chain', cadence: 'Each link has an act at least every {days} days', show: 'Which links to show', all: 'All links', live: 'Live', silent: 'Silent', young: 'New, not judged yet', unreached: 'not reached, of {of}', none: 'There is no chain yet.', no_such: 'No such link on this line.', unreached_title: 'Not reached', all_reached: 'All {count} that must be reached are', fold: 'Fold what is below {name}', unfold: 'Show what is below {name}', silent_since: 'silent since {day}', last_on: 'last act {day}', not_judged: 'new, not judged yet', loose: 'broken above', below: '{count} links below, {silent} silent', act: 'Record: {what}',
  },
);
