import { describe, expect, it } from 'vitest';
import { changedKeys, firstReason, partsOf } from '@/pure/lamp';
import { layersOf } from '@/pure/layers';
import { combOf } from '@/pure/tiles';

const reason = (rule: string) => ({ mark: 'red', rule, words: { zh: rule, en: rule } });

describe('lamps and walls', () => {
  it('the strongest reason stands first, the others are counted', () => {
    expect(firstReason(undefined)).toBeNull();
    expect(firstReason([])).toBeNull();
    expect(firstReason([reason('overdue'), reason('notice')])).toEqual({ reason: reason('overdue'), more: 1 });
  });
  it('a message is words and figures in turn', () => {
    expect(partsOf('{{a}} 项，核实 {{b}}')).toEqual([{ figure: 'a' }, { words: ' 项，核实 ' }, { figure: 'b' }]);
    expect(partsOf('没有数')).toEqual([{ words: '没有数' }]);
    expect(partsOf('')).toEqual([]);
    expect(partsOf('{{}} {a}')).toEqual([{ words: '{{}} {a}' }]);
  });
  it('what is new has not changed, what is another value has', () => {
    expect(changedKeys({ a: 1, b: 2 }, { a: 1, b: 3, c: 4 })).toEqual(['b']);
  });
});

describe('what a wall sets out', () => {
  it('a comb is longest in its middle and holds every cell', () => {
    expect(combOf(10)).toEqual([3, 4, 3]);
    expect(combOf(0)).toEqual([]);
    expect(combOf(3)).toEqual([3]);
    for (let count = 4; count < 40; count++) expect(combOf(count).reduce((a, b) => a + b, 0)).toBe(count);
  });
  it('links stand in layers, and a circle does not go round for ever', () => {
    expect(layersOf([{ from: 'm', to: 'a' }, { from: 'm', to: 'b' }, { from: 'a', to: 't' }])).toEqual([['m'], ['a', 'b'], ['t']]);
    expect(layersOf([{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }])).toEqual([]);
    expect(layersOf([{ from: 'm', to: 'a' }, { from: 'a', to: 'b' }, { from: 'b', to: 'a' }])).toEqual([['m'], ['a'], ['b']]);
  });
});
