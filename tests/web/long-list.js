// How a list of 100,000 rows feels in the browser. Not a story: it only measures.
//   node tests/web/long-list.js PROGRAM [ROWS]
// Makes a city of its own on the module of boxes, fills it through an import, and prints milliseconds to the first rows, to the last row
// after a jump, to the middle after another, and the frames a second while scrolling; the medians of three. Beside them the processor time of the page's own thread,
// which other work on the machine changes little.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const need = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = need('playwright-core');
const root = new URL('../..', import.meta.url).pathname;
const [program, count = '100000'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'long-list-'));
const city = join(folder, 'city'), password = 'correct horse battery reader';
const env = { ...process.env, ZHUCHENG_MODULES: join(folder, 'modules') };
const run = (input, ...words) => execFileSync(program, words, { env, input, encoding: 'utf8' });
const made = (text) => /\d+/.exec(text)[0];

cpSync(join(root, 'modules/core'), join(folder, 'modules/core'), { recursive: true });
cpSync(join(root, 'tests/boxes'), join(folder, 'modules/shop'), { recursive: true });
rmSync(join(folder, 'modules/shop/city.sh'));
run('', 'init', city, '--name', '试验市', '--name-en', 'Trial');
const unit = made(run('', 'change', city, 'core.unit', 'new', 'code=T1', 'name=试验局', 'short_name=试验局', 'system=government'));
run('', 'change', city, 'core.post', 'new', 'title=查阅岗', `unit=${unit}`, 'roles=;core.staff;shop.clerk;');
run('', 'user', city, 'add', 'reader', '--person', '示例·查阅', '--post', '查阅岗');
run(`${password}\n`, 'user', city, 'password', 'reader');
const colours = ['red', 'blue'];
writeFileSync(join(folder, 'boxes.csv'), ['code,label,colour,size,made_on', ...Array.from({ length: Number(count) }, (_, i) => `B-${String(i).padStart(6, '0')},第 ${i} 只箱子,${colours[i % 2]},${(i % 900) + 20},2020-01-01`)].join('\n'));
run('', 'import', city, join(folder, 'boxes.csv'), '--as', 'shop.box');

const server = spawn(program, ['serve', city, '--listen', '127.0.0.1:0', '--log', 'off'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((done) => server.stdout.on('data', (piece) => {
  const found = /(http:\/\/127\.0\.0\.1:\d+)/.exec(piece);
  if (found) done(found[1]);
}));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
const figures = { first: [], last: [], frames: [], slowest: [], work: [], jump: [], middle: [] };
try {
  for (let turn = 0; turn < 3; turn++) {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })).newPage();
    await page.goto(`${url}/app/`);
    await page.evaluate(async (secret) => fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: 'reader', password: secret }) }), password);
    const debug = await page.context().newCDPSession(page);
    await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async () => (await debug.send('Performance.getMetrics')).metrics.find((one) => one.name === 'TaskDuration').value * 1000;
    let from = Date.now();
    await page.goto(`${url}/app/records/shop.box`);
    await page.locator('tbody tr[aria-rowindex]').first().waitFor();
    figures.first.push(Date.now() - from);
    let before = await worked();
    const [frames, slowest] = await page.evaluate(() => new Promise((done) => {
      const box = document.querySelector('.rows'), end = performance.now() + 3000;
      let seen = 0, before = performance.now(), longest = 0;
      (function frame(now) {
        seen++;
        longest = Math.max(longest, now - before);
        before = now;
        box.scrollTop += 60;
        if (now < end) requestAnimationFrame(frame);
        else done([seen / 3, longest]);
      })(performance.now());
    }));
    figures.frames.push(frames);
    figures.slowest.push(slowest);
    figures.work.push(((await worked()) - before) / (frames * 3));
    before = await worked();
    from = Date.now();
    // Where the count is not exact the bar grows while rows come: a person drags it down again.
    while (!(await page.evaluate((last) => {
      const box = document.querySelector('.rows');
      box.scrollTop = box.scrollHeight;
      return Boolean(box.querySelector(`tr[aria-rowindex="${last}"]`));
    }, Number(count) + 1))) {
      if (Date.now() - from > 90_000) throw new Error(`no last row: ${await page.locator('.rows').innerText().then((text) => text.slice(-200))}`);
      await new Promise((done) => setTimeout(done, 50));
    }
    figures.last.push(Date.now() - from);
    figures.jump.push((await worked()) - before);
    from = Date.now();
    while (!(await page.evaluate((wanted) => {
      const box = document.querySelector('.rows');
      box.scrollTop = box.scrollHeight * 0.4;
      return Boolean(box.querySelector(`tr[aria-rowindex="${wanted}"]`));
    }, Math.round(Number(count) * 0.4) + 4))) await new Promise((done) => setTimeout(done, 50));
    figures.middle.push(Date.now() - from);
    await page.context().close();
  }
  console.log(`${count} rows: first rows ${median(figures.first)} ms, last row ${median(figures.last)} ms, a row in the middle ${median(figures.middle)} ms, ${median(figures.frames).toFixed(0)} frames/s, longest frame ${median(figures.slowest).toFixed(0)} ms; processor time: ${median(figures.work).toFixed(1)} ms a frame, ${median(figures.jump).toFixed(0)} ms for the jump`);
} finally {
  await browser.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
