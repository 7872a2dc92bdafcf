// What stands around the tasks: the plan with its domains and baseline, a meeting with its follow-up, pilots by level and period and beside
// the superior's list, the matrix of responsibilities, the declared figures, and opening verification by keyboard.
import { moveDue } from '../change.js';
import { check, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/403/);
  const { page, text, see, until, judge, ask } = await enter('改革办经办岗');
  const one = async (entity, filter) => (await ask('GET', `/api/v1/${entity}?limit=1&filter=${encodeURIComponent(filter)}`)).items[0];

  // the plan
  const task = await one('reform.task', "code = '2017-02-013'");
  check((await ask('PATCH', `/api/v1/reform.task/${task.id}`, { fields: { due_on: '2017-09-30' } })).status === 403, 'nobody moves the due date of an approved task by hand');
  await moveDue(page, (await enter('领导小组组长')).page, task, '2017-09-30', '领导小组同意改期');
  await page.goto(`${url}/app/records/reform.plan/${task.fields.plan}`);
  await see('.tallies li');
  check((await page.locator('.tallies li').count()) === 8 && (await text('.tallies')).includes('经济体制改革 32'), 'the plan counts its tasks in eight domains');
  check((await text('.facts.numbered')).includes('领导小组2017年第1次会议'), 'and says which meeting approved it');
  await page.locator('.belonging .chip', { hasText: '改过时限 3 / 144' }).click();
  await until(() => document.querySelectorAll('.belonging tbody tr').length === 3);
  check((await text('.belonging tbody')).includes('2017-03-20') && (await text('.belonging tbody')).includes('2017-09-30'), 'the change against the baseline is one press away, with both dates');
  await page.locator('.tallies button', { hasText: '生态文明' }).click();
  await until(() => document.querySelectorAll('.belonging tbody tr').length === 16);
  await judge('plan');
  await page.locator('.belonging tbody th a').first().click();
  await see('.recordno', '2017-06-001');
  await page.keyboard.press('j');
  await see('.recordno', '2017-06-002');
  check(true, 'and J walks on through the domain');

  // a meeting and what follows from it
  const meeting = await one('reform.meeting', 'year = 2017 and no = 1');
  const unit = task.fields.lead_unit;
  const item = await ask('POST', '/api/v1/reform.item', { fields: { task: task.id, seq: 1, name: '示例事项', deliverable_type: 'DOC', acceptance_standard: '印发文件', weight: 1, due_on: '2017-03-10', baseline_due_on: '2017-03-10' } });
  for (const [words, fields] of [['落到事项的议定', { item: item.id }], ['还没有着落的议定', {}]])
    check((await ask('POST', '/api/v1/reform.resolution', { fields: { meeting: meeting.id, text: words, owner: unit, resolved_on: '2017-01-12', due_on: '2017-03-31', ...fields } })).status === 201, `a resolution is entered: ${words}`);
  await page.goto(`${url}/app/records/reform.meeting/${meeting.id}`);
  await see('.mainlist tbody tr');
  check((await text('.mainlist .counts')).includes('落到事项 1 / 2') && (await text('.mainlist tr.lacking')).includes('缺'), 'a meeting follows its resolutions to the items that they became, and says which became none');
  check((await text('.lamprules')).includes('议定事项办理'), 'their clocks light its lamp');
  check((await text('body')).includes('审议事项与文件'), 'its documents stand below');
  await judge('meeting');
  await page.locator('.mainlist tbody a', { hasText: '示例事项' }).click();
  await see('.crumb', '推进地下综合管廊');
  check((await text('body')).includes('由哪些议定事项落成'), 'an item leads back to its task and to the resolution');

  // pilots
  const pilot = await one('reform.pilot', "level = 'national'");
  await page.goto(`${url}/app/records/reform.pilot/${pilot.id}`);
  await see('.belonging tbody tr');
  check((await text('.belonging h2')).includes('上级名单里的同一文号') && (await page.locator('.belonging tbody tr').count()) >= 1, 'a pilot stands beside the superior list under the same document');
  await page.goto(`${url}/app/tally/reform.pilot?rows=level&days=granted_on&step=year`);
  await see('.tally tbody a');
  check((await text('.tally tfoot')).includes('105') && (await text('.meta >> nth=0')) !== '', 'pilots are counted by level and year of grant, 105 in all');
  await judge('tally');
  const national = Number((await text('.tally tbody tr:has-text("国家级") td:last-child')).replace(/,/g, ''));
  await page.locator('.tally tbody tr', { hasText: '国家级' }).locator('td').last().locator('a').click();
  await see('.rows tbody th a');
  check((await text('.head')).includes(`${national} 条`), 'and each number opens the records that it counts');

  // who answers for what
  await page.goto(`${url}/app/matrix`);
  await see('.matrix tbody td a');
  const sums = await text('.matrix-screen > .meta');
  check(sums.includes('144 条') && sums.includes('牵头单位 144 格'), 'the matrix sets units against 144 tasks and says what its totals sum');
  check((await page.locator('.matrix tbody tr').count()) < 60, 'of its lines only those in sight are drawn');
  const before = Date.now();
  for (let i = 1; i <= 10; i++) await page.locator('.matrix').evaluate((box, top) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done), box.scrollTo(top, top))), i * 120);
  check(Date.now() - before < 6000, `ten scrolls over the whole table take ${Date.now() - before} ms`);
  const stuck = await page.evaluate(() => {
    const box = document.querySelector('.matrix').getBoundingClientRect();
    const head = document.querySelector('.matrix thead .unit').getBoundingClientRect();
    return Math.abs(head.left - box.left) < 3 && Math.abs(head.top - box.top) < 3;
  });
  check(stuck, 'head and first column stay');
  await judge('matrix');
  await page.goto(`${url}/app/matrix?g=02&p=lead_unit`);
  await see('.matrix tbody td a');
  check((await page.locator('.matrix thead .task').count()) === 20, 'it narrows to a domain and to those who lead');
  await page.goto(`${url}/app/matrix`);
  await see('.matrix tbody td a');
  await page.emulateMedia({ media: 'print' });
  await until(() => document.querySelectorAll('.matrix table').length === 3);
  check(true, 'on paper it stands on three sheets of A3');
  await page.emulateMedia({ media: 'screen' });
  await until(() => document.querySelectorAll('.matrix table').length === 1);
  await page.locator('.matrix tbody td a').first().click();
  await see('.recordno', '2017-');
  check(true, 'and a cell opens the record');

  // declared figures
  await page.goto(`${url}/app/declared`);
  await see('.declared tbody tr');
  check((await text('.head')).includes('已填报') && (await text('#main')).includes('示例筑发改报'), 'declared figures stand under their units, with source and checker');
  await judge('declared');
  await page.locator('.head').getByRole('link', { name: '填报' }).click();
  await see('#field-metric');
  check((await page.locator('#field-period').inputValue()).startsWith('2017'), 'to declare one opens the form with its period');
  await page.locator('#field-metric').fill('示例指标');
  await see('.foot small', '已存本机');
  await page.goto(`${url}/app/declared`);
  await see('.declared tbody tr');
  check((await text('body')).includes('没写完的草稿'), 'and what was begun is found again as a draft');

  // opening verification
  await page.goto(`${url}/app/opening`);
  await page.locator('.opening-lines tbody tr, .empty').first().waitFor();
  const waiting = (await ask('GET', '/api/v1/opening')).entities.reduce((sum, entity) => sum + entity.pending.length, 0);
  check(waiting >= 3, `${waiting} claims of before the first day await verification`);
  await page.keyboard.press('a');
  await see('.wrong', '先写明');
  check(true, 'nothing is verified without a ground');
  await page.locator('.grounds input').first().fill('示例筑改核〔2018〕1号');
  await page.locator('h1').click();
  await page.keyboard.press('a');
  await see('.note', '已核实');
  await see('.head', `1 / ${waiting}`);
  check(true, 'A verifies the record in hand and the progress counts it');
  await judge('opening');
  await page.keyboard.press('u');
  await see('.note', '已撤回');
  await see('.head', `0 / ${waiting}`);
  check(true, 'U takes it back');
  await page.keyboard.press('d');
  await page.locator('#doubt-why').fill('示例：证明材料对不上');
  await page.keyboard.press('Enter');
  await see('.note', '已存疑');
  await see('.head', `0 / ${waiting}`);
  check(true, 'D leaves a comment and verifies nothing');
  const list = page.locator('.opening-lines').first();
  const count = await list.locator('tbody tr').count();
  await list.locator('.band button').click();
  await list.locator('.band button', { hasText: '再按一次' }).click();
  await see('.batches', `${count} 条`);
  check(true, 'all that is listed is verified as one, by a second press');
  await page.locator('.batches button').first().click();
  await see('.note', '已撤回');
  await see('.head', `0 / ${waiting}`);
  check(true, 'and taken back as one');

  await page.setViewportSize({ width: 360, height: 740 });
  for (const [name, path] of [['plan', `/app/records/reform.plan/${task.fields.plan}`], ['matrix', '/app/matrix'], ['declared', '/app/declared'], ['opening', '/app/opening']]) {
    await page.goto(url + path);
    await see('.screen .card');
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, `a telephone shows ${name} without scrolling sideways`);
  }
});
