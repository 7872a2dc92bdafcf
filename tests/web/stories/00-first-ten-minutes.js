// The first ten minutes of somebody who has never seen the program: sign in, read the review, follow one figure to its
// records, to a slice and to the journal, go back to 31 March, upload a bad ledger, switch to English. Every step is
// checked, every screen is kept as a picture, and JavaScript is off in the browser: the pages use none.
import { join } from 'node:path';
import { check, examples, pictures, tell } from '../kit.js';

await tell(async ({ url, enter }) => {
  const { page, text } = await enter(null, { javaScriptEnabled: false });
  const picture = (name) => page.screenshot({ path: join(pictures, `${name}.png`) });

  await page.goto(`${url}/`);
  check((await text()).includes('示例城市 · 2018年1月5日'), 'the sign-in page names the sample city and its clock');
  check((await page.locator('.posts button').count()) >= 12, 'twelve posts are offered');
  check((await page.locator('.cells rect').count()) === 46, 'the promise shows a cell for each of 46 records');
  await picture('sign-in');

  await page.getByRole('button', { name: '综述撰写岗' }).click();
  check((await text('.bar')).includes('综述撰写岗'), 'one click enters as the writer of the review');
  await page.getByRole('link', { name: '综述', exact: true }).first().click();
  await page.locator('.editions a').first().click();
  check((await text('.marks')).includes('本文无裸数'), 'the review says that no figure is naked');
  check((await page.locator('.prose a.fig').count()) >= 40, 'each figure of the text is a door');

  const total = page.locator('.prose a.fig', { hasText: /^46/ }).first();
  await total.click();
  check((await text('.drawer .big')) === '46', 'the 46 opens beside the text');
  check((await text('.drawer')).includes('重放一致'), 'and is counted again as published');
  await picture('review');

  await page.locator('.drawer .foot a').click();
  check((await text('h1.figure')).startsWith('46'), 'its trace stands at its own address');
  check((await text('.facts')).includes('2017年6月30日'), 'with the day it is true on');
  check((await page.locator('.trace tbody tr').count()) === 46, 'and the 46 records behind it');
  await picture('trace');

  const traced = page.url();
  const later = encodeURIComponent("level = 'national' and accepted_on > 2017-06-30");
  await page.goto(`${url}/records/reform.pilot?where=${later}`);
  const accepted = await page.locator('tbody th a').first().innerText();
  await page.goto(traced);
  await page.getByRole('link', { name: accepted, exact: true }).first().click();
  check((await page.locator('#slices + .wide tbody tr').count()) > 1, 'a pilot accepted later shows its slices with both times');
  check((await page.locator('.fields > div').count()) > 5, 'and its fields');
  await picture('record');
  await page.locator('.entries a').first().click();
  check((await text('.record')).includes('现算的摘要与账本所记一致'), 'the journal entry is digested again and agrees');
  await picture('journal-entry');

  await page.goto(`${url}/figures?period=2017H1&asof=2017-03-31`);
  check((await text('.pastbar')).includes('2017年3月31日'), 'the figures of 31 March stand under a bar that says so');
  check((await page.locator('body.past').count()) === 1, 'and the frame turns sepia');
  await picture('figures-31-march');

  await page.goto(`${url}/import`);
  await page.setInputFiles('input[type=file]', join(examples, 'ledger-2017-bad.xlsx'));
  await page.getByRole('button', { name: '检查' }).click();
  check((await text('.tally')).includes('必须改'), 'the bad ledger is checked as a whole');
  check((await page.locator('.sheetview .hit').count()) > 5, 'the findings stand in the cells of the sheet itself');
  check((await text()).includes('还没有存入任何内容'), 'and nothing was stored');
  await picture('import-findings');

  await page.goto(traced);
  await page.getByRole('link', { name: 'English' }).first().click();
  check((await text('h1.figure')).includes('national reform pilots'), 'one click turns the trace into English');
  const { page: outside } = await enter(null, { javaScriptEnabled: false, locale: 'en-GB' });
  await outside.goto(page.url());
  check((await outside.locator('h1.figure').innerText()).startsWith('46'), 'the same address serves the public without signing in');
  await outside.screenshot({ path: join(pictures, 'trace-english.png') });

  await outside.setViewportSize({ width: 390, height: 844 });
  await outside.reload();
  const wide = await outside.locator('html').evaluate((html) => html.scrollWidth).catch(() => 390);
  check(wide <= 390, 'a telephone shows it without scrolling sideways');
});
