import { topic } from '../topic';

export default topic(
  {
    title: '校核文稿', help: '贴上写好的文字，或拖入 TXT、Word 文件：每个数都与账本核对。文稿不留存。', paste: '文稿', paste_help: '贴在这里', file: '选 TXT 或 Word 文件', drop: '也可以把文件拖到这里', check: '校核', checking: '正在校核', again: '改文稿再校', copy: '下载带批注的 Word', to_draft: '存为草稿继续写', need: '请先贴上文字或选文件。',
    equal: '相符', different: '不符', name_number: '名称中的数', claim: '说法待证', wording: '习惯说法', unbound: '未绑定', written: '文中 {value}', ledger: '账本 {value}', likely: '可能是“{title}”', accept: '换成占位', undo: '还原', accept_equal: '相符的全部换成占位（{count}）', accepted: '已换成占位', none: '文中没有需要核对的数。', numbers: '各数', too_long: '文稿太长，一份草稿至多 10 万字。', draft_title: '校核的文稿',
  },
  {
    title: 'Proof of a text', help: 'Paste a text, or drop a TXT or Word file: each number is held against the ledger. The text is not kept.', paste: 'Text', paste_help: 'paste it here', file: 'Choose a TXT or Word file', drop: 'or drop the file here', check: 'Proof', checking: 'proofing', again: 'Change the text and proof again', copy: 'Download the annotated Word file', to_draft: 'Keep as a draft and write on', need: 'Paste a text or choose a file first.',
    equal: 'equal', different: 'different', name_number: 'number in a name', claim: 'claim', wording: 'wording', unbound: 'unbound', written: 'text {value}', ledger: 'ledger {value}', likely: 'perhaps “{title}”', accept: 'Make it a figure', undo: 'Undo', accept_equal: 'Make all equal ones figures ({count})', accepted: 'is a figure now', none: 'No number of the text needs proof.', numbers: 'Numbers', too_long: 'The text is too long: a draft holds at most 100,000 letters.', draft_title: 'Proofed text',
  },
);
