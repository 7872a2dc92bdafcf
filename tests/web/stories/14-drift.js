// A fact of June is corrected in January: before it is saved the form lists the printed figures that it moves, old and new value; after
// it the review says which figures drifted and by which record; the correction is published, and the two editions are compared.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter }) => {
  const { page, text, see, until, judge, ask } = await enter('改革办经办岗');
  const found = await page.evaluate(async () => {
    const filter = encodeURIComponent("level = 'national' and accepted_on < 2017-06-30");
    return (await (await fetch(`/api/v1/reform.pilot?limit=1&filter=${filter}`)).json()).items[0];
  });
  await page.goto(`${url}/app/records/reform.pilot/${found.id}/edit`);
  await see('#field-accepted_on');
  await page.locator('#field-accepted_on').fill('2017-08-15');
  await page.locator('#form-from').fill('2017-01-01');
  await page.locator('#form-why').fill('验收文件上的日期是八月');
  await page.locator('.foot .main').click();
  await see('.drift-warning');
  const warning = await text('.drift-warning');
  check(warning.includes('国家级改革试点已完成数') && /12\s*11/.test(await text('.drift-warning tbody')), 'before it is saved the form lists the printed figure, 12, and what it would be, 11');
  check(warning.includes('第1版'), 'and the edition that rests on it');
  check((await page.evaluate(() => document.activeElement?.className)).includes('drift-warning'), 'the keyboard stands on it');
  await judge('drift-warning');
  await page.getByRole('button', { name: '先不存' }).click();
  await page.locator('.foot .main').waitFor();
  const still = await page.evaluate(async (id) => (await (await fetch(`/api/v1/reform.pilot/${id}`)).json()).fields.accepted_on, found.id);
  check(still === found.fields.accepted_on, 'nothing is stored until it is confirmed');
  await page.locator('.foot .main').click();
  await page.getByRole('button', { name: '知道了，仍要存入' }).click();
  await see('.record-head h1');
  await see('.fields', /2017-08-15|8月15日/);
  check(true, 'confirmed once, it is saved');

  // the same question before a record is ended, before a cell and before many rows are changed
  const other = await page.evaluate(async (id) => {
    const filter = encodeURIComponent("level = 'national' and accepted_on < 2017-06-30");
    return (await (await fetch(`/api/v1/reform.pilot?limit=9&filter=${filter}`)).json()).items.find((one) => one.id !== id);
  }, found.id);
  await page.goto(`${url}/app/records/reform.pilot/${other.id}`);
  await page.locator('summary', { hasText: '更多' }).last().click();
  await page.getByRole('button', { name: '不再如此' }).first().click();
  await page.locator('.dialog-form input[type=date]').fill('2017-03-01');
  await page.locator('.dialog-form textarea').fill('试一试');
  await page.locator('.dialog-form .main').click();
  await see('.dialog-form .drift-warning', '国家级改革试点');
  await judge('drift-end');
  await page.getByRole('button', { name: '先不存' }).click();
  await page.locator('.dialog-form').getByRole('button', { name: '不改了' }).click();
  check((await page.evaluate(async (id) => (await fetch(`/api/v1/reform.pilot/${id}`)).status, other.id)) === 200, 'an end asks too, and nothing is ended until it is confirmed');

  const title = other.fields.name ?? other.fields.title;
  await page.goto(`${url}/app/records/reform.pilot?columns=level,accepted_on&filter=${encodeURIComponent("level = 'national'")}`);
  const line = page.locator('tbody tr', { hasText: title }).first();
  await line.hover();

  await line.locator('.pen').first().click();
  await see('.cell-editor');
  await page.locator('.cell-editor select').first().selectOption({ index: 2 });
  const asked = page.waitForRequest((one) => one.url().includes(`/${other.id}/drift`));
  await page.locator('.cell-editor .main').click();
  await asked;
  await see('.chosen-bar');
  await page.getByRole('button', { name: '撤回' }).first().click();
  check(true, 'so does a cell; what is so from today on moves no figure of June, and is saved at once');

  await page.goto(`${url}/app/reviews`);
  await page.locator('.editions a').first().click();
  await see('.drift-list li');
  await see('.marks', '重放一致');
  check((await text('.marks')).includes('重放一致 51 / 51'), 'as known then the review is what was printed');
  const drift = await text('.drift-list');
  check(drift.includes('国家级改革试点已完成数') && drift.includes('印出 12 → 现在 11'), 'as known now one figure drifted');
  check(drift.includes(found.fields.name ?? found.fields.title ?? ''), 'by the record that was corrected');
  await judge('drift');
  await page.locator('.drift-list').getByRole('link').first().click();
  await see('.record-head h1');
  check(page.url().includes(found.id), 'which is one press away');

  // the correction
  await page.goto(`${url}/app/drafts`);
  await see('.draft-new');
  await page.locator('.draft-new .short').fill('2017H1');
  await page.locator('.draft-new .main').click();
  await until(() => document.querySelectorAll('.draft-figures .door').length === 51);
  await page.getByRole('button', { name: '印发', exact: true }).click();
  await page.locator('.publishing .grow input').fill('更正一项试点的验收日期');
  const beforehand = page.waitForResponse((one) => one.url().includes('/publish/drift'));
  await page.getByRole('button', { name: '印发第 2 版' }).click();
  check((await beforehand).status() === 200, 'before it is published it is asked what else would move: nothing');
  await page.locator('.published-now').getByRole('link', { name: '比较两版' }).click();
  await see('.compare-figures tbody tr', '国家级改革试点已完成数');
  const row = await page.locator('.compare-figures tbody tr', { hasText: '国家级改革试点已完成数' }).innerText();
  check(/12[\s\S]*11/.test(row), 'the editions differ in that figure');
  await until(() => [...document.querySelectorAll('.compare-figures tbody tr')].some((one) => one.textContent.includes('不再计入')));
  check((await text('.compare-rows del')).includes('12') && (await text('.compare-rows ins')).includes('11'), 'and in its place of the text');
  await judge('compare-drift');

  // a step of one press on the desk moves a figure that was printed today
  const pilot = (await ask('GET', `/api/v1/reform.pilot?limit=1&filter=${encodeURIComponent("level = 'national' and state = 'granted' and period_to = 2017-12-31")}`)).items[0];
  for (const step of ['run', 'review_midterm']) check((await ask('POST', `/api/v1/reform.pilot/${pilot.id}/transition/${step}`, {})).status === 200, `a pilot goes through ${step}`);
  const brief = await ask('POST', '/api/v1/core.draft', { fields: { title: '示例快报', report: 'brief', period: '2018H1', asof_on: '2018-01-05', language: 'zh', text: '国家级试点已完成 {{reform_pilot_national_done}} 项。' } });
  check((await ask('POST', `/api/v1/core.draft/${brief.id}/publish`, { slice: '1', reason: '示例' })).status === 201, 'a brief of today prints how many are complete');
  await page.goto(`${url}/app/`);
  await see('.due-list li');
  for (const more of await page.locator('.desk .more button').all()) await more.click();
  const due = page.locator('.due-list li', { hasText: pilot.fields.name ?? pilot.fields.title }).first();
  await due.getByRole('button', { name: '结项验收' }).click();
  await page.locator('.dialog-form .main').click();
  await see('.dialog-form .drift-warning', '国家级改革试点已完成数');
  const [, printed, then] = /(\d+)\s+(\d+)/.exec(await text('.dialog-form .drift-warning tbody'));
  check(Number(then) === Number(printed) + 1, `the desk asks first: ${printed} were printed, ${then} it would be`);
  await judge('drift-desk');
  check((await ask('GET', `/api/v1/reform.pilot/${pilot.id}`)).fields.state === 'midterm', 'and nothing is stored until it is confirmed');
  await page.getByRole('button', { name: '知道了，仍要存入' }).click();
  await page.locator('.dialog-form').waitFor({ state: 'detached' });
  check((await ask('GET', `/api/v1/reform.pilot/${pilot.id}`)).fields.state === 'accepted', 'confirmed once, the step is taken');
});
