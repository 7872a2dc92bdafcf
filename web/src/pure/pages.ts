// Which rows of a long list to fetch next. Rows have places from 0 to `total`; those that are there may have holes between them. Beside rows
// that are there it goes on behind them by their cursor, in either direction; into the open it passes rows over, from the nearer end.
export interface Asked {
  at: number; // place of the first row
  limit: number;
  turned: boolean; // by the reversed order
  after?: string; // cursor, of the order in which it is asked
  skip?: number;
}
export interface Sheet {
  total: number;
  has: (place: number) => boolean;
  down: ReadonlyMap<number, string>; // the cursor behind the row before this place
  up: ReadonlyMap<number, string>; // the cursor, of the reversed order, behind the row at this place
}

/** For the rows in sight, then for `ahead` more below and above; null: they are all there. */
export function nextPage(sheet: Sheet, from: number, to: number, size: number, ahead: number): Asked | null {
  const { total } = sheet;
  const last = Math.min(to, total), first = Math.max(0, Math.min(from, last));
  const wanted = hole(sheet, first, last) ?? hole(sheet, last, Math.min(total, last + ahead)) ?? hole(sheet, Math.max(0, first - ahead), first);
  if (!wanted) return null;
  const [begin, end] = wanted;
  const after = sheet.down.get(begin), before = sheet.up.get(end);
  if (after !== undefined && sheet.has(begin - 1)) return { at: begin, limit: free(sheet, begin, size), turned: false, after };
  if (before !== undefined && sheet.has(end)) {
    const limit = freeBefore(sheet, end, size);
    return { at: end - limit, limit, turned: true, after: before };
  }
  // into the open: a page around what is in sight
  let at = begin;
  const least = Math.min(begin - Math.floor((size - Math.min(size, end - begin)) / 2), total - size);
  while (at > Math.max(0, least) && !sheet.has(at - 1)) at--;
  const limit = free(sheet, at, size);
  return at + limit / 2 <= total / 2 ? { at, limit, turned: false, skip: at } : { at, limit, turned: true, skip: total - at - limit };
}

/** The first places from `from` up to `to` that lack their rows. */
function hole(sheet: Sheet, from: number, to: number): [number, number] | null {
  let begin = from;
  while (begin < to && sheet.has(begin)) begin++;
  if (begin >= to) return null;
  let end = begin;
  while (end < to && !sheet.has(end)) end++;
  return [begin, end];
}
function free(sheet: Sheet, at: number, size: number): number {
  let count = 0;
  while (count < size && at + count < sheet.total && !sheet.has(at + count)) count++;
  return count;
}
function freeBefore(sheet: Sheet, end: number, size: number): number {
  let count = 0;
  while (count < size && end - count > 0 && !sheet.has(end - count - 1)) count++;
  return count;
}

/** The same order from its other end; the program lets the id follow the direction of the first key. */
export function turned(sort: string, order: readonly string[], searching: boolean): string {
  const keys = sort ? sort.split(',') : searching ? ['-id'] : order.length ? order : ['id'];
  return keys.map((key) => (key.startsWith('-') ? key.slice(1) : `-${key}`)).join(',');
}
