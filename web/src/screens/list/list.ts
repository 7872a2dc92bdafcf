// What is asked of a list stands in its address: conditions, words, order, columns, the view and both times. The views share it.
import { computed, onBeforeUnmount, ref, shallowRef, triggerRef, watch, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import { expression, fromAddress, toAddress, type Condition } from '../../pure/filter';
import { get, isAbort } from '../../state/api';
import { entityOf, state } from '../../state/session';
import { keepTrail, type Trail } from '../../state/story';
import { useTimes } from '../../state/times';
import type { Entity, Field, Page, Slice } from '../../state/types';

export const viewNames = ['table', 'board', 'gantt', 'calendar', 'tree', 'map'] as const;
export type ViewName = (typeof viewNames)[number];

/** Lists of children that an entity is shown with: who points at it with one reference. */
export interface Children {
  entity: Entity;
  field: Field;
}
export function childrenOf(entity: Entity): Children[] {
  return (state.meta?.entities ?? []).flatMap((one) => one.fields.filter((field) => field.to === entity.entity && !field.many && field.inverse && field.stored).map((field) => ({ entity: one, field })));
}
export const datesOf = (entity: Entity): Field[] => entity.fields.filter((field) => field.type === 'date' && !field.many && field.stored);
export const areasOf = (entity: Entity): Field[] => entity.fields.filter((field) => field.to === 'core.area' && field.stored && !field.erasable);

/** The views that the declaration of an entity bears. */
export function viewsOf(entity: Entity): ViewName[] {
  const bears: Record<ViewName, boolean> = {
    table: true,
    board: entity.states.length > 0,
    gantt: Boolean(entity.gantt),
    calendar: datesOf(entity).length > 0,
    tree: childrenOf(entity).length > 0,
    map: areasOf(entity).length > 0,
  };
  return viewNames.filter((name) => bears[name]);
}

export function useList() {
  const route = useRoute();
  const router = useRouter();
  const { locale } = useI18n();
  const times = useTimes();
  const entity = computed(() => entityOf(String(route.params.entity)));
  const text = (name: string) => (typeof route.query[name] === 'string' ? (route.query[name] as string) : '');
  const conditions = computed<Condition[]>(() => {
    const given = route.query.f;
    return (Array.isArray(given) ? given : given ? [given] : []).map((one) => fromAddress(String(one))).filter((one): one is Condition => one !== null);
  });
  const sort = computed(() => text('sort'));
  const words = computed(() => text('q'));
  const columns = computed<Field[]>(() => {
    const one = entity.value;
    if (!one) return [];
    const names = text('cols') ? text('cols').split(',') : one.list;
    return names.map((name) => one.fields.find((field) => field.name === name)).filter((field): field is Field => field !== undefined);
  });
  const views = computed<ViewName[]>(() => (entity.value ? viewsOf(entity.value) : []));
  const view = computed<ViewName>(() => views.value.find((name) => name === text('view')) ?? 'table');
  const filter = computed(() => (entity.value ? expression(entity.value, conditions.value) : ''));
  /** The rows that are meant, for a list and for an aggregate alike; `more` narrows them further. */
  const rowsAsked = (more = '') => ({ filter: [filter.value && `(${filter.value})`, more].filter(Boolean).join(' and '), search: words.value, ...times.query.value });
  /** Changes when other rows are meant. */
  const key = computed(() => JSON.stringify([entity.value?.entity, filter.value, words.value, times.asof.value, times.known.value, locale.value]));
  const today = computed(() => times.asof.value ?? state.meta?.city.today ?? '');
  const narrowed = computed(() => conditions.value.length > 0 || words.value !== '');

  const link = (slice: { entity: string; id: string }) => times.keep(`/records/${slice.entity}/${slice.id}`);
  // Of thousands of rows: the part that is the same is resolved once, not by a RouterLink of each row.
  const tail = computed(() => router.resolve(times.keep('/records/-/-')).href.split('/records/-/-'));
  const address = (slice: { entity: string; id: string }) => `${tail.value[0]}/records/${slice.entity}/${slice.id}${tail.value[1] ?? ''}`;
  const open = (slice: { entity: string; id: string } | undefined) => void (slice && router.push(link(slice)));
  const setConditions = (list: Condition[]) => times.adjust({ f: list.length ? list.map(toAddress) : undefined });
  const show = (name: ViewName) => times.adjust({ view: name === 'table' ? undefined : name });
  return { ...times, entity, text, conditions, sort, words, columns, views, view, filter, rowsAsked, key, today, narrowed, link, address, open, setConditions, show };
}
export type List = ReturnType<typeof useList>;

/** Rows of the list, page after page, with the fields that are shown alone. */
export function useRows(list: List, fields: ComputedRef<string[]>, pageSize = 100) {
  const rows = shallowRef<Slice[]>([]);
  const route = useRoute();
  const total = ref<Page['total']>(undefined);
  const next = ref<string | null>(null);
  const busy = ref(false);
  const started = ref(false);
  const failed = ref<unknown>(null);
  let running: AbortController | null = null;
  let here: Omit<Trail, 'ids' | 'next'> | null = null;

  async function page(after: string | null, limit = pageSize): Promise<void> {
    const one = list.entity.value;
    if (!one) return;
    running?.abort();
    const mine = (running = new AbortController());
    busy.value = true;
    failed.value = null;
    try {
      const came = await get<Page>(`/api/v1/${one.entity}`, { ...list.rowsAsked(), sort: list.sort.value, limit, after, labels: true, fields: fields.value.join(','), count: !after, exact: !after }, mine.signal);
      if (running !== mine) return;
      if (after) {
        rows.value.push(...came.items);
        triggerRef(rows);
      } else rows.value = came.items;
      next.value = came.next;
      here = { entity: one.entity, query: { filter: list.filter.value, search: list.words.value, sort: list.sort.value }, back: route.fullPath };
      if (!after) total.value = came.total;
    } catch (wrong) {
      if (running === mine && !isAbort(wrong)) failed.value = wrong;
    } finally {
      if (running === mine) {
        busy.value = false;
        started.value = true;
      }
    }
  }
  const first = () => page(null);
  /** Puts what a write gave back in place of a row; a row that is gone is taken out. */
  function replace(id: string, slice: Slice | null): void {
    rows.value = slice ? rows.value.map((row) => (row.id === id ? slice : row)) : rows.value.filter((row) => row.id !== id);
  }
  watch(() => [list.key.value, list.sort.value, fields.value.join()].join(), () => void first(), { immediate: true });
  // J and K of a record's own page walk this list further. Kept once, when the list is left: writing down all ids with each page that comes
  // costs more than the pages.
  onBeforeUnmount(() => {
    running?.abort();
    if (here) keepTrail({ ...here, ids: rows.value.map((row) => row.id), next: next.value });
  });
  return { rows, total, next, busy, started, failed, page, first, replace };
}
export type Rows = ReturnType<typeof useRows>;

/** A row's fields that a view needs whatever its columns: its name and state. */
export const basicFields = (entity: Entity): string[] => [entity.named_by, entity.states.length ? 'state' : null].filter((name): name is string => name !== null);
