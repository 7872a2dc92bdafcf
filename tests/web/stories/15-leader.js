// An instruction of a city leader, on a telephone over TLS, reaches the telephone of the lead unit's liaison, who answers it; the leader reads
// the answer. The same without a script, and on one sheet of paper.
import { check, tell } from '../kit.js';

const phone = { viewport: { width: 390, height: 844 }, ignoreHTTPSErrors: true };

await tell(async ({ url, enter }) => {
  check(url.startsWith('https://'), 'the city is served over TLS');
  const leader = await enter('副市长(分管城建城管)', phone);
  check((await leader.context.cookies()).some((one) => one.name === '__Host-zc' && one.secure && one.httpOnly), 'the session is bound to this host and to TLS');

  await leader.page.getByRole('button', { name: '菜单' }).click();
  await leader.page.getByRole('link', { name: '请您过问的事' }).click();
  await leader.see('.matters li');
  check((await leader.page.locator('.matters li').count()) === 10, 'ten matters, not more');
  const first = leader.page.locator('.matters li').first();
  const name = await first.locator('h2').innerText();
  check((await first.innerText()).includes('逾期'), 'each with why');
  check((await leader.page.evaluate(() => document.documentElement.scrollWidth)) <= 390, 'the telephone need not scroll sideways');
  await leader.judge('phone-leader');

  await first.getByRole('button', { name: '批示', exact: true }).click();
  await leader.see('.phrases button');
  check((await first.innerText()).includes('批给 市住建局联络员'), 'it is said to whom it goes');
  const sizes = await leader.page.locator('.phrases button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  check(sizes.length >= 6 && sizes.every((one) => one >= 44), 'ready phrases are large enough for a thumb');
  await leader.judge('phone-leader-phrases');
  await leader.page.getByRole('button', { name: '请阅处。' }).click();
  await leader.see('.note.ok', '已批给市住建局联络员');
  check((await leader.text('.mine')).includes('请阅处。'), 'one tap gives the instruction');

  const liaison = await enter('市住建局联络员', phone);
  await liaison.see('.due-list li', '请阅处。');
  const row = liaison.page.locator('.due-list li', { hasText: '请阅处。' });
  check((await row.innerText()).includes('批示') && (await row.innerText()).includes(name), 'it lies on the desk of the lead unit\'s liaison at once');
  await row.scrollIntoViewIfNeeded();
  await liaison.judge('phone-liaison');
  await row.getByRole('button', { name: '接办' }).click();
  await row.getByRole('button', { name: '接办' }).waitFor({ state: 'detached' });
  await row.getByRole('button', { name: '回报' }).click();
  await row.getByRole('button', { name: '回报' }).click();
  await liaison.see('.wrong', '先写明办理结果');
  check(true, 'an answer without words is not sent');
  await row.locator('textarea').fill('已阅,管廊图纸本周补齐');
  await row.getByRole('button', { name: '回报' }).click();
  await row.waitFor({ state: 'detached' });
  check(true, 'and is gone from the desk once it is answered');

  await leader.page.reload();
  await leader.see('.mine', '已阅,管廊图纸本周补齐');
  check((await leader.text('.mine')).includes('回报'), 'the leader reads the answer');

  // who may not
  const status = await liaison.page.evaluate(async () => (await (await fetch('/api/v1/leader')).json()).matters.some((one) => one.may));
  check(!status, 'a liaison is offered no instruction');

  // without a script
  const plain = await leader.context.newPage();
  await plain.goto(`${url}/leader`);
  check((await plain.locator('ol.matters li').count()) === 10, 'the page without a script holds the same ten');
  const second = plain.locator('ol.matters li').nth(1);
  await second.locator('select').selectOption('explain');
  await second.locator('input[name=text]').fill('周五前面报。');
  await second.getByRole('button', { name: '批示' }).click();
  await plain.locator('td', { hasText: '请说明滞后原因和补救措施。周五前面报。' }).waitFor();
  check(true, 'and takes an instruction of a phrase and own words');

  await leader.page.emulateMedia({ media: 'print' });
  await leader.page.setViewportSize({ width: 718, height: 1000 }); // the 190 mm of A4 between its margins
  check((await leader.page.evaluate(() => document.documentElement.scrollHeight)) <= 1047, 'the ten stand on one sheet of A4');
}, '--tls', 'self');
