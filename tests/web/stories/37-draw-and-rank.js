// The seed is published, the sample drawn before all eyes and again on the device; the ranking shows where chance alone may put a unit; the burden is
// known before anything is asked; the chain names its silent links.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (403|404|422)/);
  const office = await enter('改革办经办岗');
  const { page, see, until, judge, text } = office;
  const ask = (method, path, body, on = page) =>
    on.evaluate(
      async ([method, path, body]) => {
        const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
        return { status: answer.status, body: await answer.json() };
      },
      [method, path, body],
    );
  const records = async (name, filter) => (await ask('GET', `/api/v1/${name}?limit=200&labels=true&filter=${encodeURIComponent(filter)}`)).body.items;
  const change = (...given) => {
    const done = spawnSync(program, ['change', city, ...given], { encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr);
    return /(\d{3,})/.exec(done.stdout)?.[1];
  };
  const fits = async (name) => {
    for (const [size, width, height] of [['360', 360, 780], ['1440', 1440, 900], ['3840', 3840, 2160]]) {
      await page.setViewportSize({ width, height });
      await judge(`${name}-${size}`);
      check((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name} fits at ${size}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const postOf = async (title) => (await records('core.post', `title = '${title}'`))[0];
  const housing = (await postOf('市住建局联络员')).fields.unit;

  // what units had due: one that kept all, one most, one nothing, one with a single item; all claimed in the last quarter
  const tasks = await records('reform.task', "state = 'active' and plan.year = 2017 and lead_unit.system in ('party', 'government')");
  const leads = [housing, ...new Set(tasks.map((one) => one.fields.lead_unit).filter((unit) => unit !== housing))].slice(0, 4);
  for (const [at, [kept, due]] of [[7, 8], [4, 4], [0, 6], [0, 1]].entries()) {
    const task = tasks.find((one) => one.fields.lead_unit === leads[at]);
    for (let seq = 1; seq <= due; seq++)
      change('reform.item', 'new', `task=${task.id}`, `seq=${seq}`, `name=示例事项${at + 1}-${seq}`, 'deliverable_type=DOC', 'acceptance_standard=示例', 'weight=1', `due_on=${task.fields.due_on}`, `baseline_due_on=${task.fields.due_on}`, 'proof=示例文号', 'claimed_on=2017-11-20', ...(seq <= kept ? ['state=verified', 'verified_on=2017-01-20'] : ['state=claimed']));
  }

  // the draw
  const plan = (await records('reform.plan', 'year = 2017'))[0].id;
  const made = await ask('POST', '/api/v1/reform.inspection_round', { fields: { plan, quarter: '2017Q4', from_on: '2017-10-01', to_on: '2017-12-31', theme: '示例季督察', frame: 'claims', size: 5, seed: '示例2017Q4', team: [(await postOf('督察组组长岗')).id], opens_on: '2018-01-05', closes_on: '2018-02-28' } });
  check(made.status === 201, 'a round is prepared');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto(`${url}/app/records/reform.inspection_round/${made.body.id}`);
  await page.getByRole('link', { name: '看抽样' }).click();
  await see('.draw-steps', '种子还没有公布');
  check(!(await page.locator('.draw-seed').count()), 'before it is published the seed is not shown here');
  const press = async (name) => {
    await page.locator('.head').getByRole('button', { name }).click();
    await page.locator('[role="dialog"] .main').click();
  };
  await press('公布种子');
  await see('.draw-seed', '示例2017Q4');
  await see('.burden-look');
  check((await page.locator('.burden-look li').count()) >= 3, 'before it is drawn: what the units that may be met were asked already');
  await press('抽样');
  await page.locator('.draw-order tbody tr').first().waitFor();
  await until(() => document.querySelectorAll('.draw-order tbody tr').length > 0 && [...document.querySelectorAll('.draw-steps .button')].some((one) => one.textContent.includes('直接看结果')));
  check(true, 'it is drawn before all eyes, one after the other');
  await page.getByRole('button', { name: '直接看结果' }).click();
  await until(() => document.querySelectorAll('.draw-order tbody tr').length === 19);
  check((await page.locator('.draw-order tr.drawn').count()) === 5, 'five of nineteen');
  await see('.draw-steps .ok', '这台设备重抽了一遍');
  check((await text('.draw-sentence')).includes('抽查 5 项'), 'and what it proves is said in a sentence');
  const line = (await text('.draw-command')).split('# ');
  const again = spawnSync('sh', ['-c', line[0]], { encoding: 'utf8' });
  check(again.stdout.includes(line[1].trim()), 'what is to be typed gives the same digest');
  await fits('draw');

  // the verdicts: the bound in words
  const found = await records('reform.inspection_finding', `round = ${made.body.id}`);
  for (const [at, one] of found.entries()) change('reform.inspection_finding', one.id, 'state=final', `final_verdict=${at ? 'upheld' : 'contradicted'}`, 'final_reason=示例', 'final_on=2018-01-05');
  await page.reload();
  await see('.draw-steps', '按 95% 的把握');
  const bound = (await ask('GET', `/api/v1/reform.inspection_round/${made.body.id}/draw`)).body.result.k95;
  check((await page.locator('.draw-steps').innerText()).includes(`不实的最多 ${bound} 项`), 'K95 in words');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await until(() => document.querySelectorAll('.draw-order tbody tr').length === 19);
  check(!(await page.getByRole('button', { name: '再看一遍抽样' }).count()), 'who wants no motion gets none');

  // the ranking
  await page.goto(`${url}/app/ranking`);
  await see('.card.empty', '没有排名');
  change('reform.assessment_scheme', 'new', 'year=2017', 'version=1', 'title=示例办法2017', 'from_on=2017-01-01', 'to_on=2017-12-31', 'points_on_time=50', 'points_upheld=15', 'points_reports=10', 'points_rectified=15', 'points_adopted=10', 'adopted_most=3', 'points_red=2', 'red_most=5', 'prior_weight=5', 'least_due=3', 'excuse_workdays=15', 'state=frozen');
  await page.reload();
  await see('.ranking-table');
  const table = await text('.ranking-table');
  check(table.includes('到期不足数，不排名'), 'a unit with one item due is listed and not ranked');
  check(table.includes('不分先后'), 'who cannot be told apart is said to stand together');
  const rank = async (at) => (await page.locator('.ranking-table tbody tr').nth(at).innerText()).replace(/\s+/g, ' ');
  check((await rank(0)).includes('4 / 4') && (await rank(2)).includes('0 / 6'), 'in the order of the adjusted rates');
  await page.locator('.ranking-table .link').first().click();
  await see('.ranking-why', '合计');
  await page.locator('.ranking-why summary').first().click();
  check((await page.locator('.ranking-why li').count()) >= 4, 'every point leads to its records');
  await fits('ranking');

  // the burden
  await page.goto(`${url}/app/burden?period=2018Q1&units=${housing},${leads[1]}`);
  await see('.burden-table');
  check((await page.locator('.burden-table tbody tr').count()) === 2 && (await page.locator('.burden-table thead').innerText()).includes('2018年1月'), 'by unit and month');
  await fits('burden');
  await page.goto(`${url}/app/burden`);
  await see('.burden-table, .card.empty');
  check(true, 'without a choice: the units that were asked anything');

  // the chain
  await page.goto(`${url}/app/chain`);
  await see('.chain-sums');
  const posts = [await postOf('领导小组组长'), await postOf('市住建局联络员'), await postOf('观山湖区联络员')].map((one) => one.id);
  const links = [['mayor', posts[0], posts[1]], ['county', posts[1], posts[2]]].map(([tier, over, under]) => change('reform.accountability_link', 'new', 'line=gov', `tier=${tier}`, `superior=${over}`, `subordinate=${under}`, 'from_on=2017-01-01'));
  const first = (await records('reform.accountability_link', `subordinate = ${posts[1]}`))[0].id;
  check(links.length === 2, 'two links');
  change('reform.accountability_action', 'new', `link=${first}`, 'done_on=2017-12-20', 'form=on_site', `tasks=;${tasks[0].id};`, 'result=现场定了三件事', 'source=示例纪要');
  await page.reload();
  await see('.chain-tree', '2017年12月20日 抓过');
  check((await text('.chain-tree')).includes('现场定了三件事') && (await text('.chain-tree')).includes('2017年1月1日 起没有动静'), 'the last act stands on its link, the silent one says since when');
  await page.locator('.chain-sums .silent').click();
  await until(() => document.querySelectorAll('.chain-tree .lamp.late').length >= 1);
  await fits('chain');
  await page.getByRole('link', { name: /^记一次/ }).first().click();
  await page.waitForURL(/accountability_action\/new\?.*set\.link=/);
  check(true, 'a silent link leads to recording an act on it');
});
