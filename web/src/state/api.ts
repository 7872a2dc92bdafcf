// Every call to the program goes through here: language, errors in the program's own words, one retry when it is busy.
import { i18n } from '../i18n';
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
    } catch {
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

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await (await call(path, query, signal ? { signal } : {})).json()) as T;
}

/** 128 random bits. (crypto.randomUUID is younger than the oldest browser we serve.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Writing is safe to send twice: the same key with the same request gives the first answer again. */
export async function write<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown = {}, key: string = newKey()): Promise<T> {
  const response = await call(path, {}, { method, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key }, body: JSON.stringify(body) });
  return (await response.json()) as T;
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
