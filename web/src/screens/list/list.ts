// What is asked of a list stands in its address: conditions, words, order, columns, the view and both times. The views share it.
import { computed, onBeforeUnmount, ref, shallowRef, triggerRef, watch, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import { expression, fromAddress, toAddress, type Condition } from '../../pure/filter';
import { nextPage, turned, type Asked, type Sheet } from '../../pure/pages';
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

/**
 * Rows of the list at their places, with the fields that are shown alone. What is in sight is fetched, and a little more; where a person jumps,
 * a hole stays behind until it comes into sight. `order` comes before the order of the list: the field by which it stands in groups.
 */
export function useRows(list: List, fields: ComputedRef<string[]>, order: Ref<string> = ref(''), pageSize = 100) {
  const rows = shallowRef<(Slice | undefined)[]>([]); // with holes
  const loaded = ref(0);
  const route = useRoute();
  const total = ref(0);
  const busy = ref(false);
  const started = ref(false);
  const failed = ref<unknown>(null);
  const sort = computed(() => (order.value ? [order.value, list.sort.value || (list.entity.value?.order.join(',') ?? '')].filter(Boolean).join(',') : list.sort.value));
  let down = new Map<number, string>(), up = new Map<number, string>();
  let running: AbortController | null = null;
  let asked: Asked | null = null; // what is under way
  let opening = false; // and it is the beginning of other rows
  let near = 0; // a place that was in sight last
  let resting = 0; // a timer
  let restless = 0; // since when it was put off
  let here: Omit<Trail, 'ids' | 'next'> | null = null;

  async function page(want: Asked, afresh = false): Promise<void> {
    const one = list.entity.value;
    if (!one) return;
    running?.abort();
    const mine = (running = new AbortController());
    asked = want;
    opening = afresh;
    busy.value = true;
    failed.value = null;
    try {
      const along = want.turned ? turned(sort.value, one.order, list.words.value !== '') : sort.value;
      const came = await get<Page>(`/api/v1/${one.entity}`, { ...list.rowsAsked(), sort: along, limit: want.limit, after: want.after, skip: want.skip || undefined, labels: true, fields: fields.value.join(','), count: afresh, exact: afresh }, mine.signal);
      if (running !== mine) return;
      if (afresh) {
        rows.value = [];
        loaded.value = 0;
        down = new Map();
        up = new Map();
        total.value = came.total?.count ?? came.items.length;
        here = { entity: one.entity, query: { filter: list.filter.value, search: list.words.value, sort: sort.value }, back: route.fullPath };
      }
      put(want, came);
    } catch (wrong) {
      if (running === mine && !isAbort(wrong)) failed.value = wrong;
    } finally {
      if (running === mine) {
        busy.value = false;
        started.value = true;
        running = asked = null;
        opening = false;
      }
    }
  }
  function put(want: Asked, came: Page): void {
    const items = want.turned ? [...came.items].reverse() : came.items, at = want.turned ? want.at + want.limit - items.length : want.at;
    items.forEach((item, i) => {
      if (!rows.value[at + i]) loaded.value++;
      rows.value[at + i] = item;
    });
    if (came.next) (want.turned ? up : down).set(want.turned ? at : at + items.length, came.next);
    // fewer than were counted: rows that were there at first are gone
    if (!want.turned && !came.next && at + items.length < total.value) total.value = at + items.length;
    else if (want.turned && !came.next && at > 0) void first();
    triggerRef(rows);
  }
  const first = () => page({ at: 0, limit: pageSize, turned: false }, true);
  const sheet: Sheet = { get total() { return total.value; }, has: (place) => rows.value[place] !== undefined, get down() { return down; }, get up() { return up; } };
  /** What is in sight, as runs of places, is wanted. A jump waits until it rests, but not for long. */
  function need(runs: [number, number][], ahead: number): void {
    if (!started.value || failed.value || opening) return;
    near = runs[0]?.[0] ?? near;
    window.clearTimeout(resting);
    let want: Asked | null = null;
    for (const [from, to] of runs) if ((want = nextPage(sheet, from, to, pageSize, 0))) break;
    want ??= busy.value || !runs.length ? null : nextPage(sheet, runs[0]![0], runs[runs.length - 1]![1], pageSize, ahead);
    if (!want || (asked && asked.at === want.at)) return;
    const go = want;
    const jump = () => {
      restless = 0;
      void page(go);
    };
    restless ||= Date.now();
    if (want.after !== undefined || Date.now() - restless > 250) jump();
    else resting = window.setTimeout(jump, 60);
  }
  /** Puts what a write gave back in place of a row; a row that is gone is taken out. */
  function replace(id: string, slice: Slice | null): void {
    const place = rows.value.findIndex((row) => row?.id === id);
    if (place < 0) return;
    if (!slice) void first();
    else {
      rows.value[place] = slice;
      rows.value = rows.value.slice();
    }
  }
  watch(() => [list.key.value, sort.value, fields.value.join()].join(), () => void first(), { immediate: true });
  // J and K of a record's own page walk this list further: the rows around the last place in sight. Kept once, when the list is left: writing
  // down all ids with each page that comes costs more than the pages.
  onBeforeUnmount(() => {
    running?.abort();
    window.clearTimeout(resting);
    if (!here) return;
    let from = near, to = near;
    while (from > 0 && rows.value[from - 1]) from--;
    while (rows.value[to]) to++;
    keepTrail({ ...here, ids: rows.value.slice(from, to).map((row) => row!.id), next: down.get(to) ?? null });
  });
  const there = (): Slice[] => rows.value.filter((row): row is Slice => row !== undefined);
  return { rows, loaded, there, total, busy, started, failed, need, first, replace };
}
export type Rows = ReturnType<typeof useRows>;

/** A row's fields that a view needs whatever its columns: its name and state. */
export const basicFields = (entity: Entity): string[] => [entity.named_by, entity.states.length ? 'state' : null].filter((name): name is string => name !== null);
