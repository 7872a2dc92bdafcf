/**
 * How long to wait before the next try, in milliseconds, after `tries` that failed: doubled each time up to a minute, of which half is waited at
 * least and the rest by `chance` (0 to 1), so that all the pages that lost one server do not come back in the same moment.
 */
export function waitBefore(tries: number, chance: number): number {
  const most = Math.min(60_000, 1000 * 2 ** Math.min(tries, 10));
  return Math.round(most / 2 + (most / 2) * chance);
}
