// The views of a list.
import { topic } from '../topic';

export default topic(
  {
    switch: '换一种看法', table: '表格', board: '看板', gantt: '甘特图', calendar: '日历', tree: '层级', map: '分区示意', all_keys: '全部按键', loaded_of: '已载入 {loaded} / {total}', month: '{month}月',
    lamp: '时限', reason: '原因', lamp_done: '办结', lamp_stopped: '已停', lamp_over: '逾期', lamp_warn: '临期', lamp_running: '时限内', lamp_waiting: '未开始', lamp_open: '无时限',
    why_over: '逾期 {days} 个工作日', why_warn: '还剩 {days} 个工作日', why_running: '还有 {days} 个工作日', why_waiting: '还没有开始', why_open: '没有写时限', why_stopped: '已停止计时', done_in_time: '按期办结', done_late: '晚 {days} 个工作日办结', reported: '报进度 {percent}%', moved: '{from} → {to}',
    legend_baseline: '基线（审定时的时限，不随改期移动）', legend_due: '从开始到时限', legend_filled: '当时报的进度', legend_moved: '改期', legend_late: '逾期', legend_ahead: '斜纹是所选日子以后，还没有发生，只画计划',
    group_by: '分组', group_none: '不分组', group_empty: '没有写{field}', group_done: '{count} 条，办结 {done}（{percent}%）', fold_all: '全部收起', unfold_all: '全部展开', groups_many: '多于 500 组，没有分组；请加条件。', keys_ends: '到头、到尾', keys_fold: '收起、展开一组',
    steps: '办理', more: '再看 {count} 张', none_here: '没有', only_state: '只看这个状态的', drop_open: '放在这里', drop_closed: '您现在不能办这一步', drop_none: '没有通到这里的步骤', step_refused: '“{name}”不能{step}：{why}', no_step: '“{name}”没有从{from}到{to}的步骤。',
    clocks: '计时到期', day_off: '放假', day_makeup: '上班', off: '休', makeup: '班', on_day: '{count} 件', month_before: '上一月', month_after: '下一月', this_month: '本月', month_counts: '{days} 个工作日 · {rows} 件', by_date: '按', month_full: '这一月多于 {most} 件，只画了前面的。请加条件。', and_more: '另 {count} 件',
    week_1: '周一', week_2: '周二', week_3: '周三', week_4: '周四', week_5: '周五', week_6: '周六', week_7: '周日',
    from_above: '也可从上级展开：', more_of: '更多{what}',
    sketch: '示意', sketch_help: '示意，不是地图：方块按区划代码排列，不表示位置和大小；颜色深浅是记录多少。点一块，只看这一块的。', by_area: '按', areas_below: '{area}各区域', no_area: '这些记录还没有写明区域。', tile: '{area}，{count} 条', other_areas: '别的区域', counts_in_each: '写了几个区域的记录，在各区域都计一次', without_area: '另有 {count} 条没有写{field}。', see_them: '看这些',
    edit_cell: '修改{field}', chosen: '已勾选 {count} 条', choose_everything: '勾选全部 {count} 条（含未载入的）', choose_all: '勾选已载入的全部', choose_row: '勾选 {name}', choose_none: '不勾了', bulk: '成批修改', bulk_of: '成批修改 {count} 条', bulk_field: '改哪一列', bulk_value: '改成', bulk_empty: '不填就是清空', bulk_preview: '先看会怎样', bulk_write: '改这 {count} 条', bulk_look: '勾选 {seen} 条，其中 {changed} 条会变。', bulk_first: '下面列前 {count} 条。', bulk_differs: '会变', bulk_none_written: '一条也没有改。',
    written: '已改 {count} 条，记入一次事务。', take_back: '撤回', taken_back: '已撤回，{count} 条回到原来。',
    keys_view: '换看法', keys_new: '新增一条', keys_find: '查找', keys_escape: '退出当前，再按回到现在', keys_help: '这张按键表', keys_everywhere: '处处可用', keys_walk: '上下走', keys_open: '打开', keys_cell: '左右走到一格', keys_edit: '修改这一格（Esc 不改）', keys_choose: '勾选这一行',
    keys_range: '勾选到这一行', keys_all: '勾选已载入的全部', keys_bulk: '成批修改勾选的', keys_card: '走到另一张卡片', keys_step: '办理：列出能走的步骤', keys_day: '走到另一天', keys_month: '上一月、下一月', keys_day_open: '列出这一天的', keys_unfold: '展开、收起', keys_area: '走到下一块', keys_area_open: '只看这一块的记录',
  },
  {
    switch: 'another view', table: 'Table', board: 'Board', gantt: 'Gantt', calendar: 'Calendar', tree: 'Tree', map: 'Areas', all_keys: 'all keys', loaded_of: '{loaded} of {total} loaded', month: '{month}',
    lamp: 'Due', reason: 'Reason', lamp_done: 'done', lamp_stopped: 'stopped', lamp_over: 'overdue', lamp_warn: 'due soon', lamp_running: 'in time', lamp_waiting: 'not begun', lamp_open: 'no due date',
    why_over: '{days} working days over', why_warn: '{days} working days left', why_running: '{days} working days left', why_waiting: 'has not begun', why_open: 'no due date is given', why_stopped: 'its clock was stopped', done_in_time: 'done in time', done_late: 'done {days} working days late', reported: '{percent}% reported', moved: '{from} → {to}',
    legend_baseline: 'baseline: the due date as approved, never moved', legend_due: 'from begin to due date', legend_filled: 'progress as reported then', legend_moved: 'due date changed', legend_late: 'overdue', legend_ahead: 'hatched: after the chosen day, planned and not yet so',
    group_by: 'Groups', group_none: 'none', group_empty: 'without {field}', group_done: '{count}, {done} done ({percent}%)', fold_all: 'Fold all', unfold_all: 'Unfold all', groups_many: 'More than 500 groups: not grouped. Add a condition.', keys_ends: 'to the first, to the last', keys_fold: 'fold and unfold a group',
    steps: 'Steps', more: '{count} more', none_here: 'none', only_state: 'only those in this state', drop_open: 'drop here', drop_closed: 'you cannot take this step now', drop_none: 'no step leads here', step_refused: '"{name}" cannot {step}: {why}', no_step: '"{name}": no step leads from {from} to {to}.',
    clocks: 'clocks', day_off: 'day off', day_makeup: 'working', off: 'off', makeup: 'work', on_day: '{count} here', month_before: 'month before', month_after: 'month after', this_month: 'this month', month_counts: '{days} working days · {rows} records', by_date: 'by', month_full: 'More than {most} in this month: only the first are drawn. Add a condition.', and_more: '{count} more',
    week_1: 'Mon', week_2: 'Tue', week_3: 'Wed', week_4: 'Thu', week_5: 'Fri', week_6: 'Sat', week_7: 'Sun',
    from_above: 'Or begin above:', more_of: 'more: {what}',
    sketch: 'sketch', sketch_help: 'A sketch and no map: the tiles stand in the order of codes and tell neither place nor size; the shade tells how many records. A tile narrows the list to its area.', by_area: 'by', areas_below: 'Areas of {area}', no_area: 'These records name no area yet.', tile: '{area}, {count} records', other_areas: 'Other areas', counts_in_each: 'a record that names several areas counts in each', without_area: '{count} more without {field}.', see_them: 'see them',
    edit_cell: 'change {field}', chosen: '{count} chosen', choose_everything: 'choose all {count}, loaded or not', choose_all: 'choose all that are loaded', choose_row: 'choose {name}', choose_none: 'choose none', bulk: 'Change together', bulk_of: 'Change {count} records together', bulk_field: 'which column', bulk_value: 'to', bulk_empty: 'nothing empties it', bulk_preview: 'See what would happen', bulk_write: 'Change these {count}', bulk_look: '{seen} chosen, {changed} of them would change.', bulk_first: 'The first {count}:', bulk_differs: 'changes', bulk_none_written: 'Not one was changed.',
    written: '{count} changed in one transaction.', take_back: 'take back', taken_back: 'Taken back: {count} are as they were.',
    keys_view: 'another view', keys_new: 'a new record', keys_find: 'find', keys_escape: 'leave; once more: back to now', keys_help: 'this table', keys_everywhere: 'Everywhere', keys_walk: 'up and down', keys_open: 'open', keys_cell: 'to a cell', keys_edit: 'change this cell (Esc: leave it)', keys_choose: 'choose this row',
    keys_range: 'choose up to this row', keys_all: 'choose all that are loaded', keys_bulk: 'change the chosen ones', keys_card: 'to another card', keys_step: 'the steps that can be taken', keys_day: 'to another day', keys_month: 'month before, month after', keys_day_open: 'what lies on this day', keys_unfold: 'open and fold', keys_area: 'to the next area', keys_area_open: 'only the records of this area',
  },
);
