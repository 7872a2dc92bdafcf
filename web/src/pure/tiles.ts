// Tiles of a sketch by areas: how many stand in a row, and how dark one is.

/** As near to twice as wide as high as whole rows allow, without a row that holds one tile alone where that can be helped. */
export function layoutOf(count: number): { columns: number; rows: number } {
  if (count <= 4) return { columns: Math.max(1, count), rows: 1 };
  const wide = Math.round(Math.sqrt(count * 2));
  const columns = [wide, wide + 1, wide - 1, wide + 2].find((one) => one > 1 && (count % one === 0 || count % one > one / 2)) ?? wide;
  return { columns, rows: Math.ceil(count / columns) };
}
/** 0 for none, then four steps of equal width up to the most. */
export const shadeOf = (count: number, most: number): number => (count <= 0 ? 0 : Math.min(4, Math.max(1, Math.ceil((count / Math.max(1, most)) * 4))));
/** Rows of a comb, the longest in the middle, so that the whole is about as wide as high: ten are 3, 4, 3. */
export function combOf(count: number): number[] {
  if (count <= 3) return count ? [count] : [];
  const rows = Math.max(2, Math.round(Math.sqrt(count)));
  const middle = (rows - 1) / 2;
  const lengths = Array.from({ length: rows }, () => Math.floor(count / rows));
  const order = lengths.map((_, i) => i).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
  for (let left = count - lengths.reduce((a, b) => a + b, 0), i = 0; left > 0; left--, i++) lengths[order[i % rows]!]!++;
  return lengths;
}
