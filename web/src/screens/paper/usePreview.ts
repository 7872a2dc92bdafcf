// The page as it will be printed: asked for when typing pauses, one drawing at a time; what stands there stays until the next one is drawn.
import { onUnmounted, ref, watch, type Ref } from 'vue';
import { isAbort, wordsOf } from '../../state/api';
import { ask } from '../editor/answers';

export interface Drawn {
  paper: string;
  naked: string[];
  layout: { pages: number; check_pages: number; figures: number; conforms: boolean; remarks: string[]; page: number; svg: string };
}
export function usePreview(path: () => string | null, body: Ref<unknown>, page: Ref<number>) {
  const drawn = ref<Drawn | null>(null);
  const picture = ref('');
  const wrong = ref('');
  const busy = ref(false);
  let running: AbortController | null = null;
  let again = false;
  let timer = 0;
  async function draw(): Promise<void> {
    const to = path();
    if (!to) return;
    if (busy.value) {
      again = true; // one at a time: a drawing is a second of a processor
      return;
    }
    busy.value = true;
    running = new AbortController();
    try {
      const came = await ask<Drawn>(to, { ...(body.value as object), page: String(page.value) }, running.signal);
      wrong.value = '';
      drawn.value = came;
      if (picture.value) URL.revokeObjectURL(picture.value);
      picture.value = URL.createObjectURL(new Blob([came.layout.svg], { type: 'image/svg+xml' }));
      if (came.layout.page !== page.value) page.value = came.layout.page;
    } catch (failure) {
      if (!isAbort(failure)) wrong.value = wordsOf(failure);
    } finally {
      busy.value = false;
      if (again) {
        again = false;
        void draw();
      }
    }
  }
  watch(
    [body, page],
    (_now, before) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(draw, before ? 400 : 0);
    },
    { deep: true },
  );
  onUnmounted(() => {
    window.clearTimeout(timer);
    running?.abort();
    if (picture.value) URL.revokeObjectURL(picture.value);
  });
  return { drawn, picture, wrong, busy, draw };
}
