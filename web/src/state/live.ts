// What the program tells while the page is open: only that something changed, never what; the screens ask again with their own rights.
// One line for the whole page, closed while it is hidden, re-opened where it broke off. Without it everything is asked for once a minute.
import { reactive } from 'vue';
import { load } from './session';

export const live = reactive({ waiting: null as number | null, desk: 0, jobs: 0, record: 0, connected: false });

interface Told {
  inbox: boolean;
  waiting: number;
  desk: boolean;
  jobs: boolean;
  record: boolean;
  all: boolean;
}
let source: EventSource | null = null;
let wanted = false;
let record = '';
let position = '';
let first = true;
let slow: number | undefined;
const minute = 60_000;

function everything(): void {
  live.desk++;
  live.jobs++;
  live.record++;
}
function hear(event: MessageEvent<string>): void {
  const told = JSON.parse(event.data) as Told;
  position = event.lastEventId;
  live.waiting = told.waiting;
  if (told.all) everything();
  else {
    if (told.desk || told.inbox) live.desk++;
    if (told.jobs) live.jobs++;
    if (told.record) live.record++;
  }
}
function close(): void {
  source?.close();
  source = null;
  live.connected = false;
}
function open(): void {
  close();
  if (!wanted || document.hidden || typeof EventSource === 'undefined') return;
  const query = new URLSearchParams();
  if (record) query.set('record', record);
  if (position) query.set('after', position);
  const mine = (source = new EventSource(`/api/v1/events?${query}`));
  mine.addEventListener('open', () => {
    live.connected = true;
    first = false;
  });
  mine.addEventListener('change', hear as EventListener);
  mine.addEventListener('error', () => {
    live.connected = false;
    if (mine !== source || mine.readyState !== EventSource.CLOSED) return;
    source = null; // refused: too many pages, or the session is over, which the frame then says
    void load().catch(() => undefined);
  });
}
function seen(): void {
  if (document.hidden) close();
  else if (wanted) open();
}

/** Keeps listening for this session; `what` is the open record as entity/id, or nothing. */
export function listen(what = ''): void {
  if (!wanted) {
    document.addEventListener('visibilitychange', seen);
    slow = window.setInterval(() => {
      if (live.connected || document.hidden) return;
      if (!first) everything();
      if (!source) open();
    }, minute);
  } else if (what === record && source) return;
  wanted = true;
  record = what;
  open();
}
export function hush(): void {
  wanted = false;
  position = '';
  live.waiting = null;
  document.removeEventListener('visibilitychange', seen);
  window.clearInterval(slow);
  close();
}
