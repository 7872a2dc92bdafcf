import { describe, expect, it } from 'vitest';
import { matrixOf, pieces } from '@/pure/matrix';
import type { Slice } from '@/state/types';

const task = (id: string, lead: string, help: string[]): Slice => ({ entity: 'a.b', id, slice: 1, valid_from: '2017-01-01', valid_to: null, known_from: '2017-01-02T00:00:00Z', known_to: null, fields: { lead, help }, labels: { lead: `局${lead}`, help: help.map((one) => `局${one}`) } });

describe('the matrix of responsibilities', () => {
  it('has a line for each unit, with its parts and their sums, the busiest first', () => {
    const rows = matrixOf([task('1', '7', ['8', '9']), task('2', '8', []), task('3', '8', ['7'])], ['lead', 'help']);
    expect(rows.map((row) => [row.name, row.sums])).toEqual([['局8', [2, 1]], ['局7', [1, 1]], ['局9', [0, 1]]]);
    expect(rows[0]!.cells.get('1')).toEqual([1]);
    expect(rows[0]!.cells.get('2')).toEqual([0]);
  });
  it('goes to paper in pieces', () => {
    expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(pieces([], 2)).toEqual([]);
  });
});
