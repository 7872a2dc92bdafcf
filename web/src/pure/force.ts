/** What holds on a day of what begins on one day and ends before another; ISO days compare as they stand. */
export function inForce(from: string | null | undefined, to: string | null | undefined, day: string): 'before' | 'in_force' | 'over' {
  if (from && day < from) return 'before';
  return to && day >= to ? 'over' : 'in_force';
}
/** The months of a year, as 2018-01 … 2018-12. */
export const monthsOf = (year: number): string[] => Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`);
