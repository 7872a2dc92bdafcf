// The city's calendar over some years, fetched once for a span.
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { Workdays, type Calendar } from '../pure/workdays';
import { get, type Query } from './api';
import { useTimes } from './times';

const fetched = new Map<string, Promise<Workdays>>();

function years(from: string, to: string, times: Query): Promise<Workdays> {
  const first = `${from.slice(0, 4)}-01-01`, last = `${to.slice(0, 4)}-12-31`, key = [first, last, times.known].join();
  const known = fetched.get(key);
  if (known) return known;
  const asked = get<Calendar>('/api/v1/calendar', { from: first, to: last, known: times.known }).then((calendar) => new Workdays(calendar, first, last));
  fetched.set(key, asked);
  asked.catch(() => fetched.delete(key));
  return asked;
}

/** The calendar of the years in which the two days lie, by the notices known then; null until it has come, and where it cannot come. */
export function useCalendar(span: Ref<[string, string] | null>): { workdays: ShallowRef<Workdays | null>; failed: ShallowRef<unknown> } {
  const workdays = shallowRef<Workdays | null>(null);
  const failed = shallowRef<unknown>(null);
  const { query } = useTimes();
  watch(
    () => [span.value, query.value.known].join(),
    async () => {
      const asked = span.value;
      if (!asked) return;
      failed.value = null;
      try {
        const came = await years(...asked, query.value);
        if (asked.join() === span.value?.join()) workdays.value = came;
      } catch (wrong) {
        failed.value = wrong;
      }
    },
    { immediate: true },
  );
  return { workdays, failed };
}
