// Every address of the router, as the sources declare them, with records that are there: nothing runs over at 360 and at 3840 pixels, axe
// finds nothing serious, and no screen breaks down. Then every kind of record as a list. A new screen is walked by itself; one that needs a
// record of its own says so here.
import { readdirSync, readFileSync } from 'node:fs';
import { check, tell } from '../kit.js';

const source = new URL('../../../web/src/', import.meta.url);
const text = (name) => readFileSync(new URL(name, source), 'utf8');
const routesIn = (code) => [...code.matchAll(/\{ path: '([^']+)', component:/g)].map((found) => found[1]);
const areas = readdirSync(new URL('screens/', source), { withFileTypes: true }).filter((one) => one.isDirectory());
const routes = [...routesIn(text('router.ts')), ...areas.flatMap(({ name }) => {
  try {
    return routesIn(text(`screens/${name}/routes.ts`));
  } catch {
    return [];
  }
})];

await tell(async ({ url, enter, expect }) => {
  expect(/status of (403|404)/); // what a clerk may not see is told so
  const { page, until, judge, ask } = await enter('改革办经办岗');
  const get = (path) => ask('GET', path);
  const meta = await get('/api/v1/meta');
  const first = async (entity) => (await get(`/api/v1/${entity}?limit=1`)).items[0]?.id;
  const draft = (await ask('POST', '/api/v1/core.draft', { fields: { title: '示例', report: 'review', period: '2017H1', language: 'zh', text: '国家级改革试点 {{reform_pilot_national_total}} 项。' } })).id;
  const chain = (await get('/api/v1/journal')).chains[0].chain, entry = (await get(`/api/v1/journal/${chain}?limit=1`)).entries[0];
  const periodic = meta.entities.find((one) => one.periodic), matrix = meta.entities.find((one) => one.matrix);
  const task = await first('reform.task');
  const plan = await first('reform.plan'), team = await first('core.post');
  const round = (await ask('POST', '/api/v1/reform.inspection_round', { fields: { plan, quarter: '2017Q4', from_on: '2017-10-01', to_on: '2017-12-31', theme: '示例季督察', frame: 'claims', size: 5, seed: '示例2017Q4', team: [team], opens_on: '2018-01-05', closes_on: '2018-02-28' } })).id;
  const filled = {
    '/records/:entity': '/records/reform.task', '/records/:entity/new': '/records/reform.task/new', '/records/:entity/:id': `/records/reform.task/${task}`, '/records/:entity/:id/edit': `/records/reform.task/${task}/edit`,
    '/reviews/:id': `/reviews/${await first('core.edition')}`, '/declarations/:entity': '/declarations/reform.task', '/drafts/:id': `/drafts/${draft}`, '/compare': '/compare',
    '/journal/:chain': `/journal/${chain}`, '/journal/:chain/:seq': `/journal/${chain}/${entry.seq}`, '/transactions/:tx': `/transactions/${entry.tx}`,
    '/matrix/:entity': `/matrix/${matrix.entity}`, '/tally/:entity': '/tally/reform.task', '/periodic/:entity/:period': `/periodic/${periodic.entity}/2017-12`, '/wall/:module': `/wall/${meta.walls[0].module}`,
    '/paper/:entity/new': '/paper/reform.supervision_notice/new', '/paper/:entity/:id': `/paper/reform.meeting/${await first('reform.meeting')}`, '/draw/:entity/:id': `/draw/reform.inspection_round/${round}`,
    '/ranking/:name': `/ranking/${meta.scores[0].name}`, '/chain/:entity': `/chain/${meta.entities.find((one) => one.tree).entity}`,
    '/visits/:entity/:id': '/visits/reform.inspection_finding/1', // an address of no finding: 36-on-the-spot walks through real ones
    '/ballots/:id': '/ballots/1', // of no box: a real one is opened and sealed in its own story
    '/why': `/why?entity=reform.task&id=${task}&verb=write`, '/:rest(.*)*': '/no-such-screen',
  };
  check(routes.length > 35, `${routes.length} addresses stand in the sources`);

  const settled = () => until(() => document.querySelector('h1, h2, .wrong, .wall-screen, [role=alert]') && !document.querySelector('.waiting, [aria-busy=true]'));
  async function fits(name, widths) {
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 500 ? 740 : 2000 });
      await settled();
      // What is wider than the screen is named, so that it can be found.
      const over = await page.evaluate((wide) => {
        if (document.documentElement.scrollWidth <= wide) return '';
        const names = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > wide + 1 && !one.closest('.scroll, .rows, .board')).map((one) => `${one.tagName.toLowerCase()}.${String(one.className)}`);
        return `${document.documentElement.scrollWidth}: ${[...new Set(names)].slice(0, 5).join(' | ')}`;
      }, width);
      if (over) wrong.push(`${name} at ${width}: ${over}`);
    }
  }
  const wrong = [];
  for (const route of routes) {
    if (route === '/signin') continue; // nobody is signed in there: see 01-desk
    const address = filled[route] ?? route;
    check(!address.includes(':'), `${route} has a record to be shown with`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${url}/app${address}`);
    await settled();
    await judge(route, false).catch((failure) => wrong.push(failure.message)); // all of them are told at once
    await fits(route, [360, 3840]);
  }
  // every kind of record as a list
  for (const one of meta.entities.filter((entity) => entity.list.length)) {
    await page.goto(`${url}/app/records/${one.entity}`);
    await fits(one.entity, [360]);
  }
  for (const one of wrong) console.error(`    ${one}`);
  check(!wrong.length, 'axe finds nothing serious on any screen, and none of them and no list runs over, on a telephone or on a wide screen');
});
