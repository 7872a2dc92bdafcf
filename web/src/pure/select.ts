// Choosing rows of a list: one, a range from the last one chosen, all.
export interface Chosen {
  ids: ReadonlySet<string>;
  last: number; // row from which a range goes on, -1: none
}
export const nothing: Chosen = { ids: new Set(), last: -1 };

/** Row `at` is turned on or off; with `range` all rows from the last one on become what row `at` becomes. */
export function choose(chosen: Chosen, rows: readonly { id: string }[], at: number, range: boolean): Chosen {
  const row = rows[at];
  if (!row) return chosen;
  const on = !chosen.ids.has(row.id), ids = new Set(chosen.ids);
  const from = range && chosen.last >= 0 ? Math.min(chosen.last, at) : at, to = range && chosen.last >= 0 ? Math.max(chosen.last, at) : at;
  for (const one of rows.slice(from, to + 1)) on ? ids.add(one.id) : ids.delete(one.id);
  return { ids, last: at };
}
export const chooseAll = (rows: readonly { id: string }[]): Chosen => ({ ids: new Set(rows.map((row) => row.id)), last: rows.length - 1 });
