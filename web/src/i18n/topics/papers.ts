import { topic } from '../topic';

export default topic(
  {
    title: '公文', issued: '已成文', original: '成文原件 PDF', draft: '照现在的记录排版，还没有成文', preview: '预览', digest: '摘要 SM3 {digest}',
    fill_title: '用记录填上级的表', fill_help: '上级发来的 .xlsx 表，认得的表头用记录逐行填入空行，其他一概不动；什么都不存。', fill_of: '用哪类记录', fill_where: '条件（可不填）', fill_pick: '选表', fill_found: '工作表“{sheet}”第 {row} 行是表头，填 {records} 条记录。', fill_unknown: '不认识的表头，留空不填：{heads}', fill_take: '下载填好的表', fill_busy: '正在填',
  },
  {
    title: 'Official papers', issued: 'issued', original: 'PDF as issued', draft: 'set from the record as it stands; not issued yet', preview: 'Preview', digest: 'digest SM3 {digest}',
    fill_title: 'Fill a superior’s workbook from records', fill_help: 'An .xlsx that somebody sent: below the heads that are known, records go into the empty rows; all else stays as it is. Nothing is stored.', fill_of: 'Records', fill_where: 'Condition (optional)', fill_pick: 'Choose the workbook', fill_found: 'Heads stand in row {row} of the sheet “{sheet}”; {records} records.', fill_unknown: 'Heads that nobody knows stay empty: {heads}', fill_take: 'Download the filled workbook', fill_busy: 'Filling',
  },
);
