// Two browsers: what one does, the other sees without asking. The count in the bar, the desk, an open record; after a break of the line, too.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/Failed to load resource|ERR_/);
  const liaison = await enter('市住建局联络员');
  await liaison.see('.inbox-link');
  const office = await enter('改革办经办岗');
  const task = await office.page.evaluate(async () => (await (await fetch('/api/v1/reform.task?filter=' + encodeURIComponent("lead_unit.short_name = '市住建局'") + '&limit=1')).json()).items[0].id);
  const post = await liaison.page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).post);
  const hand = (title) =>
    office.page.evaluate(
      async ([id, to, words]) =>
        (await fetch(`/api/v1/reform.task/${id}/assignments`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title: words, to: [{ post: to, due_on: '2018-01-09' }] }) })).status,
      [task, post, title],
    );

  check((await hand('核对管廊里程')) === 201, 'the office hands a task to the liaison');
  await liaison.see('.due-list li', '核对管廊里程');
  check(true, 'whose open desk shows it by itself');
  await liaison.see('.inbox-link .count', '1');
  check(true, 'and whose bar counts one more');
  await liaison.judge('live-desk');

  await office.page.goto(`${url}/app/records/reform.task/${task}`);
  await office.see('.record-head h1');
  await office.page.waitForLoadState('load');
  const other = await enter('改革办主任岗');
  const changed = await other.page.evaluate(async (id) => (await fetch(`/api/v1/reform.task/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fields: { note: '主任岗刚写的一句' } }) })).status, task);
  check(changed === 200, 'somebody else changes the record that the office has open');
  await office.see('.fields', '主任岗刚写的一句');
  check(true, 'and the open record shows it');

  await liaison.context.setOffline(true);
  await new Promise((done) => setTimeout(done, 300));
  check((await hand('补报十二月进度')) === 201, 'while the liaison\'s line is broken something comes');
  await liaison.context.setOffline(false);
  await liaison.see('.due-list li', '补报十二月进度');
  check(true, 'and is there once the line is back');

  const stream = '**/api/v1/events*';
  await liaison.context.route(stream, (one) => one.abort('connectionrefused'));
  await liaison.page.reload();
  await liaison.see('.offline-note', '画面不再自动更新');
  await liaison.judge('not-live');
  check((await hand('再核一次')) === 201, 'a page that hears nothing says so, and meanwhile something comes');
  await liaison.context.unroute(stream);
  await liaison.see('.due-list li', '再核一次');
  await liaison.page.locator('.offline-note').waitFor({ state: 'detached' });
  check(true, 'it comes back by itself and has missed nothing');

  await liaison.page.keyboard.press('j');
  await liaison.page.keyboard.press('?');
  await liaison.see('.note', 'Enter 办理');
  check(await liaison.page.evaluate(() => document.activeElement.closest('.due-list li') !== null), 'J walks along the rows, ? tells the keys');

  const posts = await liaison.page.locator('.bar .who select option').allInnerTexts();
  check(posts.length === 2 && posts.some((one) => one.startsWith('代 ')), 'the bar offers the post that the liaison represents');
  await liaison.page.locator('.bar .who select').selectOption({ label: posts.find((one) => one.startsWith('代 ')) });
  await liaison.see('.head .meta', '代 市住建局主要负责人岗');
  check(true, 'and one choice changes to it');
});
