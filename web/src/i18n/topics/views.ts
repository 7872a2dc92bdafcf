// The views of a list.
import { topic } from '../topic';

export default topic(
  {
    switch: '换一种看法', table: '表格', board: '看板', gantt: '甘特图', calendar: '日历', tree: '层级', map: '分区示意', all_keys: '全部按键', loaded_of: '已载入 {loaded} / {total}', month: '{month}月',
    lamp: '时限', reason: '原因', lamp_done: '办结', lamp_stopped: '已停', lamp_over: '逾期', lamp_warn: '临期', lamp_running: '时限内', lamp_waiting: '未开始', lamp_open: '无时限',
    why_over: '逾期 {days} 个工作日', why_warn: '还剩 {days} 个工作日', why_running: '还有 {days} 个工作日', why_waiting: '还没有开始', why_open: '没有写时限', why_stopped: '已停止计时', done_in_time: '按期办结', done_late: '晚 {days} 个工作日办结', reported: '报进度 {percent}%', moved: '{from} → {to}',
    legend_baseline: '基线（审定时的时限，不随改期移动）', legend_due: '从开始到时限', legend_filled: '当时报的进度', legend_moved: '改期', legend_late: '逾期', legend_ahead: '斜纹是所选日子以后，还没有发生，只画计划',
    keys_view: '换看法', keys_new: '新增一条', keys_find: '查找', keys_escape: '退出当前，再按回到现在', keys_help: '这张按键表', keys_everywhere: '处处可用', keys_walk: '上下走', keys_open: '打开', keys_cell: '左右走到一格', keys_edit: '修改这一格（Esc 不改）', keys_choose: '勾选这一行',
    keys_range: '勾选到这一行', keys_all: '勾选已载入的全部', keys_bulk: '成批修改勾选的', keys_card: '走到另一张卡片', keys_step: '办理：列出能走的步骤', keys_day: '走到另一天', keys_month: '上一月、下一月', keys_day_open: '列出这一天的', keys_unfold: '展开、收起', keys_area: '走到下一块', keys_area_open: '只看这一块的记录',
  },
  {
    switch: 'another view', table: 'Table', board: 'Board', gantt: 'Gantt', calendar: 'Calendar', tree: 'Tree', map: 'Areas', all_keys: 'all keys', loaded_of: '{loaded} of {total} loaded', month: '{month}',
    lamp: 'Due', reason: 'Reason', lamp_done: 'done', lamp_stopped: 'stopped', lamp_over: 'overdue', lamp_warn: 'due soon', lamp_running: 'in time', lamp_waiting: 'not begun', lamp_open: 'no due date',
    why_over: '{days} working days over', why_warn: '{days} working days left', why_running: '{days} working days left', why_waiting: 'has not begun', why_open: 'no due date is given', why_stopped: 'its clock was stopped', done_in_time: 'done in time', done_late: 'done {days} working days late', reported: '{percent}% reported', moved: '{from} → {to}',
    legend_baseline: 'baseline: the due date as approved, never moved', legend_due: 'from begin to due date', legend_filled: 'progress as reported then', legend_moved: 'due date changed', legend_late: 'overdue', legend_ahead: 'hatched: after the chosen day, planned and not yet so',
    keys_view: 'another view', keys_new: 'a new record', keys_find: 'find', keys_escape: 'leave; once more: back to now', keys_help: 'this table', keys_everywhere: 'Everywhere', keys_walk: 'up and down', keys_open: 'open', keys_cell: 'to a cell', keys_edit: 'change this cell (Esc: leave it)', keys_choose: 'choose this row',
    keys_range: 'choose up to this row', keys_all: 'choose all that are loaded', keys_bulk: 'change the chosen ones', keys_card: 'to another card', keys_step: 'the steps that can be taken', keys_day: 'to another day', keys_month: 'month before, month after', keys_day_open: 'what lies on this day', keys_unfold: 'open and fold', keys_area: 'to the next area', keys_area_open: 'only the records of this area',
  },
);
