// What differs: between two slices of a record, between the records behind a figure at two times, between two writers.
import type { Fields, Slice, TraceRecord } from '../state/types';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Names of the fields that differ, in the order of `names`. */
export function changedFields(before: Fields, after: Fields, names: readonly string[]): string[] {
  return names.filter((name) => !same(before[name], after[name]));
}

/** Slices as a reader tells them: what was learned first comes first; a slice that only closes an earlier one is left out. */
export function tellable(slices: readonly Slice[]): Slice[] {
  const told = new Set<string>();
  return [...slices]
    .sort((a, b) => (a.known_from < b.known_from ? -1 : a.known_from > b.known_from ? 1 : a.valid_from < b.valid_from ? -1 : 1))
    .filter((slice) => {
      const key = `${slice.slice} ${slice.valid_from} ${JSON.stringify(slice.fields)}`;
      if (told.has(key)) return false;
      told.add(key);
      return true;
    });
}

export interface RecordChange {
  came: TraceRecord[];
  went: TraceRecord[];
  moved: TraceRecord[]; // counted at both times, in another slice
}

export function recordChanges(before: readonly TraceRecord[], now: readonly TraceRecord[]): RecordChange {
  const key = (one: TraceRecord) => `${one.entity}/${one.id}`;
  const earlier = new Map(before.map((one) => [key(one), one]));
  const later = new Map(now.map((one) => [key(one), one]));
  return {
    came: now.filter((one) => !earlier.has(key(one))),
    went: before.filter((one) => !later.has(key(one))),
    moved: now.filter((one) => earlier.has(key(one)) && earlier.get(key(one))!.slice !== one.slice),
  };
}

export interface Conflict {
  name: string;
  base: unknown; // what I saw when I began
  mine: unknown; // what I want
  theirs: unknown; // what stands there now
  both: boolean; // changed by both to different values: a person must choose
}

/** The fields that either side changed. One that only the other changed keeps theirs, one that only I changed keeps mine. */
export function conflicts(base: Fields, mine: Fields, theirs: Fields, names: readonly string[]): Conflict[] {
  return names
    .filter((name) => !same(base[name], mine[name]) || !same(base[name], theirs[name]))
    .map((name) => ({
      name,
      base: base[name],
      mine: mine[name],
      theirs: theirs[name],
      both: !same(base[name], mine[name]) && !same(base[name], theirs[name]) && !same(mine[name], theirs[name]),
    }));
}
