// A module of declarations alone: the boxes of tests/boxes, for which no line of the page was written. They are made, changed, stepped,
// listed, imported and read back in time, and a guest sees the blue ones only.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, city, program, tell } from '../kit.js';

const root = new URL('../../../', import.meta.url).pathname;
const modules = mkdtempSync(join(tmpdir(), 'zc-boxes-'));
process.on('exit', () => rmSync(modules, { recursive: true, force: true }));
cpSync(join(root, 'modules/core'), join(modules, 'core'), { recursive: true });
cpSync(join(root, 'tests/boxes'), join(modules, 'shop'), { recursive: true, filter: (path) => !path.endsWith('city.sh') });
// beside the boxes a matter whose clock is a stage of another, and a table that names units; the menu in groups
writeFileSync(join(modules, 'shop/entities/stay.yaml'), `entity: stay
title: 留存 | stay
named_by: name
home: own
order: [name]
list: [name, from_on]
fields:
  name: {title: 名称 | name, type: text, required: true}
  from_on: {title: 起 | from, type: date}
  asked_on: {title: 提请 | asked, type: date}
  decided_on: {title: 决定 | decided, type: date}
  longer_on: {title: 延长 | extended, type: date}
  longer_days: {title: 延长日数 | days longer, type: int, least: 1, most: 27}
  longer_ground: {title: 事由 | ground, type: text}
clocks:
  whole: {title: 审查 | review, starts: from_on, days: 37, class: custody, stops: [decided_on]}
  request: {title: 提请 | request, starts: from_on, days: 9, class: custody, within: whole, stops: [asked_on], extended: {on: longer_on, days: longer_days, ground: longer_ground}}
access: {read: [role clerk], write: [role clerk]}
`);
writeFileSync(join(modules, 'shop/entities/load.yaml'), `entity: load
title: 货物 | load
named_by: title
key: [code]
home: own
list: [code, title, unit]
fields:
  code: {title: 编号 | code, type: text, max: 40, required: true, unique: true}
  title: {title: 名称 | title, type: text, max: 200, required: true}
  unit: {title: 单位 | unit, type: ref, to: core.unit, required: true}
access: {read: [role clerk], write: [role clerk]}
`);
mkdirSync(join(modules, 'shop/imports'));
writeFileSync(join(modules, 'shop/imports/loads.yaml'), `layout: loads
title: 货物台账 | ledger of loads
sheets:
  - name: ["*"]
    columns: {code: {heads: 货号, required: true}, title: {heads: 货名, required: true}, unit: {heads: 承运单位, required: true}}
    records:
      - entity: load
        fields: {code: {column: code, reader: text}, title: {column: title, reader: text}, unit: {column: unit, reader: unit}}
`);
appendFileSync(join(modules, 'shop/module.yaml'), 'menu:\n  - {title: 箱子和货 | boxes and loads, of: [box, load]}\n');
process.env.ZHUCHENG_MODULES = modules;
const run = (words, input) => execFileSync(program, words, { encoding: 'utf8', input });
rmSync(city, { recursive: true, force: true });
run(['init', city, '--name', '试验市', '--name-en', 'Trial']);
appendFileSync(join(city, 'city.conf'), 'limit_session_burst = 1000\n');
const unit = /\d+/.exec(run(['change', city, 'core.unit', 'new', 'code=T1', 'name=试验局', 'short_name=试验局', 'system=government']))[0];
for (const [name, roles] of [['clerk', ';core.staff;core.registrar;shop.clerk;'], ['guest', ';core.staff;shop.guest;']]) {
  run(['change', city, 'core.post', 'new', `title=${name} 的岗位`, `unit=${unit}`, `roles=${roles}`]);
  run(['user', city, 'add', name, '--person', `示例·${name}`, '--post', `${name} 的岗位`]);
  run(['user', city, 'password', name], `correct horse battery ${name}\n`);
}

