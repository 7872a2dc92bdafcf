// The year change on the page, with its origin and back again; long work that is asked for, followed, downloaded; a transaction with all that it
// wrote; an account that is locked out and signed in.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (400|401|403|404|422|429)/);
  const run = (...words) => {
    const done = spawnSync(program, words, { encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr);
    return done.stdout;
  };
  run('change', city, 'reform.plan', 'new', 'year=2018', 'title=示例2018年改革要点', 'approved_task_total=150', 'starts_on=2018-01-01', 'ends_on=2018-12-31', 'approved_on=2018-01-03');
  const { page, see, judge } = await enter('改革办经办岗');
  const ask = (path) => page.evaluate(async (at) => (await fetch(at)).json(), path);
  const count = async (filter) => (await ask(`/api/v1/reform.task?filter=${encodeURIComponent(filter)}&count=true&exact=true&limit=1`)).total.count;
  const figures = async () => JSON.stringify((await ask('/api/v1/metrics?period=2017H2&asof=2017-12-31')).figures.map((one) => [one.id, one.value, one.digest]));
  const before = await figures();
  const open = await count("plan.year = 2017 and state in ('active', 'suspended')");

  await page.locator('.side').getByRole('link', { name: '年度结转' }).click();
  await see('.due-lines li', '2018');
  const [from, to] = [page.locator('main form select').nth(0), page.locator('main form select').nth(1)];
  const label = async (select, words) => select.selectOption({ label: (await select.locator('option').allInnerTexts()).find((one) => one.includes(words)) });
  await label(from, '2017');
  await label(to, '2018');
  await page.locator('input[type=date]').first().fill('2018-01-04');
  await page.getByLabel('依据文件', { exact: true }).fill('示例改发〔2018〕1号');
  await page.getByRole('button', { name: '先看会怎样' }).click();
  await see('.office-report', `结转 ${open} 条`);
  await see('.office-report', '→ 2018-01-');
  check((await count('plan.year = 2018')) === 0, 'what would be carried is listed with its new numbers, and nothing is stored');
  await judge('office-carry');
  await page.getByRole('button', { name: '照此办理' }).click();
  await see('.office-report', '已办，事务');
  check((await count('plan.year = 2018 and not empty(carried_from)')) === open && (await figures()) === before, 'twins with their origin are there, no figure of December moved');
  await page.locator('.office-report div', { hasText: '改革任务' }).getByRole('link', { name: '看转来的和各自的来源' }).first().click();
  await see('.rows td', '2018-01-001');
  check((await page.locator('.rows tbody tr:not(.space)').count()) > 5, 'the list of the twins shows what each came from');
  await judge('office-carried');
  await page.goBack();
  await see('.due-lines li');
  await label(page.locator('main form select').nth(0), '2017');
  await label(page.locator('main form select').nth(1), '2018');
  await page.getByLabel('依据文件', { exact: true }).fill('再来一次');
  await page.getByRole('button', { name: '先看会怎样' }).click();
  await see('.wrong', '没有要结转的');
  check(true, 'a second time finds nothing open');
  await page.locator('.due-lines li', { hasText: '2018' }).getByRole('button', { name: '整批撤回' }).click();
  await page.locator('.take-back input').fill('文件没有下');
  await page.locator('.take-back .main').click();
  await see('.note.ok', '已整批撤回');
  check((await count('plan.year = 2018')) === 0 && (await count("plan.year = 2017 and state in ('active', 'suspended')")) === open && (await figures()) === before, 'taken back as a whole, from the plan that it went into');

  // long work
  await page.locator('.side').getByRole('link', { name: '后台任务' }).click();
  await see('.jobs');
  await page.getByLabel('选哪类记录').selectOption('reform.task');
  await page.locator('main form .button').click();
  await see('.list a.button', '下载');
  await see('.list', '留到');
  const file = await page.evaluate(async (at) => (await (await fetch(at)).arrayBuffer()).byteLength, await page.locator('.list a.button').first().getAttribute('href'));
  check(file > 5000, 'an export is asked for, made beside everything else, and downloaded');
  await judge('office-jobs');
  // what waits behind other work says so; a backup is made and fetched by who keeps the machine
  const [keeper] = (await ask(`/api/v1/core.post?filter=${encodeURIComponent("title = '系统管理岗'")}`)).items;
  run('change', city, 'core.post', keeper.id, 'sign_in_order=18');
  const machine = await enter('系统管理岗');
  await machine.page.goto(`${url}/app/jobs`);
  await machine.see('.jobs');
  const asked = await Promise.all(Array.from({ length: 3 }, () => machine.ask('POST', '/api/v1/jobs', { kind: 'verify' })));
  check(asked.every((one) => one.status === 202), 'three verifications are asked for');
  await machine.page.getByRole('button', { name: '备份全市' }).click();
  await machine.see('.jobs li', '已排队，前面还有');
  check(true, 'a job behind others says how many come before it');
  await machine.judge('office-jobs-queue');
  for (const one of asked) await machine.ask('POST', `/api/v1/jobs/${one.id}/cancel`, {});
  await machine.see('main .list tbody tr a.button', '下载');
  const zip = await machine.page.evaluate(async (at) => [...new Uint8Array(await (await fetch(at)).arrayBuffer()).slice(0, 2)], await machine.page.locator('main .list a.button').first().getAttribute('href'));
  check(zip.join() === '80,75', 'and the backup is there to be taken away');
  await machine.context.close();
  // from a transaction to all that it wrote, and back
  await page.setViewportSize({ width: 1440, height: 900 });
  const changed = await page.evaluate(async () => {
    const rows = (await (await fetch('/api/v1/reform.task?limit=3&fields=code')).json()).items;
    const body = { fields: { acceptance_standard: '示例标准' }, records: rows.map((one) => ({ id: one.id, slice: one.slice })), why: '示例' };
    return (await (await fetch('/api/v1/reform.task/bulk', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json());
  });
  check(changed.changed === 3, 'three records are changed at once');
  await page.goto(`${url}/app/transactions/${changed.tx}`);
  await see('.list tbody tr', '示例标准');
  check((await page.locator('.list tbody tr').count()) === 3, 'its transaction shows all that it wrote');
  await judge('office-transaction');
  await page.getByRole('button', { name: '整批撤回' }).click();
  await page.locator('.take-back input').fill('示例');
  await page.locator('.take-back .main').click();
  await see('.tx-back .ok', '已整批撤回');
  check((await count("acceptance_standard = '示例标准'")) === 0, 'and is taken back as a whole');
  await page.locator('.list tbody th a').first().click();
  await see('.entry-screen dd a', String(changed.tx));

  // accounts: the security administrator sees who is locked out and signed in, and ends either
  const mine = await page.evaluate(async () => (await (await fetch('/api/v1/session')).json()));
  const login = run('user', city, 'list').split('\n').find((line) => line.includes(mine.person_name)).split('\t')[0].trim();
  const wrong = () => page.evaluate(async (name) => (await fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: name, password: 'not the right one' }) })).status, login);
  for (let failed = 0, tries = 0; failed < 5 && tries < 60; tries++) {
    if ((await wrong()) === 401) failed++;
    else await page.waitForTimeout(300);
  }
  check((await wrong()) === 429, 'after five wrong passwords the account has to wait');
  const refused = await page.evaluate(async (id) => [(await fetch(`/api/v1/accounts/${id}/access`)).status, (await fetch(`/api/v1/accounts/${id}/unlock`, { method: 'POST' })).status], mine.account);
  check(refused.every((one) => one === 403 || one === 404), 'whoever administers no accounts learns and ends nothing');
  const guard = await enter('安全管理岗');
  await guard.page.goto(`${url}/app/office/people`);
  await guard.see('.list tbody tr', '起');
  await guard.judge('office-posts');
  await guard.page.getByRole('button', { name: '账号', exact: true }).click();
  await guard.page.locator('main input[type=search]').fill(login);
  await guard.page.locator('main input[type=search]').press('Enter');
  await guard.page.locator('main .list tbody tr', { hasText: login }).first().getByRole('button', { name: '登录情况' }).click();
  await guard.see('.access .warn', '还要等');
  await guard.see('.access li', '改革办经办岗');
  await guard.judge('office-access');
  await guard.page.getByRole('button', { name: '解除等待' }).click();
  await guard.see('.access .meta', '没有因输错口令而锁定');
  check((await wrong()) === 401, 'the wait is ended: the next try is looked at again');
  await guard.page.getByRole('button', { name: '结束全部登录' }).click();
  await guard.see('.access .ok', '已结束');
  await see('.entry');
  check(true, 'its sessions are ended, and its open page is back at the entrance by itself');
  await guard.page.setViewportSize({ width: 360, height: 740 });
  check(await guard.page.evaluate(() => document.documentElement.scrollWidth <= 360), 'nothing runs over on a telephone');

  // rules on a day, codes, and the year of days
  const any = await enter('市住建局联络员');
  await any.page.goto(`${url}/app/office/rules`);
  await any.see('.rules tbody tr', '未确认');
  await any.see('.rules tbody tr', '随程序');
  await any.judge('office-rules');
  await any.page.locator('main input[type=date]').fill('2016-06-30');
  await any.page.locator('main input[type=date]').press('Tab');
  await any.until(() => location.search.includes('asof=2016-06-30'));
  await any.until(() => !document.body.innerText.includes('reform.clocks'));
  check((await any.text('main')).includes('core.duty'), 'rules of 2017 are not in force in June 2016, older ones are');
  await any.page.goto(`${url}/app/office/rules?tab=codes`);
  await any.see('.rules.codes tbody tr');
  await any.judge('office-codes');
  await any.page.goto(`${url}/app/office/rules?tab=calendar&year=2017`);
  await any.see('.year td.makeup', '班');
  const days = await any.page.evaluate(async () => (await (await fetch('/api/v1/calendar?from=2017-01-01&to=2017-12-31')).json()).days);
  check((await any.page.locator('.year td.off').count()) === days.filter((one) => one.kind === 'off').length && (await any.page.locator('.year td.makeup').count()) === days.filter((one) => one.kind === 'makeup').length, 'the year shows every day off and every make-up day of the notice');
  await any.judge('office-calendar');
  await any.page.setViewportSize({ width: 360, height: 740 });
  check(await any.page.evaluate(() => document.documentElement.scrollWidth <= 360), 'the year fits a telephone');
});
