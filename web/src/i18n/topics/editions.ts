import { topic } from '../topic';

export default topic(
  {
    compare: '比较两版', left: '左', right: '右', none: '要有两版才能比较。', pick: '选两版', same_text: '正文相同。', text: '正文', changed: '{count} 段不同', figures: '数', same_figures: '各数相同。', only_left: '只在左版', only_right: '只在右版', figure: '指标', cause: '由这些记录引起', no_cause: '记录未变，是口径或写法不同', came: '新计入', went: '不再计入', moved: '有修改', hide_same: '只看不同', unit: '第{n}版',
    warn_clocks: '会改变期限', clocks: '按{day}看，{due} 个期限换日子，{lamps} 个换灯。', clocks_gone: '{count} 个不再计期限。', clocks_first: '先列 {count} 个。', clock: '期限', clock_before: '现在', clock_after: '改后', no_clock: '无期限', lamp_running: '正常', lamp_warned: '临期', lamp_over: '超期', lamp_paused: '停计', lamp_opening: '启用前到期', lamp_stopped_in_time: '按期办结', lamp_stopped_late: '逾期办结',
    drift: '印发后的变动', drift_help: '按印发时所知仍是印出的数；按现在所知，有 {count} 个数的依据变了。', printed: '印出', now: '现在', by: '由这些记录引起', withheld: '另有 {count} 条您无权查看', correct: '另起更正', same_value: '数值未变，依据的记录有修改', broken: '无法重算',
    warn: '这一改会让已印发的数变动', warn_help: '已印发的版本不会改动，会标出有变动；要不要更正另出新版，由印发岗位定。', warn_only: '数值不变、依据有变的还有 {count} 个。', after: '改后', go_on: '知道了，仍要存入', back: '先不存',
  },
  {
    compare: 'Compare two editions', left: 'left', right: 'right', none: 'Two editions are needed.', pick: 'Choose two editions', same_text: 'The texts are the same.', text: 'Text', changed: '{count} paragraphs differ', figures: 'Figures', same_figures: 'All figures are the same.', only_left: 'left only', only_right: 'right only', figure: 'Figure', cause: 'caused by these records', no_cause: 'the records are the same; definition or form differs', came: 'counts now', went: 'counts no longer', moved: 'changed', hide_same: 'differences only', unit: 'edition {n}',
    warn_clocks: 'This moves deadlines', clocks: 'Read on {day}, {due} deadlines fall on another day and {lamps} change their lamp.', clocks_gone: '{count} run no longer.', clocks_first: 'The first {count}.', clock: 'Deadline', clock_before: 'Now', clock_after: 'After', no_clock: 'none', lamp_running: 'on time', lamp_warned: 'due soon', lamp_over: 'overdue', lamp_paused: 'paused', lamp_opening: 'due before the start', lamp_stopped_in_time: 'done in time', lamp_stopped_late: 'done late',
    drift: 'Drift since publication', drift_help: 'As known then every figure is as printed; as known now {count} rest on records that changed.', printed: 'printed', now: 'now', by: 'caused by these records', withheld: 'and {count} that you may not see', correct: 'Begin a correction', same_value: 'same value, records behind it changed', broken: 'cannot be counted',
    warn: 'This change moves figures that are published', warn_help: 'Published editions stay as they are and show the drift; whether to publish a correction is for who publishes.', warn_only: '{count} more keep their value and change the records behind it.', after: 'after this change', go_on: 'I know; save it', back: 'Do not save',
  },
);
