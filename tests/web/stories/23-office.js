// The year change on the page, with its origin and back again; long work that is asked for, followed, downloaded.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (400|403|404|422)/);
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
  await page.setViewportSize({ width: 360, height: 740 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 360), 'nothing runs over on a telephone');
});
