// How a desk is ordered: by the clock, in four groups and one for what has none; and how a clock is drawn.
export interface Clocked {
  left?: number;
  due: string | null;
}
export type Group = 'over' | 'today' | 'soon' | 'later' | 'none';
const order: Group[] = ['over', 'today', 'soon', 'later', 'none'];

export function groupOf(one: Clocked): Group {
  if (one.left === undefined || !one.due) return 'none';
  return one.left < 0 ? 'over' : one.left === 0 ? 'today' : one.left <= 3 ? 'soon' : 'later';
}

/** The groups that hold something, each by day; the sort is stable, so what the program put first stays first. */
export function grouped<T extends Clocked>(rows: T[]): { name: Group; rows: T[] }[] {
  return order
    .map((name) => ({ name, rows: rows.filter((one) => groupOf(one) === name).sort((a, b) => ((a.due ?? '') < (b.due ?? '') ? -1 : (a.due ?? '') > (b.due ?? '') ? 1 : 0)) }))
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
