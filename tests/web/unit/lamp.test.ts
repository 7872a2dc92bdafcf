import { describe, expect, it } from 'vitest';
import { changedKeys, firstReason, partsOf } from '@/pure/lamp';

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
