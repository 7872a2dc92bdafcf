// What an inspector has to look at, by place, and what a finding still lacks.
export interface Visit {
  id: string;
  round: string;
  place: string; // the unit where it is
  rank: number;
  open: boolean; // nothing is said of it yet
}
export interface Stop<T extends Visit> {
  round: string;
  place: string;
  visits: T[];
  open: number;
}

/** One stop a place of a round: places with most to do first, inside one by the place in the draw. */
export function stops<T extends Visit>(visits: readonly T[]): Stop<T>[] {
  const found = new Map<string, Stop<T>>();
  for (const one of visits) {
    const key = `${one.round}\n${one.place}`;
    const stop = found.get(key) ?? { round: one.round, place: one.place, visits: [], open: 0 };
    stop.visits.push(one);
    stop.open += one.open ? 1 : 0;
    found.set(key, stop);
  }
  for (const stop of found.values()) stop.visits.sort((a, b) => Number(b.open) - Number(a.open) || a.rank - b.rank);
  return [...found.values()].sort((a, b) => b.open - a.open || a.place.localeCompare(b.place, 'zh'));
}

/** The first two that are asked (what it is, and on what facts) have to be there before a finding goes on. */
export const lacksOf = (ask: readonly string[], answers: Record<string, string>): string[] => ask.slice(0, 2).filter((name) => !(answers[name] ?? '').trim());
