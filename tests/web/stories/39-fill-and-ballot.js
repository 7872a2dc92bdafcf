// A superior's workbook is filled from records on the screen of imports; a secret ballot is opened, its codes shown once and gone, cast on the page without a
// script, and sealed by another hand.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, city, program, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (400|403|404|422)/);
  const zc = (...given) => {
    const done = spawnSync(program, given, { encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr || done.stdout);
    return done.stdout;
  };
  const sql = (text) => spawnSync('sqlite3', [join(city, 'city.db'), text], { encoding: 'utf8' }).stdout.trim();
  const give = (title, role) => {
    const [id, roles] = sql(`SELECT id || ' ' || roles FROM t_core_post WHERE title = '${title}'`).split(' ');
    zc('change', city, 'core.post', id, `roles=${roles}${role};`);
  };
  give('改革办经办岗', 'core.ballot_officer');
  give('改革办主任岗', 'core.ballot_teller');

  // the workbook of a superior: heads that the module knows and, in the list that the city exports, some that it does not
  const folder = mkdtempSync(join(tmpdir(), 'story-fill-'));
  const form = join(folder, '上级表.xlsx');
  zc('export', city, 'reform.task', form, '--filter', 'serial = 998');
  const office = await enter('改革办经办岗');
  const { page, see, judge } = office;
  await page.goto(`${url}/app/import`);
  const fill = page.locator('section', { hasText: '用记录填上级的表' }).last();
  const region = (await fill.count()) ? fill : page.locator('section').filter({ has: page.locator('input[accept=".xlsx"]') }).last();
  await region.locator('select').selectOption('reform.task');
  await region.locator('input.input').fill("domain = '06' and serial < 4");
  await region.locator('input[type="file"]').setInputFiles(form);
  await region.locator('[role="status"]').waitFor();
  check(/3/.test(await region.locator('[role="status"]').innerText()), 'it says how many records the file would take');
  await judge('fill-1440');
  const [file] = await Promise.all([page.waitForEvent('download'), region.locator('.button.main').click()]);
  const filled = join(folder, 'filled.xlsx');
  await file.saveAs(filled);
  const text = spawnSync('unzip', ['-p', filled], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout;
  check(text.includes(sql("SELECT matter FROM t_reform_task WHERE domain = '06' AND serial = 2")), 'the records stand in the file');
  check(!readFileSync(form).equals(readFileSync(filled)), 'the form itself stays as it was');
  await region.locator('input.input').fill('serail = 1');
  await region.locator('input.input').dispatchEvent('change');
  await region.locator('[role="alert"]').waitFor();
  check((await region.locator('[role="alert"]').innerText()).includes('serail'), 'a wrong filter is named');

  // the box and its classes
  const ask = (on, method, path, body) =>
    on.evaluate(
      async ([method, path, body]) => {
        const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
        return { status: answer.status, body: await answer.json() };
      },
      [method, path, body],
    );
  const unit = sql("SELECT unit FROM t_core_post WHERE title = '改革办经办岗'");
  const box = (await ask(page, 'POST', '/api/v1/core.ballot_box', { fields: { title: '示例推荐', unit, question: '请推荐一至两人', options: ['示例·甲', '示例·乙', '示例·丙'], most: 2 } })).body.id;
  await page.goto(`${url}/app/ballots`);
  await page.getByRole('link', { name: '示例推荐' }).click();
  await see('main.ballot', '还没有类别');
  check(await page.getByRole('button', { name: '开启票箱，取投票码' }).isDisabled(), 'no box is opened without a class');
  for (const [name, codes] of [['A 班子成员', 2], ['B 其他', 6]]) check((await ask(page, 'POST', '/api/v1/core.ballot_class', { fields: { box, name, codes } })).status === 201, name);
  await page.reload();
  await page.getByRole('button', { name: '开启票箱，取投票码' }).click();
  await see('main.ballot form', '只在下一屏出现一次');
  await page.locator('main.ballot form .main').click();
  await see('.ballot-sheet', '投票码，只此一次');
  const codes = await page.locator('.ballot-codes code').allInnerTexts();
  check(codes.length === 8 && new Set(codes).size === 8, 'eight codes');
  check((await page.locator('.ballot-qr svg').count()) === 8, 'each with its picture');
  for (const [size, width, height] of [['360', 360, 780], ['1440', 1440, 900]]) {
    await page.setViewportSize({ width, height });
    await judge(`ballot-codes-${size}`, false);
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `the sheet fits at ${size}`);
  }
  await page.getByRole('button', { name: '已打印，从屏幕上去掉' }).click();
  await page.reload();
  await see('main.ballot', '投票中');
  check(!(await page.locator('.ballot-codes').count()), 'the codes are gone with the page');
  check(!(await page.getByRole('button', { name: '封存并计票' }).count()), 'who opened it does not seal it');

  // votes, on the page without a script
  for (const code of codes) {
    const answer = await page.request.post(`${url}/ballot/${code}`, { form: { mark: '1' }, headers: { Origin: url } });
    check(answer.ok(), `a ballot is taken: ${answer.status()}`);
  }
  const teller = await enter('改革办主任岗');
  await teller.page.goto(`${url}/app/ballots/${box}`);
  await teller.page.getByRole('button', { name: '封存并计票' }).click();
  await teller.page.locator('main.ballot form .main').click();
  await teller.see('main.ballot', '收到 8 张');
  check((await teller.page.locator('main.ballot').innerText()).includes('结果'), 'all ballots are counted');
  check(/[0-9a-f]{64}/.test(await teller.page.locator('main.ballot').innerText()), 'with the root over them');
  await teller.judge('ballot-result-1440');
});
