// The desk: sign in by a post, find a task, open the national pilots of the half-year, follow the 46 to its records, to a slice and to
// the journal, go back to 31 March, switch to English, check a ledger with mistakes, take one over, meet another writer in one field,
// take a step, ask why. The first screen is measured against the byte budget.
import { join } from 'node:path';
import { check, examples, tell } from '../kit.js';

const SCRIPT_BUDGET = 350_000; // bytes over the wire before the first screen is drawn

await tell(async ({ url, browser, enter }) => {
  const { page, text, see, until, judge } = await enter(null);

  // what arrives before the first screen
  let script = 0;
  const sizes = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) sizes.push(response.request().sizes().then((size) => (script += size.responseBodySize)).catch(() => 0));
  });
  const first = await page.goto(`${url}/app/`);
  const policy = first.headers()['content-security-policy'];
  check(policy.includes("script-src 'self'") && !policy.includes('unsafe'), 'the policy lets in no script but our own files');
  await see('.posts button');
  await Promise.all(sizes);
  check(script > 20_000 && script < SCRIPT_BUDGET, `the first screen takes ${Math.round(script / 1000)} kB of script, compressed (of ${SCRIPT_BUDGET / 1000})`);
  check((await page.locator('.posts button').count()) >= 12, 'twelve posts are offered');
  check((await text('.entry .badge')).includes('2018年1月5日'), 'the sample says so, with its clock');
  await judge('sign-in');

  await page.getByRole('button', { name: '改革办经办岗' }).click();
  await see('.desk');
  check((await text('.who')).includes('改革办经办岗'), 'one click enters by a post');
  await see('.due-list');
  await judge('desk');

  await page.getByRole('link', { name: '改革任务', exact: true }).first().click();
  await see('.rows tbody th a');
  check((await text('.head')).includes('144 条'), 'the ledger lists its 144 tasks');
  check((await page.locator('.rows tbody tr').count()) < 80, 'of which only those in sight are drawn');
  await page.locator('.rows').evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await see('.rows tbody th', undefined);
  await page.locator('.rows').evaluate((box) => new Promise((done) => setTimeout(done, 50, box.scrollTo(0, box.scrollHeight))));
  await until(() => [...document.querySelectorAll('.rows tbody tr td')].some((cell) => cell.textContent.trim().startsWith('2017-08-')));
  check(true, 'and scrolling fetches the rest');
  await judge('tasks');
  await page.emulateMedia({ media: 'print' });
  await until(() => document.querySelectorAll('.rows tbody tr').length === 144);
  check(await page.locator('.side').isHidden(), 'on paper stand all 144, without the frame');
  await page.emulateMedia({ media: 'screen' });
  await until(() => document.querySelectorAll('.rows tbody tr').length < 80);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await see('.record-head h1');
  await see('.fields dt');
  check((await page.locator('.fields dt').count()) > 10, 'J and Enter open a task with its fields');
  await judge('task');

  await page.goto(`${url}/app/figures?period=2017H1&asof=2017-06-30`);
  await see('table.list .door');
  const row = page.locator('tr', { hasText: '国家级改革试点数' }).first();
  check((await row.locator('.door').innerText()) === '46', 'the figures of 30 June hold the 46');
  await row.locator('.door').click();
  await see('.drawer .big');
  check((await text('.drawer .big')) === '46', 'the 46 opens beside the table');
  check((await text('.drawer pre.definition')).startsWith('count pilot where'), 'with the rule it is counted by');
  await see('.drawer .change');
  check((await text('.drawer .change')).includes('+1'), 'and the change since 31 March');
  check((await text('.drawer .changes')).includes('供销合作社综合改革试点'), 'with the record that caused it');
  await page.getByRole('button', { name: '在本机验算摘要' }).click();
  await see('.drawer .ok', '一致');
  check(true, 'the browser counts the digest again and it agrees');
  await judge('drawer');

  await page.getByRole('button', { name: /的切片$/ }).first().click();
  await see('.drawer .slices li');
  check((await text('.drawer .slices')).includes('得知'), 'a record shows its slices with both times');
  await page.locator('.drawer .inside .place').first().click();
  await see('.entry-screen .proof');
  check((await text('.entry-screen')).includes('与第'), 'the journal entry is tied to the one before');
  await judge('journal-entry');

  await page.goto(`${url}/app/figures?period=2017H1`);
  await see('table.list .door');
  await page.locator('.time-parts .chosen').click();
  await page.locator('.time-form input[type=date]').first().fill('2017-03-31');
  await page.locator('.time-form input[value=now]').check();
  await page.locator('.time-form .main').click();
  await see('.pastbar', '2017年3月31日');
  await until(() => [...document.querySelectorAll('tr')].some((one) => one.textContent.includes('国家级改革试点数') && one.querySelector('.door')?.textContent.trim() === '45'));
  check(true, 'on 31 March there were 45');
  check(await page.evaluate(() => document.documentElement.classList.contains('past')), 'and the frame turns sepia');
  await judge('31-march');
  await page.locator('.side').getByRole('button', { name: /^试点和经验/ }).click();
  await page.getByRole('link', { name: '改革试点', exact: true }).first().click();
  await see('.rows tbody th a');
  check(page.url().includes('asof=2017-03-31') && (await page.getByRole('link', { name: '新增' }).count()) === 0, 'the day goes along to other screens, where nothing can be written');
  await page.keyboard.press('Escape');
  await page.locator('.pastbar').waitFor({ state: 'detached' });
  check(!page.url().includes('asof='), 'Escape returns to now');

  await page.getByRole('link', { name: '综述', exact: true }).first().click();
  await page.locator('.editions a').first().click();
  await see('.marks', '重放一致 51 / 51');
  check((await page.locator('.prose .door').count()) >= 40, 'each figure of the review is a door, and all 51 replay');
  await page.locator('.prose .door', { hasText: /^46/ }).first().click();
  await see('.drawer .pill.ok');
  check((await text('.drawer .value')).includes('重放一致'), 'the 46 of the text is the 46 of today');
  await judge('review');

  await page.getByRole('button', { name: 'English' }).click();
  await see('.drawer', 'What is counted');
  check((await text('.drawer h2')).toLowerCase().includes('national reform pilots'), 'one click turns the page and its answers into English');
  await judge('review-english');
  await page.getByRole('button', { name: '中文' }).click();
  await see('.drawer', '数的是什么');

  // the same thing without scripts, and back
  await page.locator('.side').getByRole('link', { name: '本页，不用脚本' }).click();
  await see('main h1');
  check(/\/figures\/[a-z._]+\?/.test(page.url()), 'the figure that is open has a page without scripts');
  await page.goBack();
  await see('.drawer .big');
  await page.keyboard.press('Escape');
  await page.locator('.drawer').waitFor({ state: 'detached' });
  await page.locator('.side').getByRole('link', { name: '本页，不用脚本' }).click();
  await see('a.full', '在工作台打开');
  check(/^\/reviews\/\d+$/.test(new URL(page.url()).pathname), 'so has the review');
  await page.locator('a.full').click();
  await see('.review .marks');
  check(new URL(page.url()).pathname.startsWith('/app/reviews/'), 'which leads back to its screen');

  // a ledger with mistakes, then one that is taken over and withdrawn
  await page.goto(`${url}/app/import`);
  await see('.past-imports tbody tr');
  await judge('import');
  await page.setInputFiles('input[type=file]', join(examples, 'ledger-2017-bad.xlsx'));
  await see('.must li');
  check((await text('.tally')).includes('还没有存入任何内容'), 'a ledger with mistakes is checked as a whole, and nothing is stored');
  check((await page.locator('.sheet .hit').count()) > 5, 'the findings stand in the cells of the sheet itself');
  check((await page.getByRole('button', { name: /^收下/ }).count()) === 0, 'it cannot be taken over');
  await judge('import-findings');
  await page.getByRole('button', { name: '换文件再查' }).click();
  await page.setInputFiles('input[type=file]', join(examples, 'plan.csv'));
  await page.getByRole('button', { name: /^收下/ }).click();
  await see('[role=status] h2', '已收下');
  check(true, 'a table without mistakes is taken over by one press');
  await see('.past-imports tbody tr', 'plan.csv');
  check((await page.getByRole('button', { name: '整批撤回' }).count()) === 0, 'to withdraw it is the registrar\'s, and is not offered to others');

  // a draft keeps whom it names
  await page.goto(`${url}/app/records/reform.task/new`);
  await page.locator('#field-lead_unit').click();
  await page.locator('#field-lead_unit').fill('规划');
  await page.locator('.el-select-dropdown__item:visible', { hasText: '规划' }).first().click();
  await see('.foot small', '已存本机');
  await page.reload();
  await see('.note', '没写完的内容还在');
  await see('.el-select__placeholder', '规划局');
  check(true, 'a draft that comes back says the unit by its name');
  await page.getByRole('button', { name: '不要草稿' }).click();

  // two writers of one field
  await page.goto(`${url}/app/records/reform.task?q=${encodeURIComponent('河长制')}`);
  await page.locator('.rows tbody th a').first().click();
  await see('.record-head h1');
  const task = new URL(page.url()).pathname.split('/').pop();
  await page.getByRole('link', { name: '修改', exact: true }).click();
  await see('#field-note');
  await judge('form');
  await page.locator('#field-note').fill('经办岗写的备注');
  await see('.foot small', '已存本机');
  await page.reload();
  await see('.note', '没写完的内容还在');
  check((await page.locator('#field-note').inputValue()) === '经办岗写的备注', 'what was typed survives a crash of the page');
  const second = await browser.newContext({ locale: 'zh-CN' });
  const other = await second.newPage();
  await other.goto(`${url}/app/`);
  await other.getByRole('button', { name: '改革办主任岗' }).click();
  await other.locator('.desk').waitFor();
  const changed = await other.evaluate(async (id) => (await fetch(`/api/v1/reform.task/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fields: { note: '主任岗先写的备注' } }) })).status, task);
  await second.close();
  check(changed === 200, 'meanwhile somebody else changes the same field');
  await page.locator('.foot .main').click();
  await see('.clash tr.both');
  const clash = await text('.clash');
  check(clash.includes('经办岗写的备注') && clash.includes('主任岗先写的备注'), 'the two versions stand side by side, field by field');
  await judge('conflict');
  await page.locator('.clash .main').click();
  await see('.fields', '经办岗写的备注');
  check(true, 'and what was chosen is entered');
  await page.getByRole('tab', { name: /历史/ }).click();
  await see('.diff ins', '经办岗写的备注');
  check((await text('#tab-panel')).includes('主任岗先写的备注'), 'the history tells both');
  await judge('history');

  // a step with its dialog, a refusal that explains itself, the declarations behind it
  await page.locator('.record-head').getByRole('button', { name: '暂缓' }).click();
  await see('.el-dialog .dialog-form');
  await judge('step');
  await page.locator('.dialog-form textarea').fill('等上级文件');
  await page.locator('.dialog-form .main').click();
  await see('.record-head .state', '暂缓');
  check(true, 'a step is taken from its dialog, with why');
  await page.goto(`${url}/app/why?entity=reform.task&id=${task}&verb=write`);
  await see('.fields', '改革办');
  check((await text('h2.ok')).includes('可以'), 'the program says by which rule one may');
  await judge('why');
  await page.getByRole('link', { name: '权限' }).click();
  await see('table.list tbody tr');
  await judge('declarations');
  await page.goto(`${url}/app/journal/520100`);
  await see('table.list tbody tr');
  await judge('journal');

  await page.setViewportSize({ width: 360, height: 740 });
  for (const [name, path] of [['desk', '/app/'], ['tasks', '/app/records/reform.task'], ['figures', '/app/figures?period=2017H1']]) {
    await page.goto(url + path);
    await see('.screen .card');
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, `a telephone shows ${name} without scrolling sideways`);
    await judge(`phone-${name}`);
  }
});
