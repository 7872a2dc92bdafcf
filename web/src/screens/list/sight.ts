// Long lists: only the rows in sight are drawn; J and K walk, Enter opens. On paper stand all rows that are loaded.
import { computed, onMounted, onUnmounted, ref, watch, type Ref } from 'vue';
import { nearEnd, windowOf, type Window } from '../../pure/window';
import type { List, Rows } from './list';

export function useSight(list: List, data: Rows, box: Ref<HTMLElement | null>, onKey: (event: KeyboardEvent) => boolean = () => false) {
  const scrollTop = ref(0);
  const viewHeight = ref(600);
  const viewWidth = ref(0);
  const rowHeight = ref(34);
  const printing = ref(false);
  const active = ref(-1);
  /** All rows there are, so that the bar tells the length of the list; those beyond the last page loaded are blank until they come. */
  const count = computed(() => Math.max(data.rows.value.length, data.total.value?.exact ? data.total.value.count : 0));
  const seen = computed((was?: Window) => {
    const now = inSight();
    return was && was.from === now.from && was.to === now.to && was.after === now.after ? was : now; // the same object draws nothing anew
  });
  function inSight(): Window {
    const loaded = data.rows.value.length;
    if (printing.value) return { from: 0, to: loaded, before: 0, after: 0 };
    const found = windowOf(scrollTop.value, viewHeight.value, rowHeight.value, count.value);
    const from = Math.min(found.from, loaded), to = Math.min(found.to, loaded);
    return { from, to, before: from * rowHeight.value, after: (count.value - to) * rowHeight.value };
  }
  /** With their places: a row that is drawn keeps its own. */
  const drawn = computed(() => data.rows.value.slice(seen.value.from, seen.value.to).map((slice, i) => ({ slice, at: seen.value.from + i })));
  const wanted = computed(() => Math.ceil((scrollTop.value + viewHeight.value) / rowHeight.value));
  watch([seen, wanted, data.next, data.busy], () => {
    if (printing.value || !data.next.value || data.busy.value || data.failed.value) return;
    const far = wanted.value - data.rows.value.length; // the bar was drawn beyond what is loaded
    if (far > 0 || nearEnd(seen.value, viewHeight.value, rowHeight.value, data.rows.value.length)) void data.page(data.next.value, far > 200 ? 500 : undefined);
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

  function walk(by: number): void {
    if (!data.rows.value.length) return;
    active.value = Math.max(0, Math.min(data.rows.value.length - 1, active.value + by));
    const top = active.value * rowHeight.value, element = box.value;
    if (!element) return;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight.value * 2 > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight.value * 2 - element.clientHeight;
  }
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
    else if (event.key === 'Enter' && active.value >= 0 && !(event.target instanceof HTMLElement && event.target.closest('a, button'))) list.open(data.rows.value[active.value]);
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
  return { seen, drawn, active, walk, scrolled, viewWidth, viewHeight, count };
}
