// Finding one's way in the journal by day, kind and post; and what a rule that is about to change moves, before it is saved.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell } from '../kit.js';

await tell(async ({ url, enter }) => {
  const { page, text, see, judge, until, context } = await enter('改革办经办岗');
  await page.goto(`${url}/app/journal/520100`);
  await see('table.list tbody tr');
  await page.locator('[role=search] input[type=date]').nth(0).fill('2017-07-01');
  await page.locator('[role=search] input[type=date]').nth(0).blur();
  await page.locator('[role=search] input[type=date]').nth(1).fill('2017-07-31');
  await page.locator('[role=search] input[type=date]').nth(1).blur();
  await until(() => location.search.includes('to=2017-07-31') && [...document.querySelectorAll('table.list tbody tr td:nth-child(2)')].every((cell) => cell.textContent.includes('2017年7月')));
  check((await page.locator('table.list tbody tr').count()) === 50, 'of the days asked for fifty stand on a page');
  await judge('journal-search');
  await page.getByRole('button', { name: '更早的' }).click();
  await until(() => location.search.includes('upto='));
  await page.locator('[role=search] select').nth(0).selectOption('login');
  await see('.empty', '没有这样的流水');
  check(true, 'what one may not see is left out, and the page says that nothing is there');
  await page.getByRole('button', { name: '看全部' }).click();
  await see('.head .meta', '共');
  await page.setViewportSize({ width: 360, height: 780 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it fits a phone');
  const ask = (path) => page.evaluate(async (at) => (await (await fetch(at)).json()).items[0].id, path);
  const change = (...words) => {
    const done = spawnSync(program, ['change', city, ...words], { encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr);
  };
  change('core.post', await ask(`/api/v1/core.post?filter=${encodeURIComponent("title = '组织登记岗'")}`), 'sign_in_order=19');
  change('reform.document', await ask(`/api/v1/reform.document?filter=${encodeURIComponent("result = 'passed'")}`), 'issued_on=');
  await context.close();

  const keeper = await enter('组织登记岗');
  await keeper.page.goto(`${url}/app/office/rules`);
  await keeper.page.locator('.row-form input[type=search]').fill('document_issue_workdays');
  await keeper.page.locator('table.rules tr', { hasText: '通过后编号印发（工作日）' }).locator('.change').click();
  await keeper.see('#field-value');
  await keeper.page.locator('#field-value').fill('400');
  await keeper.page.locator('.foot .main').click();
  await keeper.see('.drift-warning .clocks tbody tr');
  const said = await keeper.text('.drift-warning');
  check(said.includes('会改变期限') && /\D1 个期限换日子/.test(said), 'before a rule is saved the deadlines that it moves are counted and named');
  await keeper.judge('rule-moves');
  await keeper.page.getByRole('button', { name: '先不存' }).click();
  await keeper.see('.foot .main');
  check(true, 'and it can be left as it was');
});
