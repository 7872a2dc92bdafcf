// A month as weeks from Monday to Sunday, with the days of the months beside it.
import { addDays } from './dates';

export interface MonthDay {
  day: string;
  inside: boolean;
}
export function weeksOf(month: string): MonthDay[][] {
  const first = `${month}-01`;
  let day = addDays(first, -((new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7));
  const weeks: MonthDay[][] = [];
  do {
    weeks.push(Array.from({ length: 7 }, (_, i) => ({ day: addDays(day, i), inside: addDays(day, i).slice(0, 7) === month })));
    day = addDays(day, 7);
  } while (day.slice(0, 7) === month);
  return weeks;
}
export function monthAfter(month: string, by: number): string {
  const [year, one] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, one - 1 + by, 1)).toISOString().slice(0, 7);
}
