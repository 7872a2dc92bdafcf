// The wall: every panel from a declaration, nothing that scrolls at two shapes of screen, type no smaller than 28 px, a number that opens its
// trace, a change that glows by itself, a touch that holds it still; and the page of what is still missing.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter }) => {
  const { page, text, see, until, judge } = await enter('改革办主任岗');
  const fits = async (name, width, height, smallest) => {
    await page.setViewportSize({ width, height });
    await new Promise((done) => setTimeout(done, 300));
    const found = await page.evaluate(() => {
      const over = [...document.querySelectorAll('.wall .panel')].filter((one) => one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2).map((one) => `${one.className} ${one.scrollHeight}/${one.clientHeight}`);
      const sizes = [...document.querySelectorAll('.wall *')].filter((one) => !one.closest('.drawer') && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())).map((one) => [parseFloat(getComputedStyle(one).fontSize), one.className || one.tagName]);
      return { over, small: sizes.filter(([size]) => size < 28).slice(0, 3), scrolls: document.documentElement.scrollHeight > innerHeight + 1, least: Math.min(...sizes.map(([size]) => size)), beyond: [...document.querySelectorAll('.wall .panel')].some((one) => one.getBoundingClientRect().bottom > innerHeight + 1) };
    });
    await judge(name);
    for (const one of [...found.over, ...found.small]) console.error(`    ${one}`);
    check(!found.over.length && !found.scrolls && !found.beyond, `nothing is cut off or scrolls at ${width} × ${height}`);
    check(found.least >= smallest, `type is ${smallest} px or larger at ${width} × ${height} (${found.least})`);
  };

  await page.goto(`${url}/app/wall?asof=2017-06-30&known=2018-01-05`);
  await see('.wall .wbars li');
  await see('.wall .cells i');
  await see('.wall .comb li');
  check((await page.locator('.wall .panel').count()) >= 6, 'six panels hang');
  check((await page.locator('.wall .wbars li').count()) === 8, 'eight domains have a bar');
  check((await text('.wall .panel.of-cells h2')).includes('33') && (await text('.wall .panel.of-cells h2')).includes('105'), 'the message of the pilots is 33 of 105');
  check((await page.locator('.wall .cells i').count()) === 105 && (await page.locator('.wall .cells i.done').count()) === 33, 'and each pilot is a cell to be counted');
  check((await page.locator('.wall .worst li').count()) > 0, 'the worst lamps are told by name');
  check(/\d+ 个工作日/.test(await text('.wall .worst')), 'with how far');
  await fits('wall-1920', 1920, 1080, 28);
  await fits('wall-3840', 3840, 1080, 28);
  await fits('wall-4k', 3840, 2160, 56);

  // a number is a door
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.locator('.wall .wbar-numbers .big').first().click();
  await see('.drawer .big');
  const shown = (await text('.wall .wbar-numbers .big')).trim();
  check((await text('.drawer .big')).trim().startsWith(shown), 'the trace that opens is that of the domain, not of the city');
  check(page.url().includes('fo=domain.01'), 'and stands in the address');
  await see('.wall .held');
  check(true, 'who touches it holds it still');
  await page.keyboard.press('Escape');
  await page.locator('.drawer').waitFor({ state: 'detached' });
  await page.locator('.wall .held').click();
  await page.locator('.wall .held').waitFor({ state: 'detached' });

  // live: what somebody else writes is there by itself, and glows
  await page.goto(`${url}/app/wall`);
  await see('.wall .cells i');
  await page.evaluate(() => document.fonts.ready);
  const before = await text('.wall .panel.of-cells h2');
  const other = await enter('改革办经办岗');
  const wrote = await other.page.evaluate(async () => {
    const found = (await (await fetch('/api/v1/reform.pilot?limit=1&filter=' + encodeURIComponent("empty(accepted_on) and empty(outcome)"))).json()).items[0];
    return (await fetch(`/api/v1/reform.pilot/${found.id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fields: { accepted_on: '2018-01-05', outcome: 'success' } }) })).status;
  });
  check(wrote === 200, 'somebody accepts a pilot');
  await see('.wall .panel.of-cells .num.glow');
  check((await text('.wall .panel.of-cells h2')) !== before, 'the wall counts it without being asked, and the number glows');
  await judge('wall-live');

  // what is still missing
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${url}/app/first`);
  await see('.first table');
  check((await text('.first')).includes('就会启用'), 'the first-day page lists what each further file would switch on');
  await judge('first');

});
