// A supervision notice is written beside the page as it will be printed: true at every key, its figures bound, its number pending, nothing stored
// before it is saved.
import { check, tell } from '../kit.js';

await tell(async ({ url, enter, expect }) => {
  expect(/status of (403|422)|ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK/);
  const office = await enter('改革办经办岗');
  const { page, see, until, judge, text } = office;
  const ask = (path) => page.evaluate(async (path) => (await fetch(path)).json(), path);
  const stored = async () => (await ask('/api/v1/reform.supervision_notice?limit=50&sort=-signed_on')).items;

  await page.goto(`${url}/app/records/reform.supervision_notice`);
  await page.getByRole('link', { name: '边写边看公文' }).click();
  await see('.paper-write');
  const picture = page.locator('.paper-desk img');
  await picture.waitFor();
  const drawn = () => picture.evaluate((image) => image.src);
  const next = async (before) => until((before) => document.querySelector('.paper-desk img')?.src !== before && !document.querySelector('.paper-bar .meta').textContent.includes('正在画'), before);
  check(!(await page.locator('label', { hasText: '发文字号' }).count()) && (await text('.paper-form')).includes('发文字号在“签发”时取'), 'the number is no field: it is taken when it is signed');
  check(!(await page.locator('#field-reply, #field-receipt_code, #field-signed_on').count()), 'only what a new notice takes is asked');
  await page.locator('.paper-write .switch button', { hasText: '督办' }).first().click();
  let before = await drawn();
  await page.locator('#field-title').fill('关于地下综合管廊竣工验收事项的督办通知');
  await next(before);
  check(true, 'the page follows the form');
  const choose = async (field, words) => {
    await page.locator(`#field-${field}`).click();
    await page.locator(`#field-${field}`).fill(words);
    await page.locator('.el-select-dropdown__item:visible', { hasText: words }).first().click();
    await page.keyboard.press('Escape');
  };
  await choose('to_unit', '住房');
  await see('.burden-look', '贵阳市住房和城乡建设局');
  check((await text('.burden-look')).includes('督办 0'), 'what the addressee was asked already stands above the button');
  const task = (await ask(`/api/v1/reform.task?limit=1&filter=${encodeURIComponent("matter contains '管廊'")}`)).items[0];
  await choose('task', task.fields.matter.slice(0, 8));
  await page.locator('#field-due_on').fill('2018-01-16');
  await page.locator('#field-facts_on').fill('2017-12-31');

  // a naked number, then a figure
  const facts = page.locator('#field-facts');
  await facts.fill('全市改革任务共144项，竣工验收未完成。');
  await see('.bound-said .late', '144项');
  const signed = page.getByRole('button', { name: '保存并审核' });
  check(await signed.isDisabled(), 'with a naked number it does not go on, and says why');
  check((await text('#paper-why')).includes('1 处裸数'), 'in words');
  await judge('notice-naked');
  if (await page.locator('.bound-said li', { hasText: '144项' }).getByRole('button', { name: /^绑定/ }).count()) await page.locator('.bound-said li', { hasText: '144项' }).getByRole('button', { name: /^绑定/ }).click();
  else await facts.fill('全市改革任务共{{reform_task_count}}项，竣工验收未完成。');
  await see('.bound-said .ok', '1 个数已绑定 · 裸数 0 个');
  check((await facts.inputValue()).includes('{{'), 'the number became a figure');
  before = await drawn();
  await page.locator('#field-requirement').fill('按评估标准补齐证明材料。\n写明没有补齐的原因。');
  await next(before);
  await page.locator('.bound-said .door').first().click();
  await see('.drawer', '改革任务');
  check((await text('.drawer')).includes('144'), 'every figure is a door to its trace');
  await page.keyboard.press('Escape');
  await judge('notice');
  check((await stored()).length === 0, 'nothing is stored while it is written');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '校样 PDF' }).click()]);
  check(download.suggestedFilename().endsWith('.pdf'), 'the proof is a PDF of what stands in the form');

  // the end of the page loses nothing; a second page shows the last page of the paper
  await see('.paper-form .head .meta', '已存本机');
  await page.reload();
  await see('.paper-form .note');
  check((await page.locator('#field-title').inputValue()).includes('地下综合管廊'), 'the draft is on the device');
  await see('.bound-said .ok');
  await picture.waitFor();
  for (const [name, size] of [['notice-360', { width: 360, height: 780 }], ['notice-3840', { width: 3840, height: 2160 }]]) {
    await page.setViewportSize(size);
    await judge(name);
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= size.width, `${name} fits`);
  }
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole('button', { name: '纸面', exact: true }).click();
  await picture.waitFor();
  await judge('notice-page-360');
  await page.setViewportSize({ width: 1440, height: 900 });

  // no network: what was drawn last stays, and it says what is the matter
  before = await drawn();
  await office.context.setOffline(true);
  await page.locator('#field-contact').fill('改革办督察处');
  await see('.paper-page .wrong', '网络');
  check((await drawn()) === before, 'without a network the last picture stays');
  await office.context.setOffline(false);
  await page.locator('.paper-page .wrong .button').click();
  await next(before);

  await signed.click();
  await page.waitForURL(/records\/reform\.supervision_notice\/\d+/);
  const [notice] = await stored();
  check(notice.fields.state === 'checked' && notice.fields.number === null && notice.fields.contact === '改革办督察处', 'it is stored and checked in one press, without a number yet');
  check(await page.evaluate(() => !Object.keys(localStorage).some((key) => key.startsWith('zc-paper:'))), 'and the draft is gone from the device');
  await see('.papers', '督办通知');
  const pdf = await page.evaluate(async () => {
    const answer = await fetch([...document.querySelectorAll('.papers a')].find((link) => link.textContent === 'PDF').href);
    return `${answer.status} ${answer.headers.get('content-type')}`;
  });
  check(pdf === '200 application/pdf', `its page leads to its paper: ${pdf}`);
  await judge('notice-record-papers');
  await page.getByRole('button', { name: '退回修改' }).click();
  await page.locator('[role="dialog"] .main').click();
  await page.getByRole('link', { name: '边写边看公文' }).click();
  await picture.waitFor();
  check((await page.locator('#field-title').inputValue()).includes('地下综合管廊'), 'a stored draft is opened beside its page');

  // the page knows no module: whoever may not write gets none
  const housing = await enter(null);
  await housing.page.goto(`${url}/app/signin`);
  const post = (await ask(`/api/v1/core.post?filter=${encodeURIComponent("title = '市住建局联络员'")}`)).items[0].id;
  await housing.page.evaluate(async (post) => void (await fetch('/api/v1/session/post', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ post }) })), post);
  await housing.page.goto(`${url}/app/paper/reform.supervision_notice/new`);
  await housing.see('.paper-page .wrong');
  check((await housing.text('.paper-page .wrong')).includes('不能写'), 'who may not write it is told so, and gets no page');
});
