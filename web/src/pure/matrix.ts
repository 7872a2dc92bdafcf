// Who has which part in which row, set out as a table.
import type { Slice } from '../state/types';

export interface MatrixRow {
  id: string;
  name: string;
  cells: Map<string, number[]>; // by record: the parts, by index
  sums: number[]; // by part
}

/** One line for each target that has a part, those with the most first. */
export function matrixOf(slices: readonly Slice[], fields: readonly string[]): MatrixRow[] {
  const rows = new Map<string, MatrixRow>();
  for (const slice of slices)
    fields.forEach((field, part) => {
      const value = slice.fields[field], label = slice.labels?.[field];
      if (value === null || value === undefined || value === '') return;
      (Array.isArray(value) ? value : [String(value)]).forEach((id, i) => {
        let row = rows.get(id);
        if (!row) rows.set(id, (row = { id, name: (Array.isArray(label) ? label[i] : label) ?? `#${id}`, cells: new Map(), sums: fields.map(() => 0) }));
        row.cells.set(slice.id, [...(row.cells.get(slice.id) ?? []), part]);
        row.sums[part]!++;
      });
    });
  const total = (row: MatrixRow) => row.sums.reduce((sum, one) => sum + one, 0);
  return [...rows.values()].sort((a, b) => total(b) - total(a) || (a.name < b.name ? -1 : 1));
}

/** Pieces of at most `size`, for sheets of paper. */
export function pieces<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
