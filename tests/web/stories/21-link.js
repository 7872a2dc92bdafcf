// The office hands a liaison a way in: a QR code, read off the screen as a phone would, opened on a phone of 390 px, and gone after that.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, pictures, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of 403/);
  const office = await enter('改革办经办岗');
  const { page, see, judge } = office;
  await page.goto(`${url}/app/links`);
  await see('.links .lines li');
  await page.locator('.links input[type=search]').fill('市住建局联络员');
  check((await page.locator('.links .lines li').count()) === 1, 'the post is found by its name');
  await judge('links');
  await page.getByRole('button', { name: /^发链接/ }).click();
  await see('.slip .qr svg, .links .wrong');
  await judge('link-issued');
  const link = (await page.locator('.slip .address').innerText()).trim();
  check(/\/enter\/[0-9A-Z]{26}$/.test(link), 'a link of 128 bits');
  const photo = join(pictures, 'workplace-link-qr.png');
  await page.locator('.slip .qr').screenshot({ path: photo });
  check(execFileSync('zbarimg', ['--quiet', '--raw', '--nodbus', photo], { encoding: 'utf8' }).trim() === link, 'a reader of QR codes reads the same link off the screen');

  await page.emulateMedia({ media: 'print' });
  check(await page.locator('.slip .on-paper').isVisible(), 'the slip says what to do');
  check(!(await page.locator('.links .lines').isVisible()) && !(await page.locator('.slip .actions').isVisible()), 'and holds nothing else');
  const paper = async (size) => {
    await page.emulateMedia({ media: null });
    await page.locator('.slip select').selectOption(size);
    const path = join(pictures, `slip-${size}.pdf`);
    await page.pdf({ path, preferCSSPageSize: true, printBackground: true });
    const text = readFileSync(path, 'latin1');
    return { pages: (text.match(/\/Type\s*\/Page\b/g) ?? []).length, box: /\/MediaBox\s*\[([^\]]*)\]/.exec(text)?.[1].trim().split(/\s+/).map((side) => Math.round(Number(side))) };
  };
  const a6 = await paper('a6'), a4 = await paper('a4');
  check(a6.pages === 1 && Math.abs(a6.box[2] - 298) < 3 && Math.abs(a6.box[3] - 420) < 3, `one sheet of A6: ${JSON.stringify(a6)}`);
  check(a4.pages === 1 && Math.abs(a4.box[2] - 595) < 3 && Math.abs(a4.box[3] - 842) < 3, `one sheet of A4: ${JSON.stringify(a4)}`);

  const phone = await enter(null, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await phone.page.goto(link);
  await phone.see('h1');
  check((await phone.text()).includes('市住建局联络员'), 'the phone says whose post it is before anything is used up');
  await phone.judge('link-phone');
  check(await phone.page.evaluate(() => document.documentElement.scrollWidth <= 390), 'nothing is wider than the phone');
  await phone.page.getByRole('button', { name: '进入' }).click();
  await phone.see('.desk');
  const cookie = (await phone.context.cookies()).find((one) => one.name === 'zc');
  check(cookie.httpOnly && cookie.expires > Date.now() / 1000 + 29 * 86400, 'the phone stays signed in for days');
  check((await phone.page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).post_title)) === '市住建局联络员', 'as that post');
  await phone.judge('link-phone-desk');
  await phone.page.goto(`${url}/app/account`);
  await phone.see('.account .lines li', '保持登录');

  const late = await enter(null, { viewport: { width: 390, height: 844 } });
  await late.page.goto(link);
  await late.see('p', '另要一条');
  check(true, 'whoever opens it a second time is told to ask for another');

  await page.getByRole('button', { name: '已交给本人' }).click();
  check(!(await page.locator('.slip').count()), 'what was shown once is gone from the screen');
  await page.getByRole('button', { name: /^(发链接|重发)/ }).click();
  await see('.slip');
  await page.getByRole('button', { name: /^收回/ }).click();
  await see('.note.ok', '已收回');
  check(true, 'a link that waits can be taken back');
  const liaison = await enter('市住建局联络员');
  await liaison.page.goto(`${url}/app/links`);
  await liaison.see('.wrong', '无权发一次性链接');
  check(true, 'a liaison issues none, and is told so');
});
