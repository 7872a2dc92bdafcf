// What units are asked: the quarter of a day, the months of a quarter, sums.
export interface Load {
  unit: string;
  name: string | null;
  requests: number;
  forms: number;
  visits: number;
  notices: number;
  repeated: number;
  submitted: number;
  median_minutes: number | null;
}
export const asks = ['notices', 'forms', 'visits', 'requests'] as const;

export const quarterOf = (day: string): string => `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
/** 2017Q4 → 2017-10, 2017-11, 2017-12; a month is itself, a year its twelve. */
export function monthsOf(period: string): string[] {
  const quarter = /^(\d{4})Q([1-4])$/.exec(period);
  const months = quarter ? [0, 1, 2].map((one) => (Number(quarter[2]) - 1) * 3 + one + 1) : /^\d{4}$/.test(period) ? Array.from({ length: 12 }, (_, one) => one + 1) : [];
  return months.length ? months.map((one) => `${period.slice(0, 4)}-${String(one).padStart(2, '0')}`) : [period];
}
export const allAsks = (one: Load): number => asks.reduce((sum, name) => sum + one[name], 0);
/** The quarter `by` quarters away. */
export function quarterAway(period: string, by: number): string {
  const [year, quarter] = [Number(period.slice(0, 4)), Number(period.slice(5))];
  const at = year * 4 + quarter - 1 + by;
  return `${Math.floor(at / 4)}Q${(at % 4) + 1}`;
}
