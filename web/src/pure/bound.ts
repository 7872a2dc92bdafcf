// Where the figures and the naked numbers of a text stand, in the text as it is now: what was counted may be a moment old.
import { letter, place, placeholderEnd, type Spot } from './draft';

interface Figure {
  line: number;
  column: number;
  shown?: string;
  basis?: string;
  wrong?: unknown;
}
interface Naked {
  line: number;
  column: number;
  letters: number;
  text: string;
}
export interface Counted {
  text: string;
  figures: readonly Figure[];
  naked: readonly Naked[];
}

/** The stretch of the counted text in the present one; null inside what was changed since. */
export function moved(counted: string, now: string, from: number, to: number): [number, number] | null {
  let same = 0;
  while (same < counted.length && counted[same] === now[same]) same++;
  let tail = 0;
  while (tail < counted.length - same && tail < now.length - same && counted[counted.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  if (to <= same) return [from, to];
  const grown = now.length - counted.length;
  return from >= counted.length - tail ? [from + grown, to + grown] : null;
}
export function nakedAt(counted: string, one: Naked, now: string): [number, number] | null {
  let from = place(counted, one.line, one.column);
  let to = letter(counted, one.letters, from);
  if (counted.slice(from, to) !== one.text) {
    const start = place(counted, one.line, 1);
    const found = counted.indexOf(one.text, start);
    const end = counted.indexOf('\n', start);
    if (found < 0 || (end >= 0 && found > end)) return null;
    [from, to] = [found, found + one.text.length];
  }
  return moved(counted, now, from, to);
}
export function boundSpots(counted: Counted | null, now: string): Spot[] {
  const all: Spot[] = [];
  counted?.figures.forEach((one, index) => {
    const from = place(counted.text, one.line, one.column);
    const at = moved(counted.text, now, from, placeholderEnd(counted.text, from));
    if (at) all.push({ from: at[0], to: at[1], kind: one.wrong ? 'wrong-figure' : (one.basis ?? ''), value: one.shown ?? '?', index });
  });
  counted?.naked.forEach((one, index) => {
    const at = nakedAt(counted.text, one, now);
    if (at) all.push({ from: at[0], to: at[1], kind: 'naked', index });
  });
  return all;
}
