// A post is left and handed over in one dialog: the registrar sees what goes over and what would move before he presses; who follows finds the
// work at the post, signs, and the head of the unit signs last. Who leaves opens the same dialog from his own desk.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (400|403)/);
  const office = await enter('改革办经办岗');
  const one = async (entity, filter) => (await office.ask('GET', `/api/v1/${entity}?labels=true&filter=${encodeURIComponent(filter)}`)).items[0];
  const registrar = await one('core.post', "title = '组织登记岗'");
  const done = spawnSync(program, ['change', city, 'core.post', registrar.id, 'sign_in_order=19'], { encoding: 'utf8' });
  check(done.status === 0, `the registrar's post is on the sign-in page ${done.stderr}`);
  const post = await one('core.post', "title = '市住建局联络员'");
  const task = await one('reform.task', "lead_unit.short_name = '市住建局'");
  await office.ask('POST', `/api/v1/reform.task/${task.id}/assignments`, { title: '核对管廊里程', to: [{ post: post.id, due_on: '2018-01-09' }] });

  // who leaves: the handover of his own post, from the desk
  const leaver = await enter('市住建局联络员');
  await leaver.page.getByRole('button', { name: '离任交接' }).click();
  await leaver.see('.leaving-what', '核对管廊里程');
  check((await leaver.text('.leaving')).includes('离任日期和后任由登记员登记') && (await leaver.page.locator('.leaving input').count()) === 0, 'who leaves sees what he hands over, and may not end his own holding');
  await leaver.judge('hand-over-own');

  // the registrar: the same dialog from his screen
  const { page, see, text, judge, until } = await enter('组织登记岗');
  await page.goto(`${url}/app/office/people`);
  await page.locator('.row-form input[type=search]').fill('市住建局联络员');
  await page.locator('tbody tr').first().getByRole('button', { name: /离任、交接/ }).click();
  await see('.leaving-what', '都留在岗位上');
  check((await text('.leaving-foot')).includes('先选后任') && (await page.locator('.leaving-foot .main').isDisabled()), 'nothing can be pressed before it is said who follows');
  check((await text('.leaving-what')).includes('您无权看内容') && !(await text('.leaving-what')).includes('管廊'), 'what he may not see is counted and not named');
  const pick = async (id, words) => {
    await page.locator(`#${id}`).click();
    await page.locator(`#${id}`).fill(words);
    await page.locator('.el-select-dropdown__item:visible', { hasText: words }).first().click();
  };
  await pick('leaving-person', '示例·002');
  await page.locator('.leaving input[type=date]').nth(1).fill('2018-01-05');
  await see('.leaving .wrong', '职数为 1');
  check(await page.locator('.leaving-foot .main').isDisabled(), 'two on one seat for a day are refused before the press, by name');
  await page.locator('.leaving input[type=date]').nth(1).fill('2018-01-06');
  await page.locator('.leaving .wrong').waitFor({ state: 'detached' });
  await see('.leaving .ok', '一个也不变');
  await see('.leaving-what', '2018年1月12日前签完');
  await judge('hand-over');
  await page.setViewportSize({ width: 360, height: 740 });
  await judge('hand-over-phone');
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 360), 'nothing runs over on a telephone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator('.leaving-foot .main').click();
  await see('.leaving .note', '示例·014在“市住建局联络员”任职到2018年1月5日');

  // a mistake is taken back where it was made, as the one act that it was
  await page.locator('.leaving .note button', { hasText: '整批撤回' }).click();
  await page.locator('.leaving .take-back input').fill('示例：人事安排有变');
  await judge('hand-over-back');
  await page.locator('.leaving .take-back .main').click();
  await see('.leaving .note', '都回到登记离任以前的样子');
  const people = await office.ask('GET', `/api/v1/core.holding?filter=${encodeURIComponent(`post = ${post.id}`)}`);
  const handed = await office.ask('GET', `/api/v1/core.handover?filter=${encodeURIComponent(`from_holding = ${people.items[0].id}`)}`);
  check(people.items.length === 1 && people.items[0].fields.to_on === null && handed.items.length === 0, 'nobody follows, no last day and no handover: all is as it was');
  await see('.leaving .ok', '一个也不变');
  await page.locator('.leaving-foot .main:not([disabled])').click();
  await see('.leaving .note', '示例·014在“市住建局联络员”任职到2018年1月5日');
  await page.locator('.leaving .note a').click();
  await see('.record-head h1', '市住建局联络员');
  await until(() => document.body.innerText.includes('交办件:核对管廊里程'));
  check(true, 'the handover keeps the list, with both holders');

  // signing begins on the desk of who leaves
  await leaver.page.reload();
  await leaver.see('.due-list li', '交接待签字');
  check(true, 'and waits for the signature of who leaves');
  await leaver.page.getByRole('button', { name: '离任交接' }).click();
  await leaver.see('.leaving', '交接单已经开出');
  check(true, 'whose dialog says that it was entered');
});
