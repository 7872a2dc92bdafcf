import { topic } from '../topic';

export default topic(
  {
    title: '排名', period: '{from} 至 {to}，截至 {asof}', none: '还没有在用的{what}，所以没有排名。办法在年初之前定下，过后不改。', how: '按时率按全市平均作了调整，事项少的单位不会因为一项大起大落；到期不足数的只列出、不排名。横条是单凭偶然可能落在的范围（95%），范围重叠的不分先后。', count: '{count} 个单位', empty: '没有到期事项。', place: '名次', kept: '按时 / 到期', rate: '调整后', range: '可能的范围', unranked: '到期不足数，不排名', no_order: '与各单位都分不出先后', together: '与后面 {count} 个单位不分先后', total: '合计 {total} 分，满分 {asked}', part: '得 {earned} / {points}，{passed} / {all} 项', nothing: '没有可算的', passed: '算', failed: '不算', instead: '代上级承担', not_yours: '得分签发前是草稿；签发后各单位看本单位的，领导看全部。',
  },
  {
    title: 'Ranking', period: '{from} to {to}, as of {asof}', none: 'No {what} is in force, so there is no ranking. It is fixed before the year and not changed after.', how: 'Rates are drawn towards that of the city, so that one item neither raises nor throws down a small unit; with too few due, a unit is listed and not ranked. The bar is where chance alone may put it (95 %): where bars overlap there is no order.', count: '{count} units', empty: 'Nothing was due.', place: 'Place', kept: 'In time / due', rate: 'Adjusted', range: 'Where it may lie', unranked: 'too few due to be ranked', no_order: 'cannot be told from any other', together: 'no order with the {count} that follow', total: '{total} points of {asked}', part: '{earned} of {points}, {passed} of {all}', nothing: 'nothing to count', passed: 'counts', failed: 'does not count', instead: 'in place of the one below', not_yours: 'The score is a draft until it is signed; then each unit sees its own and leaders see all.',
  },
);
