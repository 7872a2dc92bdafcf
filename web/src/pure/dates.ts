// Days and instants in words. Days are texts such as 2017-06-30, always in Shanghai; instants are UTC texts with Z.
export type Lang = 'zh' | 'en';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const weekdaysZh = ['日', '一', '二', '三', '四', '五', '六'];
const weekdaysEn = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** 2017年6月30日 | 30 June 2017; with `weekday` the day of the week behind it. An open end is null. */
export function dayWords(day: string | null | undefined, lang: Lang, weekday = false): string {
  if (!day) return '';
  const [year, month, date] = day.slice(0, 10).split('-').map(Number) as [number, number, number];
  const week = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
  return lang === 'zh'
    ? `${year}年${month}月${date}日${weekday ? `（周${weekdaysZh[week]}）` : ''}`
    : `${date} ${months[month - 1]} ${year}${weekday ? ` (${weekdaysEn[week]})` : ''}`;
}

const shanghaiMinutes = 8 * 60;

/** The instant as a day and a time of day in Shanghai. */
export function inShanghai(instant: string): { day: string; time: string } {
  const at = new Date(instant.replace(/(\.\d{3})\d+/, '$1'));
  const there = new Date(at.getTime() + shanghaiMinutes * 60_000).toISOString();
  return { day: there.slice(0, 10), time: there.slice(11, 19) };
}

export function instantWords(instant: string | null | undefined, lang: Lang): string {
  if (!instant) return '';
  const { day, time } = inShanghai(instant);
  return lang === 'zh' ? `${dayWords(day, lang)} ${time}` : `${dayWords(day, lang)}, ${time}`;
}

export function addDays(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** The last day of the quarter `back` quarters before the one that ends on or before `day`. back = 0: the newest such end. */
export function quarterEnd(day: string, back: number): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const own = Math.floor((month - 1) / 3);
  const end = (quarter: number) => new Date(Date.UTC(year, quarter * 3 + 3, 0)).toISOString().slice(0, 10);
  const newest = end(own) === day ? own : own - 1;
  return end(newest - back);
}

/** The half-year a day lies in: 2017H1. */
export function halfYear(day: string): string {
  return `${day.slice(0, 4)}${Number(day.slice(5, 7)) <= 6 ? 'H1' : 'H2'}`;
}

/** Halves, quarters and years that a reader may choose from, newest first, from `years` years back to the day's own. */
export function periodsUpTo(day: string, years = 3): string[] {
  const last = Number(day.slice(0, 4));
  const out: string[] = [];
  for (let year = last; year > last - years; year--)
    for (const part of ['H2', 'H1', 'Q4', 'Q3', 'Q2', 'Q1', '']) out.push(`${year}${part}`);
  return out;
}

export function periodWords(period: string, lang: Lang): string {
  const found = /^(\d{4})(?:(H[12])|(Q[1-4])|-(\d{2}))?$/.exec(period);
  if (!found) return period;
  const [, year, half, quarter, month] = found;
  if (lang === 'en') return half ? `${half === 'H1' ? 'first' : 'second'} half of ${year}` : quarter ? `${quarter} ${year}` : month ? `${months[Number(month) - 1]} ${year}` : `${year}`;
  if (half) return `${year}年${half === 'H1' ? '上' : '下'}半年`;
  if (quarter) return `${year}年第${'一二三四'[Number(quarter[1]) - 1]}季度`;
  return month ? `${year}年${Number(month)}月` : `${year}年`;
}