await tell(async ({ url, enter, expect }) => {
  expect(/status of (400|404)/); // thirteen is refused; a guest asks for what he may not see
  const signIn = async (name) => {
    const scene = await enter(null);
    await scene.page.goto(`${url}/app/`);
    await scene.page.getByLabel('登录名').fill(name);
    await scene.page.getByLabel('口令').fill(`correct horse battery ${name}`);
    await scene.page.getByRole('button', { name: '登录' }).click();
    await scene.see('.desk');
    return scene;
  };
  const { page, text, see, until, judge, ask } = await signIn('clerk');
  check((await text('.side')).includes('箱子和货 2') && !(await text('.side')).includes('日记'), 'its records stand in the groups of its menu');
  await page.locator('.side').getByRole('button', { name: /^其他/ }).first().click();
  await see('.side li a', '日记');

  await page.locator('.side').getByRole('link', { name: '箱子', exact: true }).click();
  await see('.empty', '还没有箱子');
  await page.locator('.empty').getByRole('link', { name: '新增' }).click();
  await page.locator('#field-code').fill('B1');
  await page.locator('#field-label').fill('头一个箱子');
  await page.getByRole('button', { name: /更多字段/ }).click();
  await page.locator('#field-size').fill('13');
  await page.locator('.foot .main').click();
  await see('.wrong', '不吉利');
  check(true, 'a box is made from its declaration, and its own check refuses in its own words');
  await page.locator('#field-size').fill('120');
  await page.locator('.foot .main').click();
  await see('.record-head h1', '头一个箱子');
  await see('.nextstep', '开箱，由经办办理');
  check((await text('.facts')).includes('120') && (await text('.facts')).includes('B1'), 'its page is composed without a word in the module: fields, next step, timeline');
  check((await page.locator('.lanes .knew').count()) === 1, 'one day of its story stands on the two lanes');
  await judge('box');

  await page.locator('.record-head').getByRole('button', { name: '开箱' }).click();
  await page.locator('.dialog-form .main').click();
  await see('.record-head .state', '开');
  await see('.nextstep', '锁箱');
  check((await text('.nextstep')).includes('还差：还有交办件没有办结') === false, 'a step is taken, and the next one is named');
  const box = new URL(page.url()).pathname.split('/').pop();
  await page.getByRole('link', { name: '修改', exact: true }).click();
  await page.locator('#field-label').fill('改了名的箱子');
  await page.locator('.foot .main').click();
  await see('.record-head h1', '改了名的箱子');
  await page.getByRole('tab', { name: /历史/ }).click();
  await see('.diff ins', '改了名的箱子');
  check((await text('#tab-panel')).includes('头一个箱子'), 'its history tells what it was called');
  const renamed = await page.evaluate(async (id) => {
    const names = [...Array.from({ length: 104 }, (_, i) => `第${i + 1}个名字`), '改了名的箱子'];
    for (const label of names) {
      const answer = await fetch(`/api/v1/shop.box/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fields: { label } }) });
      if (!answer.ok) return `${answer.status} ${await answer.text()}`;
    }
    return 'all';
  }, box);
  check(renamed === 'all', `renamed 105 times (${renamed})`);
  await page.reload();
  await until(() => document.querySelectorAll('#tab-panel tbody tr').length === 100);
  await page.getByRole('button', { name: '更早记录的切片' }).click();
  await until(() => document.querySelectorAll('#tab-panel tbody tr').length > 104 && document.querySelector('#tab-panel').textContent.includes('头一个箱子'));
  check((await page.getByRole('button', { name: '更早记录的切片' }).count()) === 0, 'a long history comes by pages, the newest first, down to how it began');
  await page.getByRole('tab', { name: /流水/ }).click();
  await see('#tab-panel tbody tr');
  await page.getByRole('tab', { name: /内容/ }).click();

  await page.goto(`${url}/app/import`);
  await page.setInputFiles('input[type=file]', { name: 'box.csv', mimeType: 'text/csv', buffer: Buffer.from(`code,label,colour,size,inside\nB2,蓝箱子,blue,5,改了名的箱子\nB3,红箱子,red,6,\n`) });
  await page.getByRole('button', { name: /^收下/ }).click();
  await see('[role=status] h2', '已收下');
  check(true, 'a table of boxes is imported');
  await page.goto(`${url}/app/records/shop.box`);
  await until(() => document.querySelectorAll('.rows tbody tr[aria-rowindex]').length === 3);
  check(true, 'and listed with the rest');
  await page.goto(`${url}/app/records/shop.box/${box}`);
  await see('.belonging tbody tr', '蓝箱子');
  check((await text('.belonging h2')).includes('箱子'), 'a box shows what stands inside it, because something points at it');

  // a stage of a whole
  const begun = (await page.evaluate(async () => (await (await fetch('/api/v1/meta')).json()).city.today));
  const stay = await ask('POST', '/api/v1/shop.stay', { fields: { name: '示例留存', from_on: begun } });
  await page.goto(`${url}/app/records/shop.stay/${stay.id}`);
  await see('.stage-line', '全程“审查”');
  check((await page.locator('.stage-bar i').count()) === 1 && (await text('.lamprules')).includes('已延长 0 次，最多 1 次'), 'a stage is drawn beside its whole, with the extensions that may be');
  await judge('stage');

  // long work that stops and asks
  const rows = Array.from({ length: 2400 }, (_, i) => `L-${i},第 ${i} 批,${i % 3 ? '试验局' : '市运输处'}`);
  const uploaded = await page.evaluate(async (lines) => {
    const form = new FormData();
    form.append('file', new File([`货号,货名,承运单位\n${lines.join('\n')}\n`], 'loads.csv', { type: 'text/csv' }));
    return (await fetch('/api/v1/imports', { method: 'POST', body: form })).status;
  }, rows);
  check(uploaded === 202, 'a big table becomes a job');
  await page.goto(`${url}/app/jobs`);
  await page.getByRole('button', { name: '去确认', exact: true }).click();
  await see('.job-answer tbody th', '市运输处');
  await judge('job-waits');
  await page.locator('.job-answer input[type=checkbox]').first().check();
  await page.locator('.job-answer .main').click();
  await see('main .list tbody tr', 'loads.csv');
  check((await ask('GET', '/api/v1/shop.load?count=true&exact=true&limit=1')).total.count === 2400 && (await ask('GET', `/api/v1/core.unit?filter=${encodeURIComponent("name = '市运输处'")}`)).items.length === 1, 'it asks for consent on the page, and goes on with it');

  const guest = await signIn('guest');
  await guest.page.goto(`${url}/app/records/shop.box`);
  await guest.until(() => document.querySelectorAll('.rows tbody tr[aria-rowindex]').length === 1);
  check((await guest.text('.rows tbody')).includes('蓝箱子'), 'a guest sees the blue box only');
  await guest.page.goto(`${url}/app/records/shop.box/${box}`);
  await guest.see('.wrong, [role=alert], .failure', '无权查看');
  check(true, 'and of the others is told as of what does not exist');
  check(!(await guest.text('.side')).includes('日记'), 'nor do the diaries stand in the guest menu');
});
