// What the stories of the workplace share: the real server on a port that the kernel chooses, Debian's Chromium, expectations that
// end a story at the first that is not so, pictures, axe on every screen.
//
// A story is a file of stories/ that calls `tell(async (scene) => …)` and is run as
//   node NN-name.js PROGRAM CITY PICTURES
// The city is the story's own copy of the sample and may be changed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const need = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = need('playwright-core');
const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
export const examples = new URL('../../examples/guiyang-2017/', import.meta.url).pathname;

const [program, city, pictures] = process.argv.slice(2);
if (!pictures) {
  console.error(`usage: node ${process.argv[1]} PROGRAM CITY PICTURES`);
  process.exit(2);
}
mkdirSync(pictures, { recursive: true });
export { city, pictures, program };

let passed = 0;
export function check(truth, what) {
  if (!truth) throw new Error(`not so: ${what}`);
  passed++;
  console.log(`ok  ${what}`);
}

/** The server of this city; more words of the command line may follow. Stop it with `stop`. */
export async function serve(...words) {
  const server = spawn(program, ['serve', city, '--listen', '127.0.0.1:0', '--log', 'off', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => server.once('exit', done));
  const url = await new Promise((done, failed) => {
    let said = '';
    server.stdout.on('data', (piece) => {
      said += piece;
      const found = /(https?:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (found) done(found[1]);
    });
    server.once('exit', () => failed(new Error(`the server did not come up: ${said}`)));
  });
  return { url, stop: () => (server.kill(), ended), kill: () => (server.kill('SIGKILL'), ended) };
}

/** The words that a story uses on one page of the browser. */
export function words(page) {
  const text = async (selector = 'body') => (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ');
  const see = (selector, wanted) => page.locator(selector, wanted === undefined ? {} : { hasText: wanted }).first().waitFor();
  // Asked again from here: waiting inside the page would need eval, which its policy forbids.
  async function until(question, given) {
    for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((again) => setTimeout(again, 100))) if (await page.evaluate(question, given)) return;
    throw new Error(`never so: ${question}`);
  }
  /** Asks the program with the rights of who is signed in: its answer with `status`. */
  const ask = (method, path, body) =>
    page.evaluate(
      async ([method, path, body]) => {
        const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
        return { status: answer.status, ...(await answer.json()) };
      },
      [method, path, body],
    );
  /** A picture, if it is kept, and what axe says: nothing serious. */
  async function judge(name, kept = true) {
    await page.evaluate(() => document.fonts.ready);
    if (kept) await page.screenshot({ path: join(pictures, `workplace-${name}.png`) });
    // Through the debugger, since the policy of the page lets no foreign script in.
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'], preload: false });
      return violations.map((one) => ({ id: one.id, impact: one.impact, at: one.nodes.slice(0, 3).map((node) => node.target.join(' ')) }));
    });
    const serious = found.filter((one) => one.impact === 'serious' || one.impact === 'critical');
    for (const one of serious) console.error(`    ${one.impact} ${one.id}: ${one.at.join(' | ')}`);
    check(!serious.length, `axe finds nothing serious on ${name}`);
  }
  return { page, text, see, until, judge, ask };
}

/** Where a page of a failed story stood, what it complained of, and its picture. */
async function tellState(page) {
  const alerts = await page.evaluate(() => [...document.querySelectorAll('[role=alert], .wrong, .el-message')].map((one) => one.textContent.trim()).filter(Boolean));
  console.error(`    ${page.url()}${alerts.map((one) => `\n      ${one}`).join('')}`);
  await page.screenshot({ path: join(pictures, `failed-${basename(process.argv[1], '.js')}-${++shown}.png`), timeout: 10_000 });
}
let shown = 0;

/**
 * Tells one story. `scene` has url, browser, enter(post, options): a page of a browser context of its own with its words, signed in by
 * the one-click post (none: not signed in), expect(pattern): console errors that the story provokes are answers and not faults.
 */
export async function tell(story, ...serveWords) {
  let browser, server, wrong = 0;
  const complaints = [], provoked = [/status of (401|409)/];
  try {
    server = await serve(...serveWords);
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', ...(serveWords.includes('--tls') ? ['--ignore-certificate-errors'] : [])] }); // else no service worker over a certificate of its own
    const enter = async (post, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', serviceWorkers: 'block', ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !provoked.some((one) => one.test(message.text()))) complaints.push(`${message.text()} ${message.location().url}`);
      });
      const spoken = words(page);
      if (post) {
        await page.goto(`${server.url}/app/`);
        await page.getByRole('button', { name: post }).first().click();
        await spoken.see('.desk');
      }
      return { ...spoken, context };
    };
    await story({ url: server.url, browser, enter, expect: (pattern) => provoked.push(pattern) });
    check(!complaints.length, `no complaint in the console ${complaints.join(' | ')}`);
  } catch (error) {
    wrong = 1;
    console.error(`FAILED  ${error.stack}`);
    for (const page of browser?.contexts().flatMap((one) => one.pages()) ?? []) await tellState(page).catch(() => console.error('    a page does not answer'));
  } finally {
    await browser?.close();
    await server?.stop();
  }
  console.log(`${passed} passed, ${wrong} failed`);
  process.exit(wrong);
}
