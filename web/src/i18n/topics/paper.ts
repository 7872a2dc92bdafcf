import { topic } from '../topic';

export default topic(
  {
    title: '公文', write: '边写边看公文', sides: '填写或看纸面', form: '填写', page: '纸面', keeps: '写的随时存在本机', as_printed: '打印出来就是这一页', pages: 'A4 · 每页 22 行，每行 28 字 · 第 {page} 页，共 {pages} 页', drawing: '正在画', proof: '校样 PDF', again: '再画',
    which: '哪一种公文', first: '按记录', before: '上一页', after: '下一页', alt: '{what}，打印第 {page} 页，共 {pages} 页', remarks: '版面说明 {count} 条', bound: '{count} 个数已绑定 · 裸数 {naked} 个', bind: '绑定“{what}”', choose: '选指标', number: '{field}在“{step}”时取，不会重号、跳号；纸面上留着位置。',
    save: '存草稿', save_step: '保存并{step}', naked: '还有 {count} 处裸数或错的占位，绑定后才能往下办；草稿可以存。',
  },
  {
    title: 'Official paper', write: 'Write and see the paper', sides: 'Form or page', form: 'Form', page: 'Page', keeps: 'What you write is kept on this device', as_printed: 'This is what is printed', pages: 'A4 · 22 lines of 28 letters · page {page} of {pages}', drawing: 'drawing', proof: 'Proof PDF', again: 'Draw again',
    which: 'Which paper', first: 'As the record has it', before: 'Page before', after: 'Next page', alt: '{what}, printed page {page} of {pages}', remarks: '{count} remarks on the layout', bound: '{count} figures bound · {naked} naked', bind: 'Bind to "{what}"', choose: 'Choose a figure', number: 'The {field} is taken at "{step}", without gap; its place is left on the page.',
    save: 'Save the draft', save_step: 'Save and {step}', naked: '{count} naked numbers or wrong placeholders: bind them before it goes on. The draft can be saved.',
  },
);
