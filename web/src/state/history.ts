// The slices of a record as they come: the newest recorded first, the earlier ones when they are asked for.
import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { get } from './api';
import { useLoad } from './load';
import type { Slice } from './types';

const PAGE = 100;
interface Slices {
  slices: Slice[];
  next: string | null;
}
export interface History {
  slices: ComputedRef<Slice[] | null>; // by the day from which they are so, then by when that became known
  next: ShallowRef<string | null>; // null: nothing was recorded before these
  error: ShallowRef<unknown>;
  again: () => Promise<void>;
  earlier: () => Promise<void>;
}

const order = (a: Slice, b: Slice): number => a.valid_from.localeCompare(b.valid_from) || a.known_from.localeCompare(b.known_from) || a.slice - b.slice;

/** `path` null: there is no record whose slices are wanted. */
export function useHistory(key: Ref<unknown> | (() => unknown), path: () => string | null): History {
  const { value, error, again } = useLoad<Slices | null>(key, async (signal) => {
    const one = path();
    return one ? get<Slices>(`${one}/history`, { limit: PAGE }, signal) : null;
  });
  const before = shallowRef<Slice[]>([]);
  const next = shallowRef<string | null>(null);
  watch(value, (page) => {
    before.value = [];
    next.value = page?.next ?? null;
  });
  async function earlier(): Promise<void> {
    const newest = value.value, one = path(), after = next.value;
    if (!one || !after) return;
    const page = await get<Slices>(`${one}/history`, { limit: PAGE, after });
    if (value.value !== newest || next.value !== after) return; // another record meanwhile, or pressed twice
    before.value = [...page.slices, ...before.value];
    next.value = page.next;
  }
  const slices = computed(() => (value.value ? [...before.value, ...value.value.slices].sort(order) : null));
  return { slices, next, error, again, earlier };
}
