/** Rows that name the row above them, in the order of a tree: each after its parent, with its depth. A circle is broken where it is met. */
export function inTree<T>(rows: readonly T[], id: (row: T) => string, above: (row: T) => string | null): { row: T; depth: number }[] {
  const under = new Map<string, T[]>();
  const known = new Set(rows.map(id));
  for (const row of rows) {
    const parent = above(row);
    const key = parent !== null && parent !== id(row) && known.has(parent) ? parent : '';
    under.set(key, [...(under.get(key) ?? []), row]);
  }
  const out: { row: T; depth: number }[] = [];
  const met = new Set<string>();
  const walk = (key: string, depth: number): void => {
    for (const row of under.get(key) ?? []) {
      if (met.has(id(row))) continue;
      met.add(id(row));
      out.push({ row, depth });
      walk(id(row), depth + 1);
    }
  };
  walk('', 0);
  for (const row of rows) {
    if (met.has(id(row))) continue;
    met.add(id(row));
    out.push({ row, depth: 0 });
    walk(id(row), 1);
  }
  return out;
}
