// The city's calendar over some years, fetched once for a span.
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { Workdays, type Calendar } from '../pure/workdays';
import { get } from './api';

const fetched = new Map<string, Promise<Workdays>>();

function years(from: string, to: string): Promise<Workdays> {
  const first = `${from.slice(0, 4)}-01-01`, last = `${to.slice(0, 4)}-12-31`, key = first + last;
  const known = fetched.get(key);
  if (known) return known;
  const asked = get<Calendar>('/api/v1/calendar', { from: first, to: last }).then((calendar) => new Workdays(calendar, first, last));
  fetched.set(key, asked);
  asked.catch(() => fetched.delete(key));
  return asked;
}

/** The calendar of the years in which the two days lie; null until it has come, and where it cannot come. */
export function useCalendar(span: Ref<[string, string] | null>): { workdays: ShallowRef<Workdays | null>; failed: ShallowRef<unknown> } {
  const workdays = shallowRef<Workdays | null>(null);
  const failed = shallowRef<unknown>(null);
  watch(
    () => span.value?.join(),
    async () => {
      const asked = span.value;
      if (!asked) return;
      failed.value = null;
      try {
        const came = await years(...asked);
        if (asked.join() === span.value?.join()) workdays.value = came;
      } catch (wrong) {
        failed.value = wrong;
      }
    },
    { immediate: true },
  );
  return { workdays, failed };
}
