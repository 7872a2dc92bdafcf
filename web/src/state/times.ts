// The two times of a screen live in its address: asof (a day) and known (a day or an instant). Links inside the page keep them.
import { computed } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw, type RouteLocationRaw } from 'vue-router';
import type { Query } from './api';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

export function useTimes() {
  const route = useRoute();
  const router = useRouter();
  const asof = computed(() => text(route.query.asof));
  const known = computed(() => text(route.query.known));
  const past = computed(() => Boolean(asof.value || known.value));
  const query = computed<Query>(() => ({ asof: asof.value, known: known.value }));

  /** The same place with both times kept. */
  function keep(path: string, more: LocationQueryRaw = {}): RouteLocationRaw {
    return { path, query: { asof: asof.value, known: known.value, ...more } };
  }
  /** This screen at other times; nothing given is now. */
  function travel(to: { asof?: string | undefined; known?: string | undefined }): void {
    void router.push({ path: route.path, query: { ...route.query, asof: to.asof, known: to.known }, hash: route.hash });
  }
  /** This address with some parameters changed; undefined removes one. */
  function adjust(changes: LocationQueryRaw, replace = false): void {
    const to = { path: route.path, query: { ...route.query, ...changes }, hash: route.hash };
    void (replace ? router.replace(to) : router.push(to));
  }
  return { asof, known, past, query, keep, travel, adjust };
}
