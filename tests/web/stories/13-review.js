// A review is written, bound, published and replayed: from the template, with a figure completed by typing, a naked number bound and
// another marked, two writers of one text, a crash and a broken network; then a finished text is proofed and becomes a draft.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of (422|400)/);
  const { page, text, see, until, judge, context } = await enter('综述撰写岗');
  const box = page.locator('.paper-box');
  const end = () => box.evaluate((one) => (one.focus(), one.setSelectionRange(one.value.length, one.value.length)));

  await page.getByRole('link', { name: '起草与校核', exact: true }).click();
  await see('.draft-new');
  await page.locator('.draft-new .short').fill('2017H1');
  await judge('drafts');
  await page.locator('.draft-new .main').click();
  await see('.draft-figures li');
  await until(() => document.querySelectorAll('.draft-figures .door').length === 51);
  check(true, 'the template of a module is a draft whose 51 figures are counted');
  await until(() => [...document.querySelectorAll('.paper-mirror mark')].some((one) => one.dataset.value === '46'));
  check((await page.locator('.paper-mirror mark').first().getAttribute('data-value')) === '7', 'each placeholder shows its value while it is written');
  const same = await page.evaluate(() => {
    const [sheet, area] = [document.querySelector('.paper-mirror'), document.querySelector('.paper-box')];
    return area.scrollHeight <= sheet.offsetHeight + 1;
  });
  check(same, 'and the sheet behind the text box is as long as its text');
  await judge('draft');

  // type, complete, bind, mark
  await end();
  await page.keyboard.type('\n\n上半年共有国家级改革试点46项,其中{{national_d');
  await see('.paper-complete [aria-selected=true]', 'reform_pilot_national_done');
  await judge('draft-complete');
  await page.keyboard.press('Enter');
  await page.keyboard.type('项已经完成,另有77项正在谋划。');
  check((await box.inputValue()).includes('{{reform_pilot_national_done}}项已经完成'), 'two braces and a few letters complete a figure');
  await until(() => document.querySelectorAll('.problem').length === 2);
  check((await page.locator('.paper-mirror mark.naked').count()) === 2, 'naked numbers are underlined');
  check((await text('.problem')).includes('绑定“国家级改革试点数”（数值相同）'), 'and the figure that is meant is offered');
  await judge('draft-naked');
  await page.getByRole('button', { name: '印发', exact: true }).click();
  await see('.publishing', '还有 2 处须处理');
  check(await page.getByRole('button', { name: /^印发第/ }).isDisabled(), 'what the command line refuses is refused here, before publishing');
  await page.getByRole('button', { name: '先不印发' }).click();
  await page.getByRole('button', { name: '绑定“国家级改革试点数”（数值相同）' }).click();
  check((await box.inputValue()).includes('国家级改革试点{{reform_pilot_national_total}}项,其中'), 'one press binds it');
  await page.keyboard.press('Control+z');
  check((await box.inputValue()).includes('国家级改革试点46项,其中'), 'and the browser takes it back');
  await page.keyboard.press('Control+y');
  await until(() => document.querySelectorAll('.problem').length === 1);
  await page.locator('.problem').getByRole('button', { name: '不是数' }).click();
  await page.locator('.problem form input').fill('谋划中的约数,见会议纪要');
  await page.locator('.problem form .main').click();
  await see('.draft-side .ok', '可以印发');
  check((await box.inputValue()).includes('[[77项|谋划中的约数,见会议纪要]]'), 'what is no figure is marked with its reason');

  // a crash, then no network
  await until(() => (document.querySelector('.draft-status')?.textContent ?? '').includes('已存本机'));
  await page.reload();
  await see('.note', '没存入的内容还在');
  check((await box.inputValue()).includes('另有[[77项|'), 'what was not saved survives a crash of the page');
  await until(() => document.querySelectorAll('.draft-figures .door').length === 53);
  await context.setOffline(true);
  await end();
  await page.keyboard.type('\n\n断网时写的话。');
  await page.keyboard.press('Control+s');
  await see('.draft-status', '网络不通');
  await context.setOffline(false);
  await until(() => (document.querySelector('.draft-status')?.textContent ?? '').includes('已存入草稿'));
  check(true, 'without network it stays on the device and is saved as soon as there is one');

  // somebody else saves another paragraph, then the same one
  const draft = new URL(page.url()).pathname.split('/').pop();
  const other = await enter('改革办主任岗');
  const change = (from, to) => other.page.evaluate(async ({ id, from, to }) => {
    const now = await (await fetch(`/api/v1/core.draft/${id}`)).json();
    return (await fetch(`/api/v1/core.draft/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ slice: String(now.slice), fields: { text: now.fields.text.replace(from, to) } }) })).status;
  }, { id: draft, from, to });
  check((await change('## 下半年：盯住没有办完的事', '## 下半年：盯住还没有办完的事')) === 200, 'meanwhile somebody else saves another paragraph');
  await end();
  await page.keyboard.type('再加的话。');
  await page.keyboard.press('Control+s');
  await see('.draft-status', '已合在一起');
  const merged = await box.inputValue();
  check(merged.includes('盯住还没有办完的事') && merged.includes('再加的话。'), 'both paragraphs are in the text');
  await change('再加的话。', '主任改过的话。');
  await end();
  await page.keyboard.press('Backspace');
  await page.keyboard.type(',撰写岗改的。');
  await page.keyboard.press('Control+s');
  await see('.clash .sides');
  const clash = await text('.clash');
  check(clash.includes('主任改过的话。') && clash.includes('撰写岗改的。') && (await page.locator('.clash .sides').count()) === 1, 'the one paragraph that both changed stands side by side');
  await judge('draft-conflict');
  await page.locator('.clash label', { hasText: '别人的' }).click();
  await page.locator('.clash .main').click();
  await see('.draft-status', '已存入草稿');
  check((await box.inputValue()).includes('主任改过的话。'), 'and the one that was chosen is saved');

  // publish and replay
  await page.keyboard.press('Control+Enter');
  await see('.draft-preview .prose .door');
  check((await page.locator('.draft-preview .prose .door').count()) === 53, 'the preview is the text that will be frozen');
  await judge('draft-preview');
  await page.getByRole('button', { name: '印发', exact: true }).click();
  await see('.publishing', '将是第 2 版，更正第 1 版');
  await page.locator('.publishing .grow input').fill('补写试点一段');
  await judge('publish');
  await page.getByRole('button', { name: '印发第 2 版' }).click();
  await see('.published-now', '已印发第 2 版');
  check(/\/reviews\/\d+/.test(await text('.published-now code')), 'the edition has its address');
  check(await box.evaluate((one) => one.readOnly), 'and the draft can be written no more');
  await judge('published');
  await page.locator('.published-now').getByRole('link', { name: '打开这一版' }).click();
  await see('.marks', '重放一致 53 / 53');
  check(true, 'all its figures replay');
  await page.getByRole('link', { name: '比较两版' }).first().click();
  await see('.compare-text');
  await see('.compare-rows ins', '断网时写的话');
  check((await text('.compare-figures')).includes('只在右版'), 'the two editions stand side by side, text and figures');
  await judge('compare');
  await page.goto(`${url}/app/reviews`);
  await page.locator('.editions a').nth(1).click();
  await see('.warn', '已有更正');
  check(true, 'the first edition stays readable and says that it was corrected');

  // proof of pasted prose and of a file
  await page.goto(`${url}/app/proof`);
  await page.locator('.proof-in .short').fill('2017H1');
  await page.locator('.proof-in textarea').fill('上半年全市改革情况\n承担国家级改革试点47项,已完成12项;省级改革试点55项。领导小组召开会议7次,书记一把手负责,天上有99朵云。');
  await page.reload();
  await page.locator('.proof-in .short').fill('2017H1');
  check((await page.locator('.proof-in textarea').inputValue()).includes('47项'), 'a pasted text survives a crash too');
  await page.getByRole('button', { name: '校核', exact: true }).click();
  await see('.proof-list li.different');
  check((await text('.proof-list li.different')).includes('账本 46'), 'a number that differs stands with both values');
  check((await page.locator('.proof-list li.equal').count()) >= 3, 'equal ones are told apart');
  check((await page.locator('.proof-text .proof-mark.wording').count()) === 1, 'and an idiom is none');
  await judge('proof');
  await page.getByRole('button', { name: /^相符的全部/ }).click();
  await page.locator('.proof-list li.different').getByRole('button', { name: '换成占位' }).click();
  check((await text('.proof-text')).includes('国家级改革试点{{reform_pilot_national_total}}项,已完成{{reform_pilot_national_done}}项'), 'one press makes them figures');
  await page.getByRole('button', { name: '存为草稿继续写' }).click();
  await see('.problem', '99');
  await until(() => document.querySelectorAll('.draft-figures .door').length >= 4);
  check(true, 'and the text a draft, with what is naked named');

  const folder = mkdtempSync(join(tmpdir(), 'zc-story-'));
  const word = await page.evaluate(async (id) => (await (await fetch(`/api/v1/core.draft/${id}`)).json()).fields.text, draft);
  writeFileSync(join(folder, 'text.txt'), word.replace(/\{\{[^}]*\}\}/g, '3').replace(/\[\[([^|]*)\|[^\]]*\]\]/g, '$1'));
  await page.goto(`${url}/app/proof`);
  await page.setInputFiles('.proof-in input[type=file]', join(folder, 'text.txt'));
  await see('.proof-list li');
  check((await page.locator('.proof-list li').count()) > 40, 'a file is proofed as it is dropped');
  await page.goto(`${url}/app/proof`);
  await page.setInputFiles('.proof-in input[type=file]', new URL('../../fuzz/corpus/docx/plain.docx', import.meta.url).pathname);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载带批注的 Word' }).click()]);
  await file.saveAs(join(folder, 'proof.docx'));
  const bytes = readFileSync(join(folder, 'proof.docx'));
  check(file.suggestedFilename() === 'plain-proof.docx' && bytes.subarray(0, 2).toString() === 'PK' && bytes.includes('word/comments.xml'), 'a Word file comes back with its numbers annotated');

  await page.setViewportSize({ width: 360, height: 740 });
  for (const [name, path, wanted] of [['drafts', '/app/drafts', '.drafts li'], ['draft', `/app/drafts/${draft}`, '.draft-figures li'], ['compare', '/app/compare', '.compare-pick']]) {
    await page.goto(url + path);
    await see(wanted);
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, `a telephone shows ${name} without scrolling sideways`);
    await judge(`phone-${name}`);
  }
});
