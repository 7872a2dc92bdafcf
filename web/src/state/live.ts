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
function hear(told: Told): void {
  live.waiting = told.waiting;
  if (told.all) everything();
  else {
    if (told.desk || told.inbox) live.desk++;
    if (told.jobs) live.jobs++;
    if (told.record) live.record++;
  }
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
