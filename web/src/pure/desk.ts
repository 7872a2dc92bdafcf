// How a desk is ordered: by the clock, in four groups and one for what has none; and how a clock is drawn.
export interface Clocked {
  left?: number;
  due: string | null;
  due_at?: string | null; // of a clock of hours: the instant
  minutes_left?: number | null; // minutes of its hours; below 0: over by so many
}
export type Group = 'over' | 'today' | 'soon' | 'later' | 'none';
const order: Group[] = ['over', 'today', 'soon', 'later', 'none'];

export function groupOf(one: Clocked): Group {
  if (one.left === undefined || !one.due) return 'none';
  if ((one.minutes_left ?? 0) < 0) return 'over';
  return one.left < 0 ? 'over' : one.left === 0 ? 'today' : one.left <= 3 ? 'soon' : 'later';
}

/** By day; of one day, what has an hour stands before what has the whole day. */
const moment = (one: Clocked): string => `${one.due ?? ''} ${one.due_at ?? '~'}`;

/** Minutes as hours and minutes, without a sign. */
export function minuteWords(minutes: number, lang: 'zh' | 'en'): string {
  const all = Math.abs(minutes), hours = Math.floor(all / 60), rest = all % 60;
  const parts = [hours ? (lang === 'zh' ? `${hours} 小时` : `${hours} h`) : '', rest || !hours ? (lang === 'zh' ? `${rest} 分钟` : `${rest} min`) : ''];
  return parts.filter(Boolean).join(' ');
}

/** The groups that hold something, each by day; the sort is stable, so what the program put first stays first. */
export function grouped<T extends Clocked>(rows: T[]): { name: Group; rows: T[] }[] {
  return order
    .map((name) => ({ name, rows: rows.filter((one) => groupOf(one) === name).sort((a, b) => (moment(a) < moment(b) ? -1 : moment(a) > moment(b) ? 1 : 0)) }))
    .filter((group) => group.rows.length);
}

const most = 30; // more working days are drawn as thirty parts

/** One tick a working day, true when it is used. */
export function ticks(total: number | undefined, used: number | undefined): boolean[] {
  if (!total || total < 0) return [];
  const drawn = Math.min(total, most);
  const filled = Math.round((Math.min(used ?? 0, total) * drawn) / total);
  return Array.from({ length: drawn }, (_, i) => i < filled);
}
