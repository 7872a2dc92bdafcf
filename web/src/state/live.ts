// What the program tells while the page is open: only that something changed, never what; the screens ask again with their own rights.
// One line for the page that is looked at: it is closed while the page is hidden and goes on where it broke off, so of many tabs one listens.
// Without it everything is asked for once a minute, and the frame says so.
import { reactive } from 'vue';
import { load } from './session';
import { Stream, type Told } from './stream';

export const live = reactive({ waiting: null as number | null, desk: 0, jobs: 0, record: 0, connected: false, away: false });

let wanted = false;
let record = '';
let slow: number | undefined;
const minute = 60_000;
const awayAfter = 2; // one break is soon mended and not worth a word

function everything(): void {
  live.desk++;
  live.jobs++;
  live.record++;
}
// The first is acted on at once, what follows within a second together: who looks at a record that others change quickly does not ask as often as they write.
const heard = { desk: false, jobs: false, record: false };
let rests = false;
function act(): void {
  if (rests || !(heard.desk || heard.jobs || heard.record)) return;
  if (heard.desk) live.desk++;
  if (heard.jobs) live.jobs++;
  if (heard.record) live.record++;
  heard.desk = heard.jobs = heard.record = false;
  rests = true;
  window.setTimeout(() => {
    rests = false;
    act();
  }, 1000);
}
function hear(told: Told): void {
  live.waiting = told.waiting;
  heard.desk ||= Boolean(told.all || told.desk || told.inbox);
  heard.jobs ||= Boolean(told.all || told.jobs);
  heard.record ||= Boolean(told.all || told.record);
  act();
}
const stream = new Stream(
  () => (record ? { record } : {}) as Record<string, string>,
  hear,
  (open, tries, refused) => {
    live.connected = open;
    live.away = !open && tries >= awayAfter;
    if (open && tries) everything();
    if (refused) void load().catch(() => undefined); // too many pages, or the session is over, which the frame then says
  },
);
function close(): void {
  stream.close();
  live.connected = false;
}
function seen(): void {
  if (document.hidden) close();
  else if (wanted) stream.open();
}
const back = (): void => stream.again();

/** Tries at once, and asks for everything: who presses wants to know. */
export function tryAgain(): void {
  stream.open();
  everything();
}
/** Keeps listening for this session; `what` is the open record as entity/id, or nothing. */
export function listen(what = ''): void {
  if (!wanted) {
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('online', back);
    slow = window.setInterval(() => {
      if (!live.connected && !document.hidden) everything();
    }, minute);
  } else if (what === record) return;
  wanted = true;
  record = what;
  if (document.hidden) close();
  else stream.open();
}
export function hush(): void {
  wanted = false;
  live.waiting = null;
  live.away = false;
  live.connected = false;
  document.removeEventListener('visibilitychange', seen);
  window.removeEventListener('online', back);
  window.clearInterval(slow);
  stream.forget();
}
