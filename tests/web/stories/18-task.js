// A task as one story, the way picture 03 draws it: where it comes from, its lamp with every rule, the eight elements, items with the
// proof required next to the proof present, the next step in one sentence, one timeline of two lanes that leads back; J and K walk on.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter }) => {
  const { page, text, see, until, judge, ask } = await enter('改革办经办岗');

  const found = await ask('GET', `/api/v1/reform.task?filter=${encodeURIComponent("code = '2017-02-013'")}`);
  const task = found.items[0];
  await page.goto(`${url}/app/records/reform.task/${task.id}`);
  await see('.lampcard');
  check((await text('.crumb')).includes('贵阳市2017年全面深化改革工作要点') && (await text('.crumb')).includes('城市规划建设管理改革'), 'the page says from which plan and domain the task comes');
  check((await text('.recordno')) === '2017-02-013', 'its number stands over its title');
  check((await text('.lampword')).includes('滞后') && /2017年3月20日，未核实，逾期 201 个工作日/.test(await text('.lamprules')), 'the lamp is lit by its rule: over by 201 working days');
  check((await page.locator('.facts.numbered dt .no').count()) === 8 && (await text('.facts.numbered h2')).includes('8 / 8 齐'), 'the eight elements stand numbered and are complete');
  check((await text('.mainlist')).includes('还没有具体改革事项'), 'a task without items says so');
  check((await text('.nextstep')).includes('销账，由市领导或改革办办理') && (await text('.nextstep')).includes('还有事项未核实，不能销账'), 'the next step is one sentence: which, by whom, what is missing');
  await judge('task-without-items');

  const items = [];
  for (const [seq, name, type, standard, due, fields] of [
    [1, '完成立项、概算和招标', 'DOC', '立项批复、中标通知书', '2017-02-28', { proof: '示例立项批复〔2017〕8号', claimed_on: '2017-02-24' }],
    [2, '按月推进建设并报送进度', 'MECH', '每月一条进度记录', '2017-03-10', { proof: '进度记录 10 条', claimed_on: '2017-03-08' }],
    [3, '组织竣工验收，移交使用', 'PROJ', '竣工验收记录', '2017-03-20', {}],
  ]) {
    const made = await ask('POST', '/api/v1/reform.item', { fields: { task: task.id, seq, name, deliverable_type: type, acceptance_standard: standard, weight: 1, due_on: due, baseline_due_on: due, ...fields }, valid_from: '2017-01-12' });
    check(made.status === 201, `item ${seq} is entered`);
    items.push(made.id);
  }
  for (const id of items.slice(0, 2)) check((await ask('POST', `/api/v1/reform.item/${id}/transition/start`)).status === 200, 'and two are started');
  await page.reload();
  await see('.mainlist tbody tr');
  check((await page.locator('.mainlist tbody tr').count()) === 3, 'the items stand in order');
  check((await text('.mainlist tbody tr:nth-child(3)')).includes('竣工验收记录') && (await text('.mainlist tbody tr.lacking')).includes('缺'), 'the proof required stands next to the proof present, and what is missing says so');
  check((await text('.mainlist .counts')).includes('核实 0 / 3') && (await text('.mainlist .counts')).includes('缺证明 1 / 3'), 'the program counts them');
  await page.locator('.mainlist .counts button', { hasText: '缺证明' }).click();
  await until(() => document.querySelectorAll('.mainlist tbody tr').length === 1);
  check(true, 'and a press on a count shows what was counted');
  await page.locator('.mainlist .narrowed button').click();
  check((await text('.lamprules')).includes('组织竣工验收，移交使用'), 'the rules of the items are among those that fired');
  check((await text('.nextstep')).includes('自报完成（联络员）') && (await text('.nextstep')).includes('启动'), 'the next step tells what each item waits for');
  await judge('task');
  check((await page.locator('.lanes .knew').count()) >= 5 && (await text('.lanes-box')).includes('晚记'), 'the timeline holds the days of the task and of its items, late ones in words');

  await page.locator('.lanes a').first().click();
  await see('.pastbar', '2017年1月16日');
  await see('.lampword', '正常');
  await see('.mainlist', '还没有具体改革事项');
  check((await text('.mainlist')).includes('还没有具体改革事项') && (await text('.nextstep h3')) === '那时的下一步', 'a press on the lower lane returns the page to what was known then');
  check((await text('.lampword')).includes('正常'), 'when the lamp was not lit');
  await judge('task-then');
  await page.keyboard.press('Escape');
  await page.locator('.pastbar').waitFor({ state: 'detached' });

  await page.goto(`${url}/app/records/reform.task?f=domain.is.02`);
  await see('.rows tbody th a');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await see('.recordno', '2017-02-001');
  await page.keyboard.press('j');
  await see('.recordno', '2017-02-002');
  await page.keyboard.press('k');
  await see('.recordno', '2017-02-001');
  check(await page.locator('.walk button', { hasText: '上一项' }).isDisabled(), 'J and K walk the list that one came from, to its ends');
  await page.locator('.crumb a').first().click();
  await see('.rows tbody th a');
  check(page.url().includes('domain.is.02'), 'and the way back leads to that list');

  await page.goto(`${url}/app/records/reform.task/${task.id}`);
  await see('.mainlist tbody tr');
  await page.getByRole('button', { name: 'English' }).click();
  await see('.nextstep', 'Still missing');
  check((await text('.lampword')).includes('late'), 'the whole page turns English');
  await page.getByRole('button', { name: '中文' }).click();
  await see('.nextstep', '还差');
  await page.setViewportSize({ width: 360, height: 740 });
  check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, 'a telephone shows it without scrolling sideways');
  await judge('phone-task');
});
