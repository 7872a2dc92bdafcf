// The other views of a list: a board whose cards go along declared steps only, a month of the city's calendar, a tree from plan to items,
// a sketch by areas. By mouse and by keys.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (403|422)/);
  const { page, text, see, until, judge } = await enter('改革办经办岗');
  const api = (path) => page.evaluate(async (path) => (await fetch(path)).json(), path);
  const views = async () => (await page.locator('.switch button').allInnerTexts()).join(' ');

  await page.goto(`${url}/app/records/reform.task`);
  await see('.rows tbody th a');
  check((await views()) === '表格 看板 甘特图 日历 层级 分区示意', 'a declaration with states, dates, children and areas bears all six views');

  // the board
  await page.getByRole('button', { name: '看板' }).click();
  await see('.board .deal');
  const counts = await api('/api/v1/reform.task/aggregate?group=state');
  const active = counts.groups.find((one) => one.key.state === 'active').values.count;
  check((await text('.board .column[aria-label="执行中"] h2')).includes(String(active)), 'each state says how many stand in it');
  await judge('board');
  const card = page.locator('.board .column[aria-label="执行中"] .deal').first();
  const name = (await card.getAttribute('aria-label')) ?? '';
  await card.dragTo(page.locator('.board .column[aria-label="暂缓"]'));
  await see('.dialog-form', name);
  await page.locator('.dialog-form textarea').fill('等上级文件');
  await page.locator('.dialog-form .main').click();
  await see('.board .column[aria-label="暂缓"] .deal', name);
  check(true, 'a card dragged along a declared step asks why, and stands in its new state');
  await page.locator('.board .column[aria-label="暂缓"] .deal', { hasText: name }).dragTo(page.locator('.board .column[aria-label="已销账"]'));
  await see('.refusal', '没有从暂缓到已销账的步骤');
  check(true, 'where no step leads, the board says so');
  const second = page.locator('.board .column[aria-label="执行中"] .deal').first();
  await second.focus();
  await page.keyboard.press('m');
  await see('.ways button');
  await judge('board-steps');
  check((await text('.ways')).includes('还有事项未核实'), 'a step whose condition does not hold is listed with the reason');
  await page.keyboard.press('Escape');
  check((await page.locator('.ways').count()) === 0, 'Escape puts the steps away');
  await page.keyboard.press('ArrowDown');
  check(await page.evaluate(() => document.activeElement.classList.contains('deal')), 'arrows walk from card to card');
  const read = await enter('审计');
  await read.page.goto(`${url}/app/records/reform.task?view=board`);
  await read.see('.board .deal');
  await read.page.locator('.board .deal').first().focus();
  await read.page.keyboard.press('m');
  await read.see('.ways small');
  check((await read.page.locator('.ways button:not([disabled])').count()) === 0, 'who may take no step is told so of each');
  await read.context.close();

  // the month
  await page.goto(`${url}/app/records/reform.task?view=calendar&month=2017-05&asof=2017-05-10`);
  await see('.month .mark');
  check((await text('.month-bar h2')) === '2017年5月', 'a month is an address');
  check((await text('.month-bar .meta')).startsWith('21 个工作日'), 'May 2017 had 21 working days');
  check((await page.locator('.month td', { has: page.locator('[data-day="2017-05-27"]') }).innerText()).includes('班'), 'a Saturday of work is marked');
  check((await page.locator('.month td.rest', { has: page.locator('[data-day="2017-05-29"]') }).count()) === 1, 'and a Monday of rest');
  const may = await api('/api/v1/reform.task/aggregate?asof=2017-05-10&filter=due_on%20%3E%3D%202017-05-01%20and%20due_on%20%3C%3D%202017-05-31');
  check((await text('.month-bar .meta')).endsWith(`${may.total.count} 件`), 'it holds the tasks that are due in it');
  check((await page.locator('.month .mark .lamp.running').count()) > 0 && (await page.locator('.month .mark .lamp.warn').count()) > 0, 'and says how each due date stood on that day');
  await judge('calendar');
  await page.locator('[data-day="2017-05-10"]').focus();
  await page.keyboard.press('ArrowDown');
  check((await page.evaluate(() => document.activeElement.dataset.day)) === '2017-05-17', 'arrows walk over days');
  await page.locator('[data-day="2017-05-31"]').focus();
  await page.keyboard.press('Enter');
  await see('.day-list a');
  await page.keyboard.press('PageDown');
  await until(() => document.querySelector('.month-bar h2').textContent === '2017年6月');
  check(true, 'PageDown turns to the next month');
  await page.goto(`${url}/app/records/reform.task?view=calendar&on=clocks&month=2017-12`);
  await see('.month .mark .lamp');
  check(true, 'the clocks of the program stand in the month too');

  // the tree
  await page.goto(`${url}/app/records/reform.plan?view=tree`);
  await see('.tree .twig');
  check((await text('.tree .twig')).includes('改革任务 144'), 'a plan says how many tasks hang on it');
  await page.locator('.tree .twig').first().focus();
  await page.keyboard.press('ArrowRight');
  await see('.tree .twig[aria-level="2"]');
  check((await page.locator('.tree .twig[aria-level="2"]').count()) === 100 + 1, 'the arrow unfolds the first hundred and offers the rest');
  await page.keyboard.press('ArrowRight');
  check((await page.evaluate(() => document.activeElement.getAttribute('aria-level'))) === '2', 'once more goes inside');
  await judge('tree');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  check((await page.locator('.tree .twig[aria-level="2"]').count()) === 0, 'and back folds it');

  // the sketch by areas
  await page.goto(`${url}/app/records/reform.task?view=map`);
  await see('.tiles button');
  const below = await api(`/api/v1/core.area?filter=${encodeURIComponent("parent.code = '520100'")}&limit=100`);
  check((await page.locator('.tiles button').count()) === below.items.length && below.items.length >= 10, 'the areas of the city are drawn');
  check((await text('.areas .badge')) === '示意' && (await text('.areas')).includes('不是地图'), 'and say that they are a sketch');
  const tile = page.locator('.tiles button').first();
  const count = Number((await tile.locator('b').innerText()).replace(/,/g, ''));
  await judge('areas');
  await tile.click();
  await see('.chip.on', '涉及区县');
  await until((count) => document.querySelector('.head .meta').textContent.includes(`${count} 条`), count);
  check(true, 'a tile narrows the list to as many rows as it told');

  await page.setViewportSize({ width: 360, height: 740 });
  for (const [name, path, seen] of [['board', 'reform.task?view=board', '.deal'], ['calendar', 'reform.task?view=calendar&month=2017-05', '.month .day'], ['tree', 'reform.plan?view=tree', '.twig'], ['areas', 'reform.task?view=map', '.tiles button']]) {
    await page.goto(`${url}/app/records/${path}`);
    await see(seen);
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, `a telephone shows the ${name} without scrolling sideways`);
    await judge(`${name}-phone`);
  }
});
