import { topic } from '../topic';

export default topic(
  {
    title: '大屏', none: '还没有模块声明大屏。', asof: '截至 {day}', known: '按 {day} 所知', paused: '已暂停，{seconds} 秒后继续', go_on: '继续', broken: '联系不上，画面停在 {time}', leave: '回到工作台',
    promises: '{count} 项承诺，{all} 项检查过 {passed} 项', passes: '全部通过', nothing: '尚无可查的记录', failing: '{title}：{count} 条', no_area: '还没有写明区划的记录', areas: '各区县承担 {least} 至 {most} 项', area: '各区县承担 {most} 项', sketch: '示意图，非界线',
    nothing_then: '所看之日没有在执行的计划', links: '责任链 {count} 环', alive: '责任链 {count} 环，{silent} 环本季无行动', level: '第 {n} 级 {count}', no_late: '没有滞后或预警', bar: '{title}：{parts}',
    first: '还缺什么', first_lead: '每一份再交来的材料会启用哪些检查和亮灯。没有材料的检查不算通过，也不算不通过。', waits: '尚未启用', runs: '已在检查', bring: '带来', switches_on: '就会启用', all_on: '所有检查都已有材料。', passed_of: '{passed} / {applicable}', see: '看不通过的', more_failing: '共 {count} 条不通过', lamp_inputs: '亮灯还缺的材料', lamp_needs: '{what}：还没有一条记录；有了以后 {lamp} 才看得到。',
  },
  {
    title: 'Wall', none: 'No module declares a wall yet.', asof: 'as of {day}', known: 'as known on {day}', paused: 'paused, goes on in {seconds} s', go_on: 'Go on', broken: 'out of reach; the picture is of {time}', leave: 'Back to the workplace',
    promises: '{count} promises: {passed} of {all} checks pass', passes: 'all pass', nothing: 'nothing to check yet', failing: '{title}: {count}', no_area: 'no row names an area yet', areas: 'the districts bear {least} to {most} each', area: 'the districts bear {most} each', sketch: 'a sketch, no boundaries',
    nothing_then: 'no plan is in force on this day', links: '{count} links of responsibility', alive: '{count} links of responsibility, {silent} without action this quarter', level: 'level {n}: {count}', no_late: 'nothing late or warned', bar: '{title}: {parts}',
    first: 'What is still missing', first_lead: 'What each further file would switch on, of checks and of lamps. A check without material neither passes nor fails.', waits: 'not yet switched on', runs: 'running', bring: 'bring', switches_on: 'switches on', all_on: 'All checks have material.', passed_of: '{passed} / {applicable}', see: 'see what fails', more_failing: '{count} fail in all', lamp_inputs: 'What lamps still lack', lamp_needs: '{what}: no record yet; {lamp} cannot see them until there are.',
  },
);
