// Every call to the program goes through here: language, errors in the program's own words, one retry when it is busy.
import { i18n } from '../i18n';
import { Once } from '../pure/once';
import type { Slice } from './types';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly present?: Slice, // with 409: the record as it now stands
    readonly body?: unknown, // the whole answer
  ) {
    super(message);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export function address(path: string, query: Query = {}): string {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '' && value !== false) all.set(name, String(value));
  all.set('lang', i18n.global.locale.value);
  return `${path}?${all}`;
}

// What the page asks by itself does not count as the person's own activity: a session left alone still falls idle.
let alone = false;
export function unattended<T>(ask: () => T): T {
  alone = true;
  try {
    return ask();
  } finally {
    alone = false;
  }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function failure(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { error?: { message?: string }; present?: Slice };
    return new ApiError(response.status, body.error?.message ?? text, body.present, body);
  } catch {
    return new ApiError(response.status, i18n.global.t('error.status', { status: response.status }));
  }
}

export async function call(path: string, query?: Query, init: RequestInit = {}): Promise<Response> {
  if (alone) init = { ...init, headers: { ...init.headers, 'Zc-Unattended': '1' } };
  for (let tries = 0; ; tries++) {
    let response: Response;
    try {
      response = await fetch(address(path, query), { credentials: 'same-origin', ...init });
    } catch (wrong) {
      if (isAbort(wrong)) throw wrong;
      throw new ApiError(0, i18n.global.t('error.network'));
    }
    if (response.ok) return response;
    if (response.status === 503 && tries < 2 && (!init.method || init.method === 'GET')) {
      await pause(1000 * Math.min(5, Number(response.headers.get('Retry-After')) || 1));
      continue;
    }
    throw await failure(response);
  }
}

async function read<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (wrong) {
    if (isAbort(wrong)) throw wrong;
    throw new ApiError(0, i18n.global.t('error.network')); // it broke off in the middle
  }
}
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return read<T>(await call(path, query, signal ? { signal } : {}));
}

/** 128 random bits. (crypto.randomUUID is younger than the oldest browser we serve.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const named = (method: Method, path: string, text: string): string => `${method} ${path} ${text}`;
/** This write went out, and no answer came: it may stand. */
export const isUnsure = (method: Method, path: string, body: unknown): boolean => once.isUnsure(named(method, path, JSON.stringify(body)));
const once = new Once(newKey, (wrong) => wrong instanceof ApiError && (wrong.status === 0 || wrong.status >= 500));

/**
 * Writing is safe to send twice: the same key with the same request gives the first answer again. Without `key` a second press of the same
 * and a try after a lost network are the same write; a screen that keeps a key over more than that gives it.
 */
export function write<T>(method: Method, path: string, body: unknown = {}, key?: string): Promise<T> {
  const text = JSON.stringify(body);
  return once.send(named(method, path, text), key, async (under) => read<T>(await call(path, {}, { method, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': under }, body: text })));
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
