// The lamp by rule: in the list with its reason in a column of its own, as a filter, on the bars, at the head of a task with every rule that
// spoke and confidence beside it; and nobody sets it.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of 400/);
  const { page, text, see, judge } = await enter('改革办经办岗');
  await page.goto(`${url}/app/records/reform.task?asof=2017-06-30&known=2018-01-05`);
  await see('.rows .lamp.rule');
  check((await page.locator('.rows thead th.is-why').count()) === 1, 'the reason has its own column');
  check((await text('.rows tbody td.is-why')).length > 2, 'and says why in words');
  await judge('lamp-list');
  await page.goto(`${url}/app/records/reform.task?asof=2017-06-30&known=2018-01-05&f=lamp.is.red`);
  await see('.rows .lamp.rule');
  const lamps = await page.locator('.rows .lamp.rule').allInnerTexts();
  check(lamps.length > 0 && lamps.every((one) => one.includes('滞后')), 'a filter by lamp gives the late ones alone');
  await page.goto(`${url}/app/records/reform.task?view=gantt&asof=2017-06-30&known=2018-01-05`);
  await see('.gantt .lamp.rule');
  check(/逾期 \d+ 个工作日/.test(await text('.gantt tbody')), 'the bars bear the lamp and its reason');
  await judge('lamp-gantt');

  // a task
  const tasks = await page.evaluate(async () => (await (await fetch('/api/v1/reform.task?limit=1&labels=true&filter=' + encodeURIComponent("lamp = 'red'"))).json()).items);
  check(tasks.length === 1, 'now, too, something is late');
  const task = tasks[0];
  check(task.reasons.lamp.length > 0 && task.reasons.lamp[0].mark === 'red' && task.reasons.lamp[0].words.en.length > 0, 'the answer holds every reason, in both languages');
  const refused = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/reform.task/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fields: { lamp: 'green' } }) });
    return [answer.status, JSON.stringify(await answer.json())];
  }, task.id);
  check(refused[0] === 400, `nobody sets a lamp (${refused[1].slice(0, 90)})`);
  await page.goto(`${url}/app/records/reform.task/${task.id}`);
  await see('.lampcard .lampword');
  check((await text('.lampcard')).includes('滞后') && (await text('.lampcard')).includes('无人能改'), 'the head says the lamp in words and that nobody can change it');
  check((await page.locator('.lampcard .lamprules li').count()) === task.reasons.lamp.length, 'every rule that spoke is listed');
  check((await text('.lampsaid')).includes('推进信心'), 'confidence has its place beside it and is not merged with it');
  await judge('lamp-task');
});
