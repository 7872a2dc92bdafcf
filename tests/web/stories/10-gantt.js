// Another view of the same list: the plan as table and bars, the baseline beside a due date that was changed, the past in sepia with the
// time after the chosen day hatched, the view kept under a name with all that its address holds.
import { moveDue } from '../change.js';
import { check, tell } from '../kit.js';

await tell(async ({ url, enter }) => {
  const { page, text, see, until, judge } = await enter('改革办经办岗');
  const api = (path) => page.evaluate(async (path) => (await fetch(path)).json(), path);

  await page.goto(`${url}/app/records/reform.task`);
  await see('.rows tbody th a');
  await page.getByRole('button', { name: '甘特图' }).click();
  await see('.gantt tbody svg .outline');
  check(page.url().includes('view=gantt'), 'the choice stands in the address');
  check((await page.locator('.gantt tbody tr:not(.space)').count()) < 80, 'only the bars in sight are drawn');
  check((await page.locator('.gantt tbody tr.done, .gantt tbody tr.over').count()) > 0, 'at the end of the year some are done or overdue');
  await judge('gantt');

  // a due date moves; the outline does not
  const { items } = await api('/api/v1/reform.task?limit=1&filter=due_on%20%3C%202017-06-30');
  const task = items[0];
  check(task.fields.due_on_baseline === task.fields.due_on, 'a task begins with its due date as its baseline');
  await moveDue(page, (await enter('领导小组组长')).page, task, '2017-08-31', '上级文件推迟');
  await page.goto(`${url}/app/records/reform.task?view=gantt&q=${encodeURIComponent(task.fields.code)}`);
  await see('.gantt tbody g.moved');
  check((await page.locator('.gantt tbody text.after').first().textContent()).includes('→'), 'an arrow leads from the baseline to the changed due date, with both dates');
  check((await text('.gantt tbody .lamp')).includes('滞后'), 'a date that has passed lights the lamp in words, not in colour alone');
  check(/逾期 \d+ 个工作日/.test(await text('.gantt tbody .why')), 'and the reason counts working days');

  // in groups, each with what it sums up
  await page.goto(`${url}/app/records/reform.task?view=gantt&by=domain`);
  await see('.band-row .tally');
  const counts = (await api('/api/v1/reform.task/aggregate?group=domain')).groups, ended = (await api('/api/v1/reform.task/aggregate?group=domain&filter=written_off_on%20%3C%3D%202018-01-05')).groups;
  const first = counts[0], done = ended.find((one) => one.key.domain === first.key.domain)?.values.count ?? 0;
  check((await text('.band-row .tally')).startsWith(`${first.values.count} 条，办结 ${done}（`), 'the first group says how many it holds and how many are done');
  await page.locator('.gantt').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await until(() => document.querySelectorAll('.band-row').length >= 2 && document.querySelectorAll('.gantt tbody tr:not(.space)')[1].matches('.band-row'));
  check((await page.locator('.band-row .fold').first().getAttribute('aria-expanded')) === 'false', 'Enter on its head folds it');
  await page.keyboard.press('ArrowRight');
  await until(() => !document.querySelectorAll('.gantt tbody tr:not(.space)')[1].matches('.band-row'));
  await page.locator('.band-row .fold').first().click();
  await until(() => document.querySelectorAll('.gantt tbody tr:not(.space)')[1].matches('.band-row'));
  await page.keyboard.press('End');
  await until(() => document.querySelector('.gantt tbody tr.on .chart svg'));
  const last = (await api('/api/v1/reform.task?sort=-domain&limit=1&labels=true')).items[0];
  check(counts[counts.length - 1].key.domain === last.fields.domain, 'the end is the last of the last group');
  await page.getByRole('button', { name: '全部收起' }).click();
  await until((wanted) => document.querySelectorAll('.band-row').length === wanted, counts.length);
  check((await page.locator('.gantt tbody tr:not(.space)').count()) === counts.length, 'all folded: one line a group');
  await judge('gantt-groups');
  await page.getByRole('button', { name: '全部展开' }).click();

  // the same day counted by the program and by the page
  const calendar = await api('/api/v1/calendar?from=2017-01-01&to=2017-12-31');
  check(calendar.days.some((one) => one.date === '2017-04-01' && one.kind === 'makeup') && calendar.days.some((one) => one.date === '2017-05-01' && one.kind === 'off'), 'the calendar tells days off and make-up days');
  check(!calendar.days.some((one) => one.date === '2017-06-10'), 'and leaves out a weekend that is one');

  // the past
  await page.goto(`${url}/app/records/reform.task?view=gantt&asof=2017-03-31&known=2017-03-31`);
  await see('.gantt tbody svg .outline');
  check(await page.evaluate(() => document.documentElement.classList.contains('past')), 'in the past the frame is sepia');
  const bounds = await page.evaluate(() => ({ today: Number(document.querySelector('.gantt tbody .today').getAttribute('x1')), ahead: Number(document.querySelector('.gantt tbody .ahead').getAttribute('x')) }));
  check(bounds.today > 20 && bounds.today === bounds.ahead, 'what lies after the chosen day is hatched');
  check((await page.locator('.gantt tbody tr.done').count()) === 0, 'nothing is done that was not known to be done');
  await judge('gantt-past');

  // kept under a name: the view, both times, a condition
  await page.locator('summary', { hasText: '视图' }).click();
  await page.getByRole('button', { name: '存为视图' }).click();
  await page.getByPlaceholder('视图名称').fill('一季度末');
  await page.getByRole('button', { name: '存', exact: true }).click();
  await page.goto(`${url}/app/records/reform.task`);
  await see('.rows tbody th a');
  await page.locator('summary', { hasText: '视图' }).click();
  await page.getByRole('button', { name: '一季度末', exact: true }).click();
  await see('.gantt tbody svg .outline');
  check(page.url().includes('asof=2017-03-31') && page.url().includes('view=gantt'), 'a kept view brings back its view and its day');

  // keys
  await page.keyboard.press('Escape');
  await page.locator('.pastbar').waitFor({ state: 'detached' });
  await page.keyboard.press('1');
  await until(() => !document.querySelector('.gantt'));
  check(true, 'a digit chooses the view');
  await page.keyboard.press('?');
  await see('.keys-help kbd');
  await judge('keys');
  await page.keyboard.press('Escape');

  for (const [width, name] of [[360, 'phone'], [3840, 'wide']]) {
    await page.setViewportSize({ width, height: width < 500 ? 740 : 2000 });
    await page.goto(`${url}/app/records/reform.task?view=gantt`);
    await see('.gantt tbody svg .outline');
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name} shows the bars without scrolling sideways`);
    const drawn = await page.evaluate(() => [document.querySelector('.gantt tbody .chart svg').getBoundingClientRect(), document.querySelector('.gantt tbody a').getBoundingClientRect()].map((box) => box.width));
    check(width > 360 || (drawn[0] > 280 && drawn[1] > 120), `${name} gives bar and name their room: ${drawn.map(Math.round)}`);
    await judge(`gantt-${name}`);
  }
});
