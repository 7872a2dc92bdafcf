// Ranking without punishing small units: beside each rate the interval in which it may lie by chance alone, and who cannot be told apart by it.

/**
 * The 95 % interval of Wilson for `passed` of `due` (E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22
 * (1927) 209-212; vectors: R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3). null without anything due.
 */
export function interval(passed: number, due: number): { low: number; high: number } | null {
  if (due <= 0 || passed < 0 || passed > due) return null;
  const z = 1.959963984540054;
  const share = passed / due;
  const middle = (share + (z * z) / (2 * due)) / (1 + (z * z) / due);
  const half = (z / (1 + (z * z) / due)) * Math.sqrt((share * (1 - share)) / due + (z * z) / (4 * due * due));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export interface Ranked {
  rank: number | null;
  passed: number;
  due: number;
}
/** For each of a list in its order: how many below it cannot be told from it, as far as they follow without a gap. */
export function together(list: readonly Ranked[]): number[] {
  return list.map((one, at) => {
    const own = interval(one.passed, one.due);
    let more = 0;
    for (let next = at + 1; own && one.rank !== null && next < list.length; next++) {
      const other = list[next]!.rank === null ? null : interval(list[next]!.passed, list[next]!.due);
      if (!other || other.high < own.low) break;
      more++;
    }
    return more;
  });
}
/** Whether any other of the list lies wholly above or below: else there is no order to speak of. */
export function apart(list: readonly Ranked[], at: number): boolean {
  const own = interval(list[at]!.passed, list[at]!.due);
  return list.some((one, other) => {
    const its = other === at || one.rank === null ? null : interval(one.passed, one.due);
    return Boolean(own && its && (its.high < own.low || its.low > own.high));
  });
}
