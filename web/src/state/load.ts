// One asynchronous answer of a screen: what came, what went wrong, whether it is still under way. A later question wins.
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { isAbort } from './api';

export interface Loaded<T> {
  value: ShallowRef<T | null>;
  error: ShallowRef<unknown>;
  busy: ShallowRef<boolean>;
  again: () => Promise<void>;
}

export function useLoad<T>(key: Ref<unknown> | (() => unknown), ask: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const value = shallowRef<T | null>(null);
  const error = shallowRef<unknown>(null);
  const busy = shallowRef(false);
  let running: AbortController | null = null;
  async function again(): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    busy.value = true;
    error.value = null;
    try {
      const came = await ask(mine.signal);
      if (running === mine) value.value = came;
    } catch (wrong) {
      if (running === mine && !isAbort(wrong)) {
        error.value = wrong;
        value.value = null;
      }
    } finally {
      if (running === mine) busy.value = false;
    }
  }
  watch(key, () => void again(), { immediate: true });
  return { value, error, busy, again };
}
