// A unit with 13 tasks and 130 items reports its month on a telephone over TLS in at most 40 taps: a draft outlives the end of the page, what
// is submitted without a network goes out once by itself, and what somebody else changed is asked and not overwritten.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell, words } from '../kit.js';

const phone = { viewport: { width: 390, height: 844 }, ignoreHTTPSErrors: true, hasTouch: true };
const post = '市委组织部联络员';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (404|422)|ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK/);
  const ask = (page, method, path, body) =>
    page.evaluate(
      async ([method, path, body]) => {
        const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
        return { status: answer.status, body: await answer.json() };
      },
      [method, path, body],
    );
  const reports = '/api/v1/reform.monthly_report';
  const records = async (name, filter) => (await ask(office.page, 'GET', `/api/v1/${name}?limit=500&filter=${encodeURIComponent(filter)}`)).body.items;

  // the ledger that the unit answers for, and its month before
  const office = await enter('改革办经办岗', { ignoreHTTPSErrors: true });
  async function signedIn(login, title, options) {
    const said = (given, input) => {
      const done = spawnSync(program, ['user', city, ...given], { input, encoding: 'utf8' });
      if (done.status) throw new Error(done.stderr);
    };
    const held = (await records('core.holding', `post.title = '${title}'`))[0];
    const person = (await ask(office.page, 'GET', `/api/v1/core.person/${held.fields.person}`)).body.fields.name;
    said(['add', login, '--person', person, '--post', title]);
    said(['password', login], `correct horse battery ${login}\n`);
    const one = await enter(null, options);
    await one.page.goto(`${url}/app/signin`);
    const answer = await ask(one.page, 'POST', '/api/v1/session', { login, password: `correct horse battery ${login}` });
    check(answer.status === 201, `${title} signs in`);
    await one.page.goto(`${url}/app/`);
    await one.see('.desk');
    return one;
  }
  const liaison = await signedIn('liaison', post, phone);
  let page = liaison.page;
  const form = async (period) => (await ask(liaison.page, 'GET', `${reports}/periodic?period=${period}`)).body;
  const tasks = (await form('2017-12')).lines;
  check(tasks.length === 13, '13 tasks');
  const made = await office.page.evaluate(async (given) => {
    const wrong = [];
    for (const [task, due] of given)
      for (let seq = 1; seq <= 10; seq++) {
        const fields = { task, seq, name: `第${seq}件具体事项`, deliverable_type: null, acceptance_standard: '印发文件', weight: 1, due_on: due, baseline_due_on: due };
        fields.deliverable_type = globalThis.deliverable ??= (await (await fetch('/api/v1/meta')).json()).codelists.find((one) => one.name.endsWith('deliverable_type')).codes[0].code;
        const answer = await fetch('/api/v1/reform.item', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fields, valid_from: '2017-12-01' }) });
        if (answer.status !== 201) wrong.push(await answer.text());
      }
    return wrong;
  }, tasks.map((one) => [one.id, one.row.fields.due_on]));
  check(!made.length, `and 130 items ${made[0] ?? ''}`);
  const november = await ask(page, 'POST', `${reports}/periodic`, { period: '2017-11', submit: true, lines: tasks.map((one) => ({ task: one.id, fields: { claimed_state: 'started', claimed_share: '0.40', what: `十一月召开推进会，第${one.id}号任务完成征求意见。` } })) });
  check(november.status === 201, 'November was reported');
  const wide = (await form('2017-12')).lines;
  check(wide.filter((one) => !one.required).length === 130 && wide.filter((one) => one.required).length === 13, 'the form of December holds the 13 tasks, and the items due, which may be left out');

  // every tap of the telephone is counted, also over the end of a page
  await liaison.context.addInitScript(() => {
    document.addEventListener('click', (event) => event.isTrusted && event.detail !== 0 && localStorage.setItem('taps', String(Number(localStorage.getItem('taps') ?? 0) + 1)), true);
  });
  const taps = () => page.evaluate(() => Number(localStorage.getItem('taps') ?? 0));
  const button = (name) => page.getByRole('button', { name, exact: true });
  let spoken = words(page);
  async function opened() {
    page = await liaison.context.newPage();
    page.setDefaultTimeout(20_000);
    spoken = words(page);
    await page.goto(`${url}/app/`);
    await spoken.see('.desk');
  }
  const fits = async () => (await page.evaluate(() => document.documentElement.scrollWidth)) <= page.viewportSize().width;
  async function thumb(what) {
    const height = page.viewportSize().height;
    const boxes = await page.locator('.report footer .button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
    check(boxes.length === 2 && boxes.every((one) => one.bottom <= height && one.top >= height * 0.66 && one.bottom - one.top >= 44), `${what}: both buttons lie under the thumb`);
    const small = await page.locator('.report button, .report a').evaluateAll((all) => all.map((one) => ({ name: one.textContent, box: one.getBoundingClientRect() })).filter(({ box }) => box.height > 0 && (box.height < 43.9 || box.width < 43.9)).map((one) => `${one.name} ${one.box.width}x${one.box.height}`));
    check(!small.length && (await fits()), `${what}: every target is 44 pixels, nothing is wider than the telephone ${small.join(' | ')}`);
  }

  await page.close();
  await opened();
  const card = () => page.locator('.owed-reports li', { hasText: '2017年12月' });
  await card().waitFor();
  check((await card().innerText()).includes('2018年1月8日'), 'the desk says what is owed and until when');
  await spoken.judge('month-desk');
  await card().getByRole('link', { name: '填写' }).click();

  await spoken.see('.steps', '第 1 / 13 项');
  check((await page.locator('.last').innerText()).includes('十一月召开推进会'), 'the month before stands beside');
  check((await page.locator('textarea').first().inputValue()) === '', 'and never in the field');
  check((await spoken.text('.standing')).includes('推进中 40%') && (await spoken.text('.standing')).includes('沿用上期'), 'state and share of the month before are offered, and said to be so');
  await spoken.judge('month-line');
  await thumb('a line');
  await page.locator('textarea').first().click();
  const write = async (text) => {
    await spoken.until(() => document.activeElement?.matches('textarea'));
    await page.keyboard.insertText(text);
  };
  await write('十一月召开推进会，第号任务完成征求意见');
  await page.locator('textarea').first().fill(await page.locator('.last p').nth(1).innerText());
  await spoken.see('.report .meta', '一字不差');
  check(true, 'a copy of the month before is named as one at once');
  await page.locator('textarea').first().fill('十二月印发实施方案，第1项落实到处室。');
  await button('下一项').click();
  await spoken.see('.steps', '第 2 / 13 项');
  await button('本月无进展').click();
  await write('等上级批复编制方案。');
  await page.setViewportSize({ width: 360, height: 740 });
  await spoken.judge('month-none');
  await thumb('no progress at 360 pixels');
  await button('下一项').click();
  await spoken.see('.steps', '第 3 / 13 项');
  await write('十二月印发实施方案，第3项落实到处室。');
  await page.locator('.under .fold-more').click();
  await page.locator('.under .row').first().click();
  await page.locator('.under .inner').getByRole('button', { name: '推进中' }).click();
  await page.locator('.under .inner textarea').first().click();
  await write('文件稿已送审。');
  await spoken.judge('month-item');
  check(await fits(), 'an item of the task is written under it');
  await button('下一项').click();
  await spoken.see('.steps', '第 4 / 13 项');
  await write('写到一半');
  await spoken.see('footer .meta', '已存本机');
  await page.waitForTimeout(700);
  await page.close(); // in the middle of it

  await opened();
  await page.setViewportSize(phone.viewport);
  check((await card().innerText()).includes('有草稿在本机'), 'after the end of the page the draft is on the device');
  await card().getByRole('link', { name: '填写' }).click();
  await spoken.see('.steps', '第 5 / 13 项');
  check(true, 'and writing goes on at the first line that is open');
  for (let at = 5; at <= 13; at++) {
    await spoken.see('.steps', `第 ${at} / 13 项`);
    if (at === 5) await page.locator('textarea').first().click();
    await write(`十二月第${at}项印发实施方案，落实到处室。`);
    await button(at === 13 ? '去核对' : '下一项').click();
  }
  await spoken.see('h1', '交之前看一遍');
  check((await page.locator('.review li').count()) === 14, 'all lines and the one item are read before they go');
  await spoken.judge('month-review');
  await thumb('the review');

  // without a network: kept, not lost with the page, and sent once by itself from any screen
  await liaison.context.setOffline(true);
  await button('提交').click();
  await spoken.see('h1', '已存本机，待发送');
  const used = await taps();
  check(used <= 40, `the month was reported with ${used} taps, at most 40`);
  await spoken.judge('month-waiting');
  await thumb('waiting');
  const stands = (await ask(office.page, 'GET', `${reports}/periodic/owed?period=2017-12`)).body.units.find((one) => one.lines === 143);
  check(stands.report === null, 'nothing has arrived');
  await page.close();
  await liaison.context.setOffline(false);
  await opened();
  await card().waitFor({ state: 'detached' });
  const december = async () => (await form('2017-12')).report;
  liaison.page = page;
  const sent = await december();
  check(sent?.fields.state === 'submitted', 'opening the desk was enough: it is submitted');
  const lines = (await records('reform.report_line', `report = ${sent.id}`)) ?? [];
  check(lines.length === 14, 'with 14 lines, once');
  check(lines.filter((one) => one.fields.no_progress === true && one.fields.no_progress_reason === '等上级批复编制方案。' && !one.fields.what).length === 1, 'no progress is said as such, with its reason');
  check(lines.some((one) => one.fields.what === '写到一半'), 'what was typed before the end of the page is there');

  // returned with a reason; the answer to the second submission is lost on its way
  await ask(office.page, 'PATCH', `${reports}/${sent.id}`, { fields: { returned_reason: '第四项没有写完' } });
  check((await ask(office.page, 'POST', `${reports}/${sent.id}/transition/return`, {})).status === 200, 'the office returns it');
  await page.reload();
  await card().getByRole('link', { name: '填写' }).click();
  await spoken.see('.wrong', '第四项没有写完');
  check(true, 'why it was returned stands on top');
  for (let at = 1; at < 4; at++) await button('下一项').click();
  await spoken.see('.steps', '第 4 / 13 项');
  await page.locator('textarea').first().fill('十二月印发实施方案，第4项写完了。');

  // somebody else of the unit was quicker with this line
  const lead = await signedIn('lead', '市委组织部主要负责人岗', { ignoreHTTPSErrors: true });
  const fourth = (await ask(lead.page, 'GET', `${reports}/periodic?period=2017-12`)).body.lines[3];
  check((await ask(lead.page, 'PATCH', `/api/v1/reform.report_line/${fourth.line.id}`, { fields: { what: '负责人改的一句。' } })).status === 200, 'the lead of the unit changes the same line');
  for (let at = 4; at <= 13; at++) await button(at === 13 ? '去核对' : '下一项').click();
  await button('提交').click();
  await spoken.see('.wrong', '别人在您之后改过');
  await page.locator('.wrong .link').first().click();
  await spoken.see('.wrong', '负责人改的一句。');
  await spoken.judge('month-clash');
  check((await december()).fields.state === 'returned', 'nothing was overwritten: it is asked at the line');
  await button('用我的').click();
  for (let at = 4; at <= 13; at++) await button(at === 13 ? '去核对' : '下一项').click();
  let passed = 0;
  await page.route('**/periodic?*', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    passed++;
    await route.fetch();
    await route.abort();
  });
  await button('提交').click();
  await spoken.see('h1', '已存本机，待发送');
  await page.locator('.report footer .main:not([disabled])').waitFor();
  await page.unroute('**/periodic?*');
  await button('现在试发').click();
  await spoken.see('h1', '已提交');
  await spoken.judge('month-sent');
  check(passed === 1 && (await december()).fields.state === 'submitted', 'the answer was lost, it was tried again, and is submitted');
  const after = await records('reform.report_line', `report = ${sent.id}`);
  check(after.length === 14 && after.some((one) => one.fields.what === '十二月印发实施方案，第4项写完了。'), 'the lines are there once');
  check((await records('reform.monthly_report', `unit = ${sent.fields.unit}`)).length === 2, 'and the reports are November and December');
  check((await page.locator('.kept.done').innerText()).includes('受理'), 'it is said what follows');

  await page.goto(`${url}/app/periodic`);
  await spoken.see('.owed-reports li', '2017年12月');
  await spoken.judge('month-owed');
  check(await fits(), 'the list of reports fits');
}, '--tls', 'self');
