import { topic } from '../topic';

export default topic(
  {
    title: '负担', look: '发之前看一眼', since: '{period}已收', unknown: '查不到这些单位已收多少。', line: '{unit}：督办 {notices} · 填表 {forms} · 现场 {visits} · 要材料 {requests}', repeated: '其中重复要的 {count}', more: '另有 {count} 个单位', all: '看各单位的负担',
    help: '每个单位一个季度被要了多少：督办、报表、现场督察、要材料；同一件事 30 天内被两家要的算重复。', unit: '单位', notices: '督办', forms: '填表', visits: '现场', requests: '要材料', again: '重复', submitted: '已交', minutes: '填报中位分钟', sum: '合计', before: '上一季', after: '下一季', quarter: '季度', month: '按月', none: '这一季没有要过什么。', own: '只看得到本单位的。', choose: '看哪些单位', add: '加一个单位',
  },
  {
    title: 'Burden', look: 'Before it is sent', since: 'received in {period}', unknown: 'What these units have received cannot be found out.', line: '{unit}: notices {notices} · forms {forms} · visits {visits} · requests {requests}', repeated: '{count} asked twice', more: '{count} further units', all: 'The burden of units',
    help: 'How much each unit is asked in a quarter: notices, forms, visits, requests; the same asked by two within 30 days counts as repeated.', unit: 'Unit', notices: 'Notices', forms: 'Forms', visits: 'Visits', requests: 'Requests', again: 'Repeated', submitted: 'Submitted', minutes: 'Median minutes', sum: 'All', before: 'Quarter before', after: 'Next quarter', quarter: 'Quarter', month: 'By month', none: 'Nothing was asked in this quarter.', own: 'You see your own unit alone.', choose: 'Which units', add: 'Add a unit',
  },
);
