// An inspector with a telephone, over TLS and without a network: the page opens from the device, the finding is written beside the claim, the photograph
// is made small and digested before it is sent, and all of it goes out once by itself. The liaison's month opens and keeps photographs the same way.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell, words } from '../kit.js';

const phone = { viewport: { width: 360, height: 780 }, ignoreHTTPSErrors: true, hasTouch: true, serviceWorkers: 'allow' };

await tell(async ({ url, enter, expect }) => {
  expect(/status of (404|422)|ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK/);
  const ask = (page, method, path, body) =>
    page.evaluate(
      async ([method, path, body]) => {
        const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
        return { status: answer.status, body: await answer.json() };
      },
      [method, path, body],
    );
  const office = await enter('改革办经办岗', { ignoreHTTPSErrors: true });
  const records = async (name, filter, page = office.page) => (await ask(page, 'GET', `/api/v1/${name}?limit=200&labels=true&filter=${encodeURIComponent(filter)}`)).body.items;
  const change = (...given) => {
    const done = spawnSync(program, ['change', city, ...given], { encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr);
  };
  const postOf = async (title) => (await records('core.post', `title = '${title}'`))[0];
  async function as(title) {
    const one = await enter(null, phone);
    await one.page.goto(`${url}/app/signin`);
    check((await ask(one.page, 'POST', '/api/v1/session/post', { post: (await postOf(title)).id })).status === 201, `${title} enters`);
    await one.page.goto(`${url}/app/`);
    await one.see('.desk');
    return one;
  }

  // what is claimed, and a round that draws two of it
  const housing = (await postOf('市住建局联络员')).fields.unit;
  const tasks = (await records('reform.task', `lead_unit = ${housing} and state = 'active' and plan.year = 2017`)).slice(0, 2);
  for (const [at, task] of tasks.entries())
    for (const seq of [1, 2]) change('reform.item', 'new', `task=${task.id}`, `seq=${seq}`, `name=示例事项${at + 1}${seq}`, 'deliverable_type=DOC', 'acceptance_standard=示例', 'weight=1', `due_on=${task.fields.due_on}`, `baseline_due_on=${task.fields.due_on}`, `proof=示例文号${at + 1}${seq}`, 'state=claimed', 'claimed_on=2017-11-20');
  const plan = (await records('reform.plan', 'year = 2017'))[0].id;
  const round = (await ask(office.page, 'POST', '/api/v1/reform.inspection_round', { fields: { plan, quarter: '2017Q4', from_on: '2017-10-01', to_on: '2017-12-31', theme: '示例季督察', frame: 'claims', size: 2, seed: '2017Q4', team: [(await postOf('督察组组长岗')).id], opens_on: '2018-01-05', closes_on: '2018-02-28' } })).body.id;
  for (const step of ['publish', 'draw']) check((await ask(office.page, 'POST', `/api/v1/reform.inspection_round/${round}/transition/${step}`, {})).status === 200, `the round: ${step}`);

  const inspector = await as('督察组组长岗');
  let page = inspector.page;
  let spoken = inspector;
  const fits = async (name) => check((await page.evaluate(() => document.documentElement.scrollWidth)) <= page.viewportSize().width, `${name} fits the telephone`);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.goto(`${url}/app/visits`);
  await spoken.see('.visit-stop');
  check((await page.locator('.visit-stop li').count()) === 2 && (await spoken.text('.visit-stop h2')).includes('待查 2 项'), 'what was drawn stands by place');
  await spoken.judge('visits');
  await fits('the list');
  await page.locator('.visit-stop li a').first().click();
  await spoken.see('.finding .claim', '示例文号');
  check(true, 'the claim stands beside the form');
  await page.goBack();
  await spoken.see('.visit-stop');

  // no network, and the page is closed and opened again
  check(await page.evaluate(() => Boolean(navigator.serviceWorker.controller)), 'the worker holds the page');
  await inspector.context.setOffline(true);
  await page.close();
  page = await inspector.context.newPage();
  page.setDefaultTimeout(20_000);
  spoken = words(page);
  await page.goto(`${url}/app/visits`);
  await spoken.see('.visit-stop', '待查 2 项');
  check((await spoken.text('.offline-note')).includes('没有网络'), 'it opens without a network, and says so');
  const caches = await page.evaluate(async () => {
    const names = await caches.keys();
    const addresses = [];
    for (const name of names) for (const one of await (await caches.open(name)).keys()) addresses.push(new URL(one.url).pathname);
    return { names, foreign: addresses.filter((one) => !one.startsWith('/app/')) };
  });
  check(caches.names.length === 1 && !caches.foreign.length, 'the worker keeps one build and no answer of the API');
  await page.locator('.visit-stop li a').first().click();
  await spoken.see('.finding .claim', '示例文号');
  await page.getByRole('button', { name: '记入台账' }).click();
  await spoken.see('.wrong', '先写初步结论');
  check(true, 'what is lacking is said at its place');
  await page.getByRole('button', { name: '不实', exact: true }).click();
  await page.locator('#finding-facts').fill('现场没有看到所报的文件。');
  // a photograph larger than what is sent
  const picture = Buffer.from(
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [2400, 1800];
      const pen = canvas.getContext('2d');
      for (let i = 0; i < 400; i++) {
        pen.fillStyle = `hsl(${i * 37}, 60%, ${30 + (i % 50)}%)`;
        pen.fillRect((i * 97) % 2400, (i * 61) % 1800, 320, 240);
      }
      return canvas.toDataURL('image/jpeg', 0.95).split(',')[1];
    }),
    'base64',
  );
  const camera = page.locator('.photo-take input');
  check((await camera.getAttribute('capture')) === 'environment' && (await camera.getAttribute('accept')) === 'image/*', 'the camera comes first');
  await camera.setInputFiles({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: picture });
  await spoken.see('.photos figcaption', 'SM3');
  const [wide, high] = await page.locator('.photos img').evaluate((image) => [image.naturalWidth, image.naturalHeight]);
  check(wide === 1600 && high === 1200, 'it is reduced on the device');
  const digest = await page.locator('.photos figcaption .mono').first().getAttribute('title');
  check(/^[0-9a-f]{64}$/.test(digest), 'its digest stands there before it is sent');
  await camera.setInputFiles({ name: 'again.jpg', mimeType: 'image/jpeg', buffer: picture });
  await spoken.see('.photos .wrong', '已经拍过');
  await spoken.judge('finding');
  await fits('the form');
  const small = await page.locator('.finding button, .finding a, .photo-take').evaluateAll((all) => all.map((one) => ({ name: one.textContent.trim(), box: one.getBoundingClientRect() })).filter(({ box }) => box.height > 0 && (box.height < 43.9 || box.width < 43.9)).map((one) => `${one.name} ${one.box.width}x${one.box.height}`));
  check(!small.length, `every target is 44 pixels ${small.join(' | ')}`);
  await page.getByRole('button', { name: '记入台账' }).click();
  await spoken.see('h1', '已存本机，待发送');
  await spoken.judge('finding-waiting');
  const finding = /visits\/reform\.inspection_finding\/(\d+)/.exec(page.url())[1];
  const stands = async () => (await ask(office.page, 'GET', `/api/v1/reform.inspection_finding/${finding}`)).body;
  const hung = () => records('core.attachment', `subject_entity = 'reform.inspection_finding' and subject_id = ${finding}`);
  check((await stands()).fields.verdict === null && !(await hung()).length, 'nothing has arrived');
  await page.close();

  // with a network again: any screen is enough; the answer to the photograph is lost once, and it hangs there once
  let lost = 0;
  await inspector.context.route('**/attachments?*', async (route) => {
    if (lost++) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await inspector.context.setOffline(false);
  page = await inspector.context.newPage();
  page.setDefaultTimeout(20_000);
  spoken = words(page);
  await page.goto(`${url}/app/visits`);
  await spoken.see('.visit-stop', '待查');
  await spoken.until(() => !Object.keys(localStorage).some((key) => key.startsWith('zc-visit:')));
  check((await stands()).fields.verdict === 'contradicted' && (await stands()).fields.visited_on === '2018-01-05', 'the finding went out by itself');
  await page.goto(`${url}/app/visits/reform.inspection_finding/${finding}`);
  await spoken.see('.photo-there', '已入账');
  const files = await hung();
  check(lost >= 1 && files.length === 1 && files[0].fields.digest === digest, 'the photograph hangs on it once, under the digest that was shown');
  await page.setViewportSize({ width: 1440, height: 900 });
  await spoken.judge('finding-wide');
  await page.setViewportSize(phone.viewport);

  // somebody else wrote it meanwhile: nothing is overwritten unasked
  await spoken.see('#finding-facts');
  await page.locator('#finding-facts').fill('复看后仍未见文件。');
  await spoken.until(() => Object.keys(localStorage).some((key) => key.startsWith('zc-visit:')));
  check((await ask(office.page, 'PATCH', `/api/v1/reform.inspection_finding/${finding}`, { fields: { facts: '改革办补充的事实。' } })).status === 200, 'the office writes the same finding');
  await page.getByRole('button', { name: '记入台账' }).click();
  await spoken.see('.wrong', '没有收下');
  check((await stands()).fields.facts === '改革办补充的事实。', 'nothing is overwritten unasked');
  await page.getByRole('button', { name: '用我的' }).click();
  await page.getByRole('button', { name: '记入台账' }).click();
  await spoken.see('.note', '已记入台账');
  check((await stands()).fields.facts === '复看后仍未见文件。', 'mine goes over it when it was chosen');

  // the month: opened without a network, a photograph on its line, hung on it when the line is there
  const liaison = await as('市住建局联络员');
  page = liaison.page;
  await liaison.see('.owed-reports li', '2017年12月');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await liaison.see('.owed-reports li', '2017年12月');
  await liaison.until(() => new Promise((done) => {
    const open = indexedDB.open('zc', 1);
    open.onsuccess = () => {
      const keys = open.result.transaction('kept').objectStore('kept').getAllKeys();
      keys.onsuccess = () => done(keys.result.some((key) => /monthly_report\/periodic\?/.test(key)));
    };
  }));
  await liaison.context.setOffline(true);
  await page.close();
  page = await liaison.context.newPage();
  page.setDefaultTimeout(20_000);
  spoken = words(page);
  await page.goto(`${url}/app/`);
  await page.locator('.owed-reports li', { hasText: '2017年12月' }).getByRole('link', { name: '填写' }).click();
  const count = Number(/\/ (\d+)/.exec(await spoken.text('.steps'))[1]);
  for (let at = 1; at <= count; at++) {
    await spoken.see('.steps', `第 ${at} / ${count} 项`);
    if (await page.getByRole('button', { name: '推进中' }).first().isVisible()) await page.getByRole('button', { name: '推进中' }).first().click();
    await page.locator('textarea').first().fill(`十二月第${at}项印发实施方案，落实到处室。`);
    if (at === 1) {
      await page.locator('.photo-take input').first().setInputFiles({ name: 'IMG_0002.jpg', mimeType: 'image/jpeg', buffer: picture });
      await spoken.see('.photos figcaption', 'SM3');
      await page.evaluate(() => window.scrollTo(0, 0));
      await spoken.judge('month-photo');
      await fits('a line with a photograph');
    }
    await page.getByRole('button', { name: at === count ? '去核对' : '下一项', exact: true }).click();
  }
  await spoken.see('.review', '照片 1 张');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await spoken.see('h1', '已存本机，待发送');
  check((await page.locator('.review').innerText()).includes('照片 1 张'), 'the photograph waits with its line');
  await liaison.context.setOffline(false);
  await spoken.see('h1', '已提交'); // by itself
  const report = (await records('reform.monthly_report', `unit = ${housing}`))[0];
  const lines = await records('reform.report_line', `report = ${report.id}`);
  const photographs = (await Promise.all(lines.map((line) => records('core.attachment', `subject_entity = 'reform.report_line' and subject_id = ${line.id}`)))).flat();
  check(lines.length === count && photographs.length === 1 && photographs[0].fields.media_type === 'image/jpeg', 'the month is submitted, and its photograph hangs on its line, once');

  // signing out takes what was read from the device
  await page.goto(`${url}/app/`);
  await spoken.see('.desk');
  await ask(page, 'DELETE', '/api/v1/session');
  await page.reload();
  await spoken.see('.signin, .entrance, h1');
  await spoken.until(() => new Promise((done) => {
    const open = indexedDB.open('zc', 1);
    open.onsuccess = () => {
      const keys = open.result.transaction('kept').objectStore('kept').getAllKeys();
      keys.onsuccess = () => done(!keys.result.some((key) => key.startsWith('read:')));
    };
  }));
  check(true, 'after the session nothing that was read is left on the device');
}, '--tls', 'self');
