// One draft: what is saved in the city, what was typed since, and how the two come together. What is typed is on the device within
// half a second; it goes to the city when it is saved, and again as soon as there is a network if there was none.
import { computed, onMounted, onUnmounted, reactive, ref, watch } from 'vue';
import { conflicts, type Conflict } from '../../pure/changes';
import { inShanghai } from '../../pure/dates';
import { merge, together, type Merged } from '../../pure/draft';
import { ApiError, get, wordsOf, write } from '../../state/api';
import { state } from '../../state/session';
import type { Slice } from '../../state/types';

const names = ['title', 'report', 'period', 'asof_on', 'known_at', 'text'] as const;
type Name = (typeof names)[number];
type Held = Record<Name, string>;
interface Kept {
  slice: number;
  base: Held; // what was saved when it was typed: the ground for merging
  held: Held;
}

const heldOf = (slice: Slice): Held => Object.fromEntries(names.map((name) => [name, String(slice.fields[name] ?? '')])) as Held;

export function useDraft(id: () => string) {
  const saved = ref<Slice | null>(null);
  let ground: Held | null = null;
  let slice = 0;
  const held = reactive<Held>({ title: '', report: '', period: '', asof_on: '', known_at: '', text: '' });
  const failed = ref<unknown>(null);
  const refusal = ref('');
  const status = ref<'' | 'saving' | 'saved' | 'offline' | 'merged'>('');
  const keptAt = ref('');
  const restored = ref(false);
  const parts = ref<Merged[] | null>(null); // of a text that two changed
  const clash = ref<Conflict[]>([]); // of the other fields
  const place = computed(() => `zc-text:${state.session?.post}:${id()}`);
  const changed = computed(() => (saved.value ? names.filter((name) => held[name] !== heldOf(saved.value!)[name]) : []));
  let timer = 0;
  let quiet = false; // while the program itself fills the fields

  function fill(from: Held): void {
    quiet = true;
    Object.assign(held, from);
    queueMicrotask(() => (quiet = false));
  }
  function stand(on: Slice): void {
    saved.value = on;
    ground = heldOf(on);
    slice = on.slice;
  }
  function keep(): void {
    if (!ground) return;
    try {
      if (changed.value.length) {
        localStorage.setItem(place.value, JSON.stringify({ slice, base: ground, held: { ...held } } satisfies Kept));
        keptAt.value = inShanghai(new Date().toISOString()).time;
      } else forget();
    } catch {
      keptAt.value = ''; // the device keeps nothing: nothing is promised
    }
  }
  function forget(): void {
    localStorage.removeItem(place.value);
    keptAt.value = '';
    restored.value = false;
  }
  function read(): Kept | null {
    try {
      return JSON.parse(localStorage.getItem(place.value) ?? 'null') as Kept | null;
    } catch {
      return null;
    }
  }
  watch(
    held,
    () => {
      if (quiet) return;
      if (status.value !== 'offline') status.value = '';
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, 400);
    },
    { deep: true },
  );

  async function open(withKept = true): Promise<void> {
    failed.value = null;
    try {
      const now = await get<Slice>(`/api/v1/core.draft/${id()}`, { labels: true });
      stand(now);
      fill(heldOf(now));
      if (!withKept) forget();
      const kept = withKept ? read() : null;
      if (kept && now.fields.state === 'writing') {
        fill(kept.held);
        ground = kept.base; // saving merges with what came since
        slice = kept.slice;
        restored.value = true;
      }
    } catch (wrong) {
      failed.value = wrong;
    }
  }

  /** true when everything typed is in the city. */
  async function save(): Promise<boolean> {
    if (!saved.value || !ground || status.value === 'saving') return false;
    if (parts.value) return false;
    refusal.value = '';
    if (!changed.value.length) return true;
    status.value = 'saving';
    const sent = { ...held };
    const fields = Object.fromEntries(names.filter((name) => sent[name] !== ground![name]).map((name) => [name, sent[name] || null]));
    try {
      const answer = await write<{ record: Slice }>('PATCH', `/api/v1/core.draft/${id()}`, { fields, slice: String(slice) });
      stand(answer.record);
      forget();
      status.value = 'saved';
      keep(); // what was typed while it was under way
      return true;
    } catch (wrong) {
      status.value = '';
      if (wrong instanceof ApiError && wrong.status === 409 && wrong.present) return meet(wrong.present);
      if (wrong instanceof ApiError && wrong.status === 0) {
        status.value = 'offline';
        keep();
      } else refusal.value = wordsOf(wrong);
      return false;
    }
  }
  /** Somebody else was first: what can be merged is, the rest is asked. */
  async function meet(present: Slice): Promise<boolean> {
    const theirs = heldOf(present);
    const others = names.filter((name) => name !== 'text');
    const fields = conflicts(ground!, { ...held }, theirs, others);
    const merged = merge(ground!.text, held.text, theirs.text);
    stand(present);
    const next: Held = { ...theirs };
    for (const one of fields) if (JSON.stringify(one.mine) !== JSON.stringify(one.base)) next[one.name as Name] = String(one.mine ?? '');
    next.text = together(merged);
    fill(next);
    clash.value = fields.filter((one) => one.both);
    if (clash.value.length || merged.some((one) => one.clash)) {
      parts.value = merged;
      keep();
      return false;
    }
    const done = await save();
    if (done) status.value = 'merged';
    return done;
  }
  /** What was chosen of the two sides becomes the text, and is saved. */
  async function settle(mine: Record<string, boolean>): Promise<void> {
    const merged = parts.value;
    if (!merged) return;
    fill({
      ...(Object.fromEntries(names.map((name) => [name, held[name]])) as Held),
      ...Object.fromEntries(clash.value.map((one) => [one.name, String((mine[one.name] === false ? one.theirs : one.mine) ?? '')])),
      text: together(merged.map((one, index) => (one.clash && mine[`text-${index}`] === false ? { text: one.clash.theirs } : one))),
    });
    parts.value = null;
    clash.value = [];
    await save();
  }

  const again = (): void => void (status.value === 'offline' && save());
  const leaving = (): void => keep();
  onMounted(() => {
    window.addEventListener('online', again);
    window.addEventListener('pagehide', leaving);
    void open();
  });
  onUnmounted(() => {
    window.clearTimeout(timer);
    keep();
    window.removeEventListener('online', again);
    window.removeEventListener('pagehide', leaving);
  });
  return { saved, held, failed, refusal, status, keptAt, restored, changed, parts, clash, open, save, settle };
}
