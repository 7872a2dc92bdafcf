// Choosing rows of a list: one, a range from the last one chosen, all.
export interface Chosen {
  ids: ReadonlySet<string>;
  last: number; // row from which a range goes on, -1: none
}
export const nothing: Chosen = { ids: new Set(), last: -1 };

/** Row `at` is turned on or off; with `range` all rows from the last one on become what row `at` becomes, if all of them have come. */
export function choose(chosen: Chosen, rows: readonly ({ id: string } | undefined)[], at: number, range: boolean): Chosen {
  const row = rows[at];
  if (!row) return chosen;
  const on = !chosen.ids.has(row.id), ids = new Set(chosen.ids);
  let from = range && chosen.last >= 0 ? Math.min(chosen.last, at) : at, to = range && chosen.last >= 0 ? Math.max(chosen.last, at) : at;
  for (let place = from; place <= to; place++) if (!rows[place]) from = to = at; // nobody saw what lies between
  for (let place = from; place <= to; place++) on ? ids.add(rows[place]!.id) : ids.delete(rows[place]!.id);
  return { ids, last: at };
}
export const chooseAll = (rows: readonly { id: string }[]): Chosen => ({ ids: new Set(rows.map((row) => row.id)), last: rows.length - 1 });
