// Long lists: only the lines in sight are drawn; J and K walk, Home and End go to the ends, Enter opens. On paper stand all rows that have come.
import { computed, onMounted, onUnmounted, ref, watch, type Ref } from 'vue';
import type { Band } from '../../pure/bands';
import { windowOf, type Window } from '../../pure/window';
import type { Slice } from '../../state/types';
import type { List, Rows } from './list';

/** What stands on the lines of the screen, where that is more than the rows: groups with their heads. */
export interface Layout {
  count: number;
  line: (line: number) => { band: Band; place?: undefined } | { band?: undefined; place: number };
  runs: (from: number, to: number) => [number, number][];
}
export interface Drawn {
  line: number;
  place: number; // -1: of a group
  slice: Slice | undefined; // undefined: it has not come yet
  band: Band | undefined;
}

export function useSight(list: List, data: Rows, box: Ref<HTMLElement | null>, onKey: (event: KeyboardEvent) => boolean = () => false, layout: Ref<Layout | null> = ref(null)) {
  const scrollTop = ref(0);
  const viewHeight = ref(600);
  const viewWidth = ref(0);
  const rowHeight = ref(34);
  const printing = ref(false);
  const active = ref(-1); // a line
  /** All lines there are, so that the bar tells the length of the list; rows that have not come yet are blank. */
  const count = computed(() => layout.value?.count ?? data.total.value);
  const seen = computed((was?: Window) => {
    const now = printing.value ? { from: 0, to: count.value, before: 0, after: 0 } : windowOf(scrollTop.value, viewHeight.value, rowHeight.value, count.value);
    return was && was.from === now.from && was.to === now.to && was.after === now.after ? was : now; // the same object draws nothing anew
  });
  function at(line: number): Drawn {
    const { band, place = -1 } = layout.value?.line(line) ?? { place: line };
    return { line, place, slice: data.rows.value[place], band };
  }
  const drawn = computed<Drawn[]>(() => {
    const lines: Drawn[] = [];
    for (let line = seen.value.from; line < seen.value.to; line++) {
      const one = at(line);
      if (!printing.value || one.slice || one.band) lines.push(one);
    }
    return lines;
  });
  watch([seen, scrollTop, data.busy, layout, data.rows], () => {
    if (printing.value) return;
    const from = Math.floor(scrollTop.value / rowHeight.value), to = Math.min(count.value, Math.ceil((scrollTop.value + viewHeight.value) / rowHeight.value));
    data.need(layout.value ? layout.value.runs(from, to) : from < to ? [[from, to]] : [], 2 * (to - from));
  });
  watch(
    () => [list.key.value, list.sort.value].join(),
    () => {
      active.value = -1;
      scrollTop.value = 0;
      box.value?.scrollTo({ top: 0 });
    },
  );

  let observer: ResizeObserver | null = null;
  function measure(): void {
    if (!box.value) return;
    viewHeight.value = box.value.clientHeight;
    viewWidth.value = box.value.clientWidth;
    rowHeight.value = Number.parseFloat(getComputedStyle(box.value).getPropertyValue('--row')) || 34;
  }
  watch(box, (element, before) => {
    if (before) observer?.unobserve(before);
    if (element) {
      observer?.observe(element);
      measure();
    }
  });
  const paper = window.matchMedia('print');
  const onPaper = () => (printing.value = paper.matches);

  const sliceAt = (line: number): Slice | undefined => (line < 0 ? undefined : at(line).slice);
  function go(line: number): void {
    const element = box.value;
    if (!count.value || !element) return;
    active.value = Math.max(0, Math.min(count.value - 1, line));
    const top = active.value * rowHeight.value, head = element.querySelector('thead')?.offsetHeight ?? rowHeight.value;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight.value + head > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight.value + head - element.clientHeight;
  }
  const walk = (by: number): void => go(active.value + by);
  function key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || (event.target instanceof HTMLElement && event.target.closest('input:not([type=checkbox]), textarea, select, [role="dialog"], .drawer, .cell-editor'))) return;
    if (onKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const pressed = event.key.toLowerCase();
    if (pressed === 'j' || (event.key === 'ArrowDown' && event.target === box.value)) walk(1);
    else if (pressed === 'k' || (event.key === 'ArrowUp' && event.target === box.value)) walk(-1);
    else if (event.key === 'PageDown' && event.target === box.value && active.value >= 0) walk(Math.floor(viewHeight.value / rowHeight.value) - 1);
    else if (event.key === 'PageUp' && event.target === box.value && active.value >= 0) walk(1 - Math.floor(viewHeight.value / rowHeight.value));
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(count.value - 1);
    else if (event.key === 'Enter' && active.value >= 0 && !(event.target instanceof HTMLElement && event.target.closest('a, button'))) list.open(sliceAt(active.value));
    else return;
    event.preventDefault();
  }
  onMounted(() => {
    observer = new ResizeObserver(measure);
    if (box.value) observer.observe(box.value);
    paper.addEventListener('change', onPaper);
    document.addEventListener('keydown', key);
  });
  onUnmounted(() => {
    observer?.disconnect();
    paper.removeEventListener('change', onPaper);
    document.removeEventListener('keydown', key);
  });
  const scrolled = () => (scrollTop.value = box.value?.scrollTop ?? 0);
  return { seen, drawn, active, go, sliceAt, scrolled, viewWidth, count };
}
