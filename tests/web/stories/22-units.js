// A unit merged on the page by the registrar: what would happen is shown first, tasks count under the successor from the day, the figures of
// June keep their digests, and the whole is taken back.
import { spawnSync } from 'node:child_process';
import { check, city, examples, program, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (400|403|422)/);
  const run = (...words) => {
    const done = spawnSync(program, words, { encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr);
    return done.stdout;
  };
  const office = await enter('改革办经办岗');
  const ask = (path) => office.page.evaluate(async (at) => (await fetch(at)).json(), path);
  const list = (entity, filter, more = '') => ask(`/api/v1/${entity}?filter=${encodeURIComponent(filter)}${more}`);
  const [post] = (await list('core.post', "title = '组织登记岗'")).items;
  run('change', city, 'core.post', post.id, 'sign_in_order=19');

  // what the city counts before
  const figures = async (period, asof) => JSON.stringify((await ask(`/api/v1/metrics?period=${period}&asof=${asof}`)).figures.map((one) => [one.id, one.value, one.digest]));
  const led = async (code, asof) => (await list('reform.task', `lead_unit.code = '${code}'`, `&asof=${asof}&count=true&exact=true`)).total.count;
  const june = await figures('2017H1', '2017-06-30');
  check(JSON.parse(june).length > 5 && JSON.parse(june).every((one) => one[2]), 'the figures of June are kept for comparison');
  const former = await led('032', '2017-08-31'), other = await led('031', '2017-12-31');
  check(former === 6, 'the unit leads six tasks in August');

  await office.page.goto(`${url}/app/office/units`);
  await office.see('.office-side .empty', '不能变更');
  check((await office.page.locator('.side', { hasText: '系统管理' }).getByRole('link', { name: '单位和区划' }).count()) === 0, 'who may not is offered nothing in the menu, and told so on the screen');

  const { page, see, judge } = await enter('组织登记岗');
  await page.locator('.side').getByRole('link', { name: '单位和区划' }).click();
  await see('.office-tree li');
  await judge('office-units');
  await page.locator('.office-tree input').fill('市规划局');
  await page.locator('.office-tree li .link').first().click();
  const pick = async (id, words) => {
    await page.locator(`#${id}`).click();
    await page.locator(`#${id}`).fill(words);
    await page.locator('.el-select-dropdown__item:visible', { hasText: words }).first().click();
  };
  await pick('unit-to', '贵阳市住房和城乡建设局');
  await page.locator('.office-side input[type=date]').fill('2017-09-01');
  await page.getByLabel('依据文件', { exact: true }).fill('示例编〔2017〕12号');
  await page.getByRole('button', { name: '先看会怎样' }).click();
  await see('.office-report', '转到后继单位');
  await see('.office-report', '市规划局联络员');
  await see('.office-report', '您无权查看');
  await see('.office-report', '一个也不改期');
  await see('.office-report', '生效日期以前的数一个也不变');
  check((await led('032', '2017-12-31')) !== 0 && (await list('core.unit_event', 'not empty(basis_doc)')).items.length === 0, 'what would happen is said, and nothing is stored');
  await judge('office-merge');
  await page.getByRole('button', { name: '照此办理' }).click();
  await see('.office-report', '已办，事务');
  check((await led('032', '2017-08-31')) === 6 && (await led('032', '2017-09-01')) === 0 && (await led('031', '2017-12-31')) === other + former, 'from the day on the successor leads them, before it as it was');
  check((await figures('2017H1', '2017-06-30')) === june, 'the figures of June are the same, digest for digest');
  await see('.office-side table.list td', '示例编〔2017〕12号');
  await page.locator('.office-tree input').fill('032');
  await see('.office-tree li.ended', '贵阳市住房和城乡建设局');

  // a second merger is refused in words; the first is taken back
  await page.locator('.office-report').getByRole('button', { name: '整批撤回' }).click();
  await page.locator('.office-report .take-back input').fill('文件撤销');
  await page.locator('.office-report .take-back .main').click();
  await see('.note.ok', '已整批撤回');
  check((await led('032', '2017-12-31')) === former && (await led('031', '2017-12-31')) === other && (await figures('2017H1', '2017-06-30')) === june, 'taken back, everything is as it was');
  await page.locator('.office-side input[type=date]').fill('2017-01-01');
  await page.getByRole('button', { name: '先看会怎样' }).click();
  await see('.office-side .wrong', '早于');
  check(true, 'a day before the unit began is refused with the reason');

  // the other things that become of a unit, each seen first, done, and taken back
  const change = async (name, fill, wanted, look) => {
    await page.locator('.office-side .switch').getByRole('button', { name, exact: true }).click();
    await fill();
    await page.locator('.office-side form input[type=date]').fill('2017-09-01');
    await page.getByLabel('依据文件', { exact: true }).fill(`示例编〔2017〕${name}`);
    await page.getByRole('button', { name: '先看会怎样' }).click();
    await see('.office-report', wanted);
    await page.getByRole('button', { name: '照此办理' }).click();
    await see('.office-report', '已办，事务');
    await look();
    await page.locator('.office-report').getByRole('button', { name: '整批撤回' }).click();
    await page.locator('.office-report .take-back input').fill('文件撤销');
    await page.locator('.office-report .take-back .main').click();
    await see('.note.ok', '已整批撤回');
    check((await led('032', '2017-12-31')) === former && (await figures('2017H1', '2017-06-30')) === june, `${name} is taken back as a whole`);
  };
  const unit = async (day) => (await ask(`/api/v1/core.unit?filter=${encodeURIComponent("code = '032'")}&asof=${day}`)).items[0]?.fields;
  await change('更名', () => page.getByLabel('新名称', { exact: true }).fill('示例市自然资源局'), '更名', async () => check((await unit('2017-09-01')).name === '示例市自然资源局' && (await unit('2017-08-31')).name !== '示例市自然资源局', 'a unit bears its new name from the day, and the former one before'));
  await change('分设', async () => {
    await pick('part-0', '贵阳市住房和城乡建设局');
    await page.locator('.office-part select').selectOption('reform.task');
  }, '转到后继单位', async () => check((await led('032', '2017-12-31')) === 0 && (await led('031', '2017-12-31')) === other + former, 'a part of its work goes over, by kind of record'));
  // the successor is the one chosen for the merger
  await change('撤销', async () => undefined, '转到后继单位', async () => check((await led('032', '2017-12-31')) === 0, 'an abolished unit leads nothing any more'));

  await page.setViewportSize({ width: 360, height: 740 });
  await judge('office-units-phone');
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 360), 'nothing runs over on a telephone');

  // areas: what a later edition proposes is settled the same way
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: '区划', exact: true }).click();
  await see('.empty', '没有待确认的区划变动');
  await judge('office-areas-none');
  run('clock', city, '2018-07-02');
  run('import', city, `${examples}area-2017-10-31.csv`, '--as', 'area');
  await page.reload();
  await see('.card table.list td', '2017-10-31');
  const proposed = (await list('core.area_event', "state = 'proposed'", '&limit=500')).items.length;
  check(proposed > 3, 'a later edition of the areas proposes changes');
  await page.locator('tbody input[type=checkbox]').nth(0).check();
  await page.locator('tbody input[type=checkbox]').nth(1).check();
  await page.getByLabel('依据文件，或否定的理由').fill('示例民〔2018〕1号');
  await page.getByRole('button', { name: '确认', exact: true }).click();
  await see('.office-report', '将确认');
  check((await list('core.area_event', "state = 'proposed'", '&limit=500')).items.length === proposed, 'seen first, nothing is settled');
  await judge('office-areas');
  await page.getByRole('button', { name: '照此办理' }).click();
  await see('.office-report', '已定');
  await see('.card + .card td', '已确认');
  check((await list('core.area_event', "state = 'proposed'", '&limit=500')).items.length === proposed - 2, 'two are confirmed by their document');
  await page.locator('.card + .card').getByRole('button', { name: '整批撤回' }).first().click();
  await page.locator('.take-back input').fill('看错了版本');
  await page.locator('.take-back .main').click();
  await see('.card + .card .empty');
  check((await list('core.area_event', "state = 'proposed'", '&limit=500')).items.length === proposed, 'and taken back together');
});
