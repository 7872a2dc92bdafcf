// One's own sign-in: a session on another machine is seen and ended, and that machine is out by itself; another password, with its rules.
import { spawnSync } from 'node:child_process';
import { check, city, program, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (403|404|422)/); // 404: the desk that is open elsewhere is still asking when its session ends
  const said = (words, input) => {
    const done = spawnSync(program, ['user', city, ...words], { input, encoding: 'utf8' });
    if (done.status) throw new Error(done.stderr);
    return done.stdout;
  };
  const before = await enter('改革办经办岗');
  const person = await before.page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).person_name);
  const login = said(['list']).split('\n').find((line) => line.includes(person)).trim().split(/\s+/)[0];
  said(['password', login], 'correct horse battery office\n'); // ends what was open
  await before.context.close();
  const { page, see, judge } = await enter('改革办经办岗');

  const other = await enter(null);
  await other.page.goto(`${url}/app/`);
  const status = await other.page.evaluate(async ([name, password]) => (await fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: name, password }) })).status, [login, 'correct horse battery office']);
  check(status === 201, 'the same person signs in on another machine by password');
  await other.page.goto(`${url}/app/`);
  await other.see('.desk');

  await page.goto(`${url}/app/account`);
  await see('.account .lines li');
  check((await page.locator('.account .lines li').count()) === 2, 'both sessions are listed');
  await judge('account');
  await page.locator('.account .lines').getByRole('button', { name: '结束' }).click();
  await see('.note.ok', '已结束');
  await other.see('.entry');
  check(true, 'the other is ended, and its open page is back at the entrance by itself');

  const fill = async (present, next, twice) => {
    const fields = page.locator('.account input.input');
    await fields.nth(0).fill(present);
    await fields.nth(1).fill(next);
    await fields.nth(2).fill(twice);
    await page.getByRole('button', { name: '更换', exact: true }).click();
  };
  await fill('correct horse battery office', 'vrtqm Xwzdp 7', 'vrtqm Xwzdp 8');
  await see('.account .wrong', '两遍写的不一样');
  await fill('correct horse battery office', 'password2017', 'password2017');
  await see('.account .wrong', '太容易猜');
  check(true, 'what is easily guessed is refused with the reason');
  await fill('correct horse battery office', 'vrtqm Xwzdp 7', 'vrtqm Xwzdp 7');
  await see('.account .note.ok', '口令已更换');
  check((await page.locator('.account .lines li').count()) === 1, 'the password is changed and this session goes on under a new cookie');
});
