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
