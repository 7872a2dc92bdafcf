// Opening the trace drawer of a figure: it, its period and its own two times (of a published text) stand in the address.
import { computed } from 'vue';
import { useRoute } from 'vue-router';
import { useTimes } from './times';

export interface Opened {
  id: string;
  period?: string | undefined;
  asof?: string | undefined;
  known?: string | undefined;
  only?: string | undefined; // field.code: of the rows that count, those that bear it
  place?: string | undefined; // which figure of the text, when one is read
}

export function useFigure() {
  const route = useRoute();
  const { adjust, asof, known } = useTimes();
  const text = (name: string) => (typeof route.query[name] === 'string' ? (route.query[name] as string) : undefined);
  const opened = computed<Opened | null>(() => {
    const id = text('figure');
    return id ? { id, period: text('fp') ?? text('period'), asof: text('fa') ?? asof.value, known: text('fk') ?? known.value, only: text('fo'), place: text('fn') } : null;
  });
  function open(figure: Opened): void {
    adjust({ figure: figure.id, fp: figure.period, fa: figure.asof, fk: figure.known, fo: figure.only, fn: figure.place }, Boolean(opened.value));
  }
  function close(): void {
    adjust({ figure: undefined, fp: undefined, fa: undefined, fk: undefined, fo: undefined, fn: undefined }, true);
  }
  return { opened, open, close };
}
