// Findings that are written on this device where the inspector stands: kept at every key, sent once under one key as soon as there is a network, and
// then what was photographed for them.
import { reactive } from 'vue';
import { ApiError, newKey, wordsOf, write } from './api';
import { hang } from './photos';
import { state } from './session';

export interface Kept {
  fields: Record<string, string>;
  slice: string; // that was seen
  at: string;
  sending?: { key: string; body: unknown; since: string };
  refused?: string;
  clash?: boolean; // somebody else wrote it meanwhile
  signIn?: boolean;
}
export const visits = reactive({ turn: 0, waiting: 0, busy: false });

const mine = (): string => `zc-visit:${state.session?.account}:${state.session?.post}:`;
export const visitPlace = (entity: string, id: string): string => `${entity}:${id}`;

export function readVisit(place: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(mine() + place) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}
/** false: the device has no room. */
export function keepVisit(place: string, kept: Kept): boolean {
  try {
    localStorage.setItem(mine() + place, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}
export function forgetVisit(place: string): void {
  localStorage.removeItem(mine() + place);
  visits.turn++;
}
function waiting(): string[] {
  const out: string[] = [];
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i)!;
    if (state.session && key.startsWith(mine()) && readVisit(key.slice(mine().length))?.sending) out.push(key.slice(mine().length));
  }
  return out;
}
/** Kept first, then tried by whoever flushes: from here on it goes out, whatever becomes of this page. */
export function handVisit(place: string, kept: Kept, body: unknown): boolean {
  const { refused: _refused, clash: _clash, signIn: _signIn, ...rest } = kept;
  if (!keepVisit(place, { ...rest, sending: { key: newKey(), body, since: new Date().toISOString() } })) return false;
  visits.waiting = waiting().length;
  visits.turn++;
  return true;
}
export function takeBackVisit(place: string): void {
  const kept = readVisit(place);
  if (!kept) return;
  delete kept.sending;
  keepVisit(place, kept);
  visits.waiting = waiting().length;
  visits.turn++;
}
async function sendOne(place: string): Promise<void> {
  const kept = readVisit(place);
  if (!kept?.sending) return;
  const [entity, id] = place.split(':') as [string, string];
  try {
    await write('PATCH', `/api/v1/${entity}/${id}`, kept.sending.body, kept.sending.key);
    await hang(place, { entity, id });
    forgetVisit(place);
  } catch (wrong) {
    const status = wrong instanceof ApiError ? wrong.status : 0;
    if (status === 0 || status === 429 || status >= 500) return;
    if (status === 401) kept.signIn = true;
    else {
      delete kept.sending;
      kept.refused = wordsOf(wrong);
      if (status === 409) kept.clash = true;
    }
    keepVisit(place, kept);
  }
}
export async function flushVisits(): Promise<void> {
  if (visits.busy || !state.session) return;
  visits.busy = true;
  try {
    for (const place of waiting()) await sendOne(place);
  } finally {
    visits.busy = false;
    visits.waiting = waiting().length;
    visits.turn++;
  }
}
