// The second factor: a person sets up one-time codes on the account page, signs in with one and with a recovery code, moves to
// another device; a lost one is reset by the security administrator.
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { check, city, program, tell } from '../kit.js';

/** RFC 6238, computed beside the program; `later` in steps of 30 s. */
function totp(secret, later = 0) {
  const bits = [...secret.replace(/ /g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

await tell(async ({ url, enter, expect }) => {
  expect(/status of (401|403|422)/);
  const said = (words, input) => {
    const done = spawnSync(program, ['user', city, ...words], { input, encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr);
    return done.stdout;
  };
  const before = await enter('安全管理岗');
  const person = await before.page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).person_name);
  const login = said(['list']).split('\n').find((line) => line.includes(person)).trim().split(/\s+/)[0];
  await before.context.close();
  const password = 'correct horse battery office';
  said(['password', login], `${password}\n`);

  const { page, see, text, judge, context } = await enter('安全管理岗');
  await page.goto(`${url}/app/account`);
  await see('.factor', '没有设');
  await page.getByRole('button', { name: '设置动态码' }).click();
  await see('.factor .qr svg');
  await judge('factor');
  const secretOf = async () => (await text('.device-offer code')).replace(/ /g, '');
  const secret = await secretOf();
  check(/^[A-Z2-7]{32}$/.test(secret), 'a secret of 160 bits stands beside the QR code');
  await page.locator('.device-offer .input.code').fill('123');
  await page.locator('.factor input[type=password]').fill(password);
  await page.getByRole('button', { name: '启用' }).click();
  await see('.factor .wrong', '核对手机的时间');
  check((await secretOf()) === secret, 'a wrong first code is said, and the secret on the phone stays good');
  await page.locator('.device-offer .input.code').fill(totp(secret));
  await page.getByRole('button', { name: '启用' }).click();
  await see('.recovery');
  const codes = await page.locator('.recovery code').allInnerTexts();
  check(codes.length === 10 && new Set(codes).size === 10, 'ten recovery codes are shown');
  await judge('factor-recovery');
  await page.setViewportSize({ width: 360, height: 780 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'they fit a phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: '已收好' }).click();
  await see('.factor', '恢复码还剩 10 个');

  const door = async (code) => {
    const other = await enter(null);
    await other.page.goto(`${url}/app/`);
    await other.page.getByRole('button', { name: '用登录名和口令' }).click();
    await other.page.locator('.login input').nth(0).fill(login);
    await other.page.locator('.login input').nth(1).fill(password);
    await other.page.locator('.login input').nth(2).fill(code);
    await other.page.locator('.login button.main').click();
    return other;
  };
  const without = await door('');
  await without.see('.entry .wrong', '动态码不对');
  await without.judge('factor-door');
  check(true, 'the right password alone does not open the door, and the answer does not say which was wrong');
  await without.context.close();
  const used = await door(codes[3]);
  await used.see('.desk');
  check(true, 'a recovery code does');
  await used.context.close();
  const now = await door(totp(secret, 1));
  await now.see('.desk');
  check(true, 'and so does the code of the phone');
  await now.context.close();

  await page.reload();
  await see('.factor', '恢复码还剩 9 个');
  check(true, 'the code that served is counted off');

  // An office clerk with a factor of his own loses the phone.
  const office = await enter('改革办经办岗');
  const clerk = await office.page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).person_name);
  const clerkLogin = said(['list']).split('\n').find((line) => line.includes(clerk)).trim().split(/\s+/)[0];
  said(['password', clerkLogin], `${password}\n`);
  await office.context.close();
  const again = await enter('改革办经办岗');
  await again.page.goto(`${url}/app/account`);
  await again.page.getByRole('button', { name: '设置动态码' }).click();
  await again.page.locator('.device-offer .input.code').fill(totp((await again.text('.device-offer code'))));
  await again.page.locator('.factor input[type=password]').fill(password);
  await again.page.getByRole('button', { name: '启用' }).click();
  await again.page.getByRole('button', { name: '已收好' }).click();
  await again.see('.factor', '恢复码还剩 10 个');

  await page.goto(`${url}/app/office/people?tab=accounts`);
  const row = page.locator('tr', { hasText: clerkLogin }).first();
  await row.locator('button[aria-expanded]').click();
  await see('.access', '动态码');
  await page.getByRole('button', { name: '重置动态码' }).click();
  await see('.access .ok', '已重置');
  await again.see('.entry');
  check(!said(['list']).split('\n').find((line) => line.startsWith(clerkLogin)).includes('动态码'), 'the security administrator resets the code of a lost phone, and its sessions end');
  await context.close();
});
