// Mixed load at a part of what the machine can bear, for as long as is asked: does memory stay flat, do answers stay as quick?
//   node bench/soak.mjs PROGRAM [SECONDS] [PART]          3600 seconds at 0.8 of capacity by default
// A sample city of its own is served by the real program. First everybody asks as fast as answers come: that is the capacity. Then requests
// leave at their appointed times, whether earlier ones were answered or not, and an answer is as old as its appointment: a stall is seen in all
// that had to wait behind it. Prints a line a minute, then what grew. Exit 1 when an answer was wrong, memory grew or the slow answers became slower.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [program, seconds = '3600', part = '0.8'] = process.argv.slice(2);
const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'soak-')), city = join(folder, 'city');
const run = (...words) => execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const CONNECTIONS = 32, MEASURED_S = 30, GROWN_MB = 16, SLOWER = 1.5;

run('init', city, '--sample', 'guiyang-2017');
appendFileSync(join(city, 'city.conf'), 'limit_session = 0\nlimit_search = 0\n');
run('user', city, 'token', 'office', '--scopes', '*:read|write', '--days', '2');
const tokens = [];
const look = (place) => readdirSync(place, { withFileTypes: true }).forEach((one) => {
  const path = join(place, one.name);
  if (one.isDirectory()) look(path);
  else if (statSync(path).size < 4096) tokens.push(...(readFileSync(path, 'utf8').match(/zct_\w+/g) ?? []));
});
look(city);
const server = spawn(program, ['serve', city, '--listen', '127.0.0.1:0', '--log', 'off'], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => {
  server.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});
const port = await new Promise((done, failed) => {
  server.on('exit', (code) => failed(new Error(`the server ended by itself: ${code}`)));
  server.stdout.on('data', (piece) => {
    const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(piece);
    if (found) done(Number(found[1]));
  });
});
const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function ask({ path, method = 'GET', body }) {
  return new Promise((done, failed) => {
    const headers = { authorization: `Bearer ${tokens[0]}`, ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) };
    const request = http.request({ port, host: '127.0.0.1', agent, path, method, headers }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => done({ status: answer.statusCode, text: Buffer.concat(pieces).toString() }));
    });
    request.on('error', failed);
    request.end(body);
  });
}

const tasks = JSON.parse((await ask({ path: '/api/v1/reform.task?limit=500' })).text).items.map((one) => one.id);
const pilots = JSON.parse((await ask({ path: '/api/v1/reform.pilot?limit=500' })).text).items.map((one) => one.id);
const metrics = ['reform_pilot_national_total', 'reform_tasks_due', 'reform_lamp_red'];
let asked = 0, written = 0;
const pick = (list) => list[(asked * 7919) % list.length];
// Of a hundred requests: what a day looks like, with more writing than a city does. What is changed again and again grows a history, of which figures of the
// past and lamps read what still holds.
const mix = [
  [40, () => ({ path: `/api/v1/reform.task/${pick(tasks)}` })],
  [15, () => ({ path: `/api/v1/reform.pilot/${pick(pilots)}` })],
  [15, () => ({ path: '/api/v1/reform.pilot?limit=50&sort=-id' })],
  [5, () => ({ path: '/api/v1/reform.task?limit=50&filter=state%20%3D%20%27active%27' })],
  [8, () => ({ path: `/api/v1/metrics/${pick(metrics)}?period=2017H1&asof=2017-06-30` })],
  [4, () => ({ path: `/api/v1/reform.task/${pick(tasks)}/history?limit=10` })],
  [3, () => ({ path: '/api/v1/reform.task?search=%E8%AF%95%E7%82%B9&limit=20' })],
  [5, () => ({ path: `/api/v1/reform.pilot/${pick(pilots)}`, method: 'PATCH', body: JSON.stringify({ fields: { note: `第${++written}次记录` } }) })],
  [5, () => ({ path: `/api/v1/reform.task/${pick(tasks)}`, method: 'PATCH', body: JSON.stringify({ fields: { note: `第${++written}次记录` } }) })],
];
const hundred = mix.flatMap(([count, make]) => Array(count).fill(make));
const next = () => hundred[(asked++ * 37) % 100]();

let wrong = 0;
async function timed(since) {
  const request = next();
  try {
    const answer = await ask(request);
    if (answer.status !== 200) {
      wrong++;
      if (wrong < 10) console.error(`${answer.status} ${request.method ?? 'GET'} ${request.path}: ${answer.text.slice(0, 200)}`);
    }
  } catch (error) {
    wrong++;
    if (wrong < 10) console.error(`${request.path}: ${error.message}`);
  }
  return performance.now() - since;
}

async function capacity() {
  const end = performance.now() + MEASURED_S * 1000, begun = performance.now();
  let done = 0;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() < end) {
      await timed(performance.now());
      done++;
    }
  }));
  return (done * 1000) / (performance.now() - begun);
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;
const size = (name) => { try { return statSync(join(city, name)).size / 2 ** 20; } catch { return 0; } };

const full = await capacity(), rate = full * Number(part);
console.log(`capacity ${full.toFixed(0)}/s with ${CONNECTIONS} connections; ${seconds} s at ${rate.toFixed(0)}/s`);
console.log('minute  answers   p50 ms   p99 ms  most ms   memory MiB   city.db MiB   log MiB   wrong');
const minutes = [], begun = performance.now();
let under = 0, ages = [], appointed = 0;
for (let minute = 0; minute * 60 < Number(seconds); minute++) {
  const end = begun + Math.min(Number(seconds), (minute + 1) * 60) * 1000;
  while (performance.now() < end) {
    const due = begun + (appointed * 1000) / rate;
    if (due > performance.now()) {
      await new Promise((go) => setTimeout(go, 1));
      continue;
    }
    appointed++;
    under++;
    timed(due).then((age) => { ages.push(age); under--; });
  }
  const sorted = ages.sort((a, b) => a - b);
  ages = [];
  minutes.push({ p50: at(sorted, 0.5), p99: at(sorted, 0.99), memory: memory() });
  console.log([String(minute + 1).padStart(6), String(sorted.length).padStart(8), at(sorted, 0.5).toFixed(1).padStart(8), at(sorted, 0.99).toFixed(1).padStart(8), (sorted.at(-1) ?? 0).toFixed(0).padStart(8),
    memory().toFixed(1).padStart(12), size('city.db').toFixed(1).padStart(13), size('city.db-wal').toFixed(1).padStart(9), String(wrong).padStart(7)].join(' '));
}
while (under) await new Promise((go) => setTimeout(go, 10));
server.kill('SIGTERM');
await new Promise((done) => server.on('exit', done));
console.log(run('verify', city, '--lang', 'en').trim().split('\n').at(-1));

// The first quarter warms up caches; the second is compared with the last.
const quarter = Math.max(1, Math.floor(minutes.length / 4)), mean = (list, key) => list.reduce((sum, one) => sum + one[key], 0) / list.length;
const early = minutes.slice(quarter, 2 * quarter), late = minutes.slice(-quarter);
if (!early.length) early.push(...late);
const grown = mean(late, 'memory') - mean(early, 'memory'), slower = mean(late, 'p99') / mean(early, 'p99');
console.log(`memory ${mean(early, 'memory').toFixed(1)} -> ${mean(late, 'memory').toFixed(1)} MiB; p99 ${mean(early, 'p99').toFixed(1)} -> ${mean(late, 'p99').toFixed(1)} ms; wrong ${wrong}`);
process.exit(wrong || grown > GROWN_MB || slower > SLOWER ? 1 : 0);
