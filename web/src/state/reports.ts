// Reports of periods that lie on this device: what was written, and what waits to be sent. A report is kept before it is sent, under one
// key; it goes out once by itself as soon as there is a network and the page is open, whichever screen that may be.
import { reactive } from 'vue';
import type { Answer } from '../pure/periodic';
import { ApiError, get, newKey, unattended, wordsOf, write } from './api';
import { flushPhotos, hang, photos, photosAt } from './photos';
import { entityOf, state } from './session';
import type { Slice } from './types';
import { flushVisits, visits } from './visits';

export interface FormLine {
  of: string;
  id: string;
  name: string;
  required: boolean;
  row: Slice | null;
  line: Slice | null;
  last: Slice | null;
}
export interface Form {
  period: string;
  from: string;
  to: string;
  plan: string;
  unit: string;
  due: { on: string; state: string; workdays_left: number; provisional: boolean } | null;
  owed: boolean;
  report: Slice | null;
  closed: boolean;
  lines: FormLine[];
}
export interface Body {
  period: string;
  plan: string;
  unit: string;
  submit: boolean;
  lines: Record<string, unknown>[];
}
export interface Kept {
  form: Form; // as it was when it was last read: it can be filled in without a network
  answers: Record<string, Answer>; // only lines that were touched
  slices: Record<string, string>; // which slice of a line was seen; 0: none
  at: string; // instant of keeping
  sending?: { key: string; body: Body; since: string };
  refused?: { status: number; words: string };
  signIn?: boolean; // it waits for its writer to sign in
}
export interface Sent {
  at: string;
  report: string;
}

export const lineKey = (line: { of: string; id: string }): string => `${line.of}:${line.id}`;
const mine = (): string => `zc-report:${state.session?.account}:${state.session?.post}:`;
export const placeOf = (entity: string, period: string): string => `${mine()}${entity}:${period}`;
/** Where the photographs of a line lie. */
export const photoPlace = (entity: string, period: string, line: { of: string; id: string }): string => `${entity}:${period}:${lineKey(line)}`;
/** Changes whenever something kept was sent, refused or has to wait on. `sent`: by place, in this visit. */
export const outbox = reactive({ turn: 0, busy: false, waiting: 0, sent: {} as Record<string, Sent> });

export function readKept(place: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}
/** false: the device keeps nothing, so nothing may be promised. */
export function keep(place: string, kept: Kept): boolean {
  try {
    localStorage.setItem(place, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}
export function forget(place: string): void {
  localStorage.removeItem(place);
}

function waiting(): string[] {
  const out: string[] = [];
  for (let i = 0; i < localStorage.length; i++) {
    const place = localStorage.key(i)!;
    if (state.session && place.startsWith(mine()) && readKept(place)?.sending) out.push(place);
  }
  return out;
}

/** Kept first, then tried: from here on it is sent, whatever becomes of this page. */
export async function hand(place: string, kept: Kept, body: Body): Promise<boolean> {
  const { refused: _refused, signIn: _signIn, ...rest } = kept;
  if (!keep(place, { ...rest, sending: { key: newKey(), body, since: new Date().toISOString() } })) return false;
  outbox.turn++;
  await flush();
  return true;
}
/** What waits goes back to being written. It may have arrived already: then its lines bear other slices, and sending says so. */
export function takeBack(place: string): void {
  const kept = readKept(place);
  if (!kept) return;
  delete kept.sending;
  keep(place, kept);
  outbox.turn++;
  outbox.waiting = waiting().length;
}

/** The lines of a report that has arrived have their numbers: what was photographed for them hangs there from now on. */
async function hangPhotos(entity: string, period: string): Promise<void> {
  const line = entityOf(entity)?.periodic?.line;
  if (!line || !(await photosAt(`${entity}:${period}:`, true)).length) return;
  const form = await get<Form>(`/api/v1/${entity}/periodic`, { period });
  for (const one of form.lines) if (one.line) await hang(photoPlace(entity, period, one), { entity: line, id: one.line.id });
}
async function sendOne(place: string): Promise<void> {
  const kept = readKept(place);
  if (!kept?.sending) return;
  const entity = place.slice(mine().length).split(':')[0]!;
  try {
    const answer = await write<{ report: string }>('POST', `/api/v1/${entity}/periodic`, kept.sending.body, kept.sending.key);
    await hangPhotos(entity, kept.sending.body.period);
    forget(place);
    outbox.sent[place] = { at: new Date().toISOString(), report: answer.report };
  } catch (wrong) {
    const status = wrong instanceof ApiError ? wrong.status : 0;
    if (status === 0 || status === 429 || status >= 500) return; // it stays as it is, and is tried again
    if (status === 401) kept.signIn = true;
    else {
      delete kept.sending;
      kept.refused = { status, words: wordsOf(wrong) };
    }
    keep(place, kept);
  }
}
export async function flush(): Promise<void> {
  if (outbox.busy || !state.session) return;
  outbox.busy = true;
  try {
    for (const place of waiting()) await sendOne(place);
    await flushVisits();
    await flushPhotos();
  } finally {
    outbox.busy = false;
    outbox.waiting = waiting().length;
    outbox.turn++;
  }
}

let timer = 0;
/** For the whole page, and again whenever somebody signed in. A message that the network is back is not always given, so what waits is tried every twenty seconds, too. */
export function attend(): void {
  if (timer) {
    void flush();
    return;
  }
  const again = () => void ((waiting().length || visits.waiting || photos.waiting) && unattended(flush));
  window.addEventListener('online', again);
  document.addEventListener('visibilitychange', () => document.hidden || again());
  timer = window.setInterval(again, 20_000);
  void flush();
}
