// Who is signed in, and the declarations as that reader may meet them. Both are fetched together: they change together.
import { reactive } from 'vue';
import { i18n } from '../i18n';
import { ApiError, get, write } from './api';
import { forgetAll, recall, remember } from './device';
import type { CodeList, Entity, FactorOffer, Field, Meta, Pair, Session } from './types';

/** `since`: without a network, the instant from which session and declarations are; the screens that work then say so. */
export const state = reactive<{ session: Session | null; meta: Meta | null; since: string | null }>({ session: null, meta: null, since: null });

let entities = new Map<string, Entity>();
let codelists = new Map<string, CodeList>();

async function currentSession(): Promise<Session | null> {
  try {
    return await get<Session>('/api/v1/session');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

interface Start {
  session: Session;
  meta: Meta;
  at: string;
}
export async function load(): Promise<void> {
  try {
    const [session, meta] = await Promise.all([currentSession(), get<Meta>('/api/v1/meta')]);
    take(session, meta, null);
    if (session) void remember<Start>('start', { session, meta, at: new Date().toISOString() });
    else void forgetAll('read:'); // what was read ends with the session; what is still to be sent stays
  } catch (wrong) {
    if (!(wrong instanceof ApiError) || wrong.status !== 0) throw wrong;
    const kept = await recall<Start>('start');
    if (!kept) throw wrong;
    take(kept.session, kept.meta, kept.at);
    window.addEventListener('online', () => void load().catch(() => undefined), { once: true });
  }
}
function take(session: Session | null, meta: Meta, since: string | null): void {
  entities = new Map(meta.entities.map((one) => [one.entity, one]));
  for (const entity of meta.entities) for (const field of entity.fields) field.names = entity.key.includes(field.name);
  codelists = new Map(meta.codelists.map((one) => [one.name, one]));
  state.since = since;
  state.session = session;
  state.meta = meta;
}

export async function enterByPost(post: string): Promise<void> {
  await write('POST', '/api/v1/session/post', { post });
  await load();
}
/** What came instead of or with a session: a device to be enrolled first, or the recovery codes of one that was. Then `load`. */
export const enterByPassword = (login: string, password: string, factor: { code?: string; offer?: string; first?: string } = {}): Promise<Partial<FactorOffer> & { recovery?: string[] }> =>
  write('POST', '/api/v1/session', { login, password, ...factor });
export async function changePost(post: string): Promise<void> {
  await write('PATCH', '/api/v1/session', { post });
  await load();
}
export async function leave(): Promise<void> {
  await write('DELETE', '/api/v1/session');
  await Promise.all([forgetAll('start'), forgetAll('read:')]);
  await load();
}

export const entityOf = (name: string): Entity | undefined => (state.meta ? entities.get(name) : undefined);
export const codelistOf = (name: string): CodeList | undefined => (state.meta ? codelists.get(name) : undefined);
export const fieldOf = (entity: Entity, name: string): Field | undefined => entity.fields.find((one) => one.name === name);

/** A pair in the language of the page; the other one when it is missing. */
export function pick(pair: Pair | null | undefined): string {
  if (!pair) return '';
  return (i18n.global.locale.value === 'en' ? (pair.en ?? pair.zh) : (pair.zh ?? pair.en)) ?? '';
}

export function codeTitle(field: Field, code: string): string {
  if (!field.from) return code;
  const found = codelistOf(field.from)?.codes.find((one) => one.code === code);
  if (found) return pick(found.title);
  // the states of an entity are the codes of its field `state`
  const state = field.from.endsWith('.state') ? entityOf(field.from.slice(0, -'.state'.length))?.states.find((one) => one.name === code) : undefined;
  return state ? pick(state.title) : code;
}
