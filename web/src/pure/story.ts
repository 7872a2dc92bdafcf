// What the page of a record works out by itself: which lamp stands for all, where the words of a timeline fit.
import type { Lamp } from '../state/story';

const worst: readonly Lamp[] = ['late', 'warn', 'opening', 'ok', 'none', 'paused', 'done_late', 'done'];

/** The lamp that asks for most; null without any. */
export function lampOfAll(lamps: readonly Lamp[]): Lamp | null {
  return worst.find((one) => lamps.includes(one)) ?? null;
}

export const shapes: Record<Lamp, string> = { late: '■', warn: '▲', opening: '◇', ok: '●', none: '○', paused: '○', done_late: '✓', done: '✓' };
export const fired = (lamp: Lamp): boolean => lamp === 'late' || lamp === 'warn' || lamp === 'opening';

/** The room that words of 12 px take: a Chinese character is as wide as it is high, others about half. */
export function roomOf(words: string): number {
  let room = 0;
  for (const one of words) room += one.charCodeAt(0) > 0x2e7f ? 12 : 6.6;
  return room;
}

/** The row in which each word is set so that none lies over another; -1 where no row has room. */
export function rowsOf(words: readonly { at: number; room: number }[], rows: number, gap = 10): number[] {
  const taken: [number, number][][] = Array.from({ length: rows }, () => []);
  return words.map(({ at, room }) => {
    const from = at - room / 2 - gap / 2, to = at + room / 2 + gap / 2;
    const row = taken.findIndex((spans) => spans.every(([a, b]) => to <= a || from >= b));
    if (row >= 0) taken[row]!.push([from, to]);
    return row;
  });
}

/** Things of one kind told together, in the order in which they came. */
export function together<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()];
}

/** The record before and after one in a list; null at its ends and outside of it. */
export function neighbours(ids: readonly string[], id: string): { at: number; before: string | null; after: string | null } {
  const at = ids.indexOf(id);
  return { at, before: at > 0 ? ids[at - 1]! : null, after: at >= 0 && at + 1 < ids.length ? ids[at + 1]! : null };
}
