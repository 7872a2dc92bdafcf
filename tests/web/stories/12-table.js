// The table as a place of work: one cell changed by keys, somebody else's change met in it, many rows chosen and changed in one
// transaction after a look at what would happen, all of it taken back.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (400|403|422)/);
  const { page, text, see, until, judge } = await enter('改革办经办岗');
  const api = (path, body, method = 'PATCH') => page.evaluate(async ([path, body, method]) => (await fetch(path, body ? { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {})).json(), [path, body, method]);
  const task = '/api/v1/reform.task';

  await page.goto(`${url}/app/records/reform.task?cols=code,matter,reported_percent,note,state`);
  await see('.rows tbody th a');

  // from end to end
  await page.keyboard.press('End');
  await see('tr.on[aria-rowindex="145"]');
  await page.keyboard.press('Home');
  await see('tr.on[aria-rowindex="2"]');
  await page.keyboard.press('Escape');
  check(true, 'End and Home go to the last row and to the first');

  // one cell
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await see('td.at[data-column="3"]');
  await page.keyboard.press('F2');
  await see('.cell-editor textarea');
  await judge('cell');
  await page.keyboard.type('不要留下');
  await page.keyboard.press('Escape');
  await page.locator('.cell-editor').waitFor({ state: 'detached' });
  check(!(await text('.rows tbody')).includes('不要留下'), 'Escape leaves a cell as it was');
  await page.keyboard.press('Enter');
  await see('.cell-editor textarea');
  await page.keyboard.type('现场已看');
  await page.keyboard.press('Enter');
  await see('.rows td', '现场已看');
  await see('.chosen-bar', '已改 1 条');
  const { items } = await api(`${task}?limit=2&filter=${encodeURIComponent("note = '现场已看'")}`);
  check(items.length === 1, 'Enter writes it');
  await page.keyboard.press('Control+z');
  await see('.chosen-bar', '已撤回');
  check((await api(`${task}/${items[0].id}`)).fields.note === null, 'Ctrl Z takes it back in the ledger too');

  // two writers
  await until(() => !document.querySelector('.rows tbody').textContent.includes('现场已看'));
  await page.keyboard.press('F2');
  await see('.cell-editor textarea');
  await page.keyboard.type('我写的');
  await api(`${task}/${items[0].id}`, { fields: { note: '别人先写的' } });
  await page.keyboard.press('Enter');
  await see('.clash-cell', '别人先写的');
  await judge('cell-conflict');
  await page.getByRole('button', { name: '用我的' }).click();
  await see('.rows td', '我写的');
  check((await api(`${task}/${items[0].id}`)).fields.note === '我写的', 'who was second sees what the first wrote, and decides');

  // what the rules refuse stays open with its reason
  const percent = page.locator('tr[aria-rowindex="2"] [data-column="2"]');
  await percent.hover();
  await percent.locator('.pen').click();
  await see('.cell-editor input');
  await page.locator('.cell-editor input').fill('199');
  await page.keyboard.press('Enter');
  await see('.cell-editor .wrong');
  check((await page.locator('.cell-editor input').inputValue()) === '199', 'what is refused says why, and what was typed stays');
  await page.keyboard.press('Escape');

  // many
  await page.locator('tr[aria-rowindex="2"] .tick input').click();
  await page.locator('tr[aria-rowindex="6"] .tick input').click({ modifiers: ['Shift'] });
  await see('.chosen-bar', '已勾选 5 条');
  check(true, 'Shift chooses a range');
  await page.locator('.rows').focus();
  await page.keyboard.press('Control+a');
  await see('.chosen-bar', '已勾选 100 条');
  await page.locator('.chosen-bar .link', { hasText: '144' }).click();
  await see('.chosen-bar', '已勾选 144 条');
  await judge('chosen');
  await page.keyboard.press('b');
  await see('.bulk select');
  await page.locator('.bulk select').selectOption('reported_percent');
  await page.locator('#bulk-value').fill('177');
  await page.getByRole('button', { name: '先看会怎样' }).click();
  await see('.bulk .wrong', '一条也没有改');
  check((await api(`${task}/aggregate?filter=reported_percent%20%3D%20177`)).total.count === 0, 'a value that one record refuses is refused for all');
  const sum = (await api(`${task}/aggregate?measure=sum:reported_percent`)).total['sum:reported_percent'];
  await page.locator('#bulk-value').fill('7');
  await page.getByRole('button', { name: '先看会怎样' }).click();
  await see('.bulk ins', '7');
  await judge('bulk');
  check((await api(`${task}/aggregate?measure=sum:reported_percent`)).total['sum:reported_percent'] === sum, 'the look changes nothing');
  await page.getByRole('button', { name: /^改这 \d+ 条$/ }).click();
  await see('.chosen-bar', /已改 1\d\d 条，记入一次事务/);
  check((await api(`${task}/aggregate?measure=sum:reported_percent`)).total['sum:reported_percent'] === 7 * 144, 'all are changed together');
  await page.locator('.chosen-bar').getByRole('button', { name: /撤回/ }).click();
  await see('.chosen-bar', '已撤回');
  check((await api(`${task}/aggregate?measure=sum:reported_percent`)).total['sum:reported_percent'] === sum, 'and taken back together');

  await page.goto(`${url}/app/records/reform.task?asof=2017-03-31&known=2017-03-31`);
  await see('.rows tbody th a');
  check((await page.locator('.tick').count()) === 0, 'in the past nothing can be chosen for a change');
  await until(() => document.querySelectorAll('.rows tbody tr').length > 10);
});
