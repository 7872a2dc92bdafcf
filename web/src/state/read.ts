// Reading for the screens that work without a network: what came last for this account and post is kept on the device, and shown when there is none.
import { ApiError, get, type Query } from './api';
import { recall, remember } from './device';
import { state } from './session';

export interface Kept<T> {
  value: T;
  since: string | null; // the instant of reading, when it came from the device
}
export async function read<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Kept<T>> {
  const key = `read:${state.session?.account}:${state.session?.post}:${path}?${JSON.stringify(query)}`;
  try {
    const value = await get<T>(path, query, signal);
    void remember(key, { value, at: new Date().toISOString() });
    return { value, since: null };
  } catch (wrong) {
    const kept = wrong instanceof ApiError && wrong.status === 0 ? await recall<{ value: T; at: string }>(key) : null;
    if (!kept) throw wrong;
    return { value: kept.value, since: kept.at };
  }
}
