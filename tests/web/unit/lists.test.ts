import { describe, expect, it } from 'vitest';
import { expression, fromAddress, operatorsOf, toAddress } from '@/pure/filter';
import { columnLetter } from '@/pure/sheet';
import { windowOf } from '@/pure/window';
import type { Entity, Field } from '@/state/types';

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, title: { zh: name, en: name }, type, many: false, class: 'open', required: false, search: false, unique: false, erasable: false, stored: true, ...more });
const entity = {
  entity: 'shop.box', module: 'shop', title: { zh: '箱', en: 'box' }, named_by: 'title', secrecy: 'public', history: 'two_time', public: true, key: [], order: [], list: [], states: [], transitions: [],
  fields: [field('title', 'text'), field('level', 'code'), field('granted_on', 'date'), field('size', 'int'), field('unit', 'ref', { to: 'core.unit' }), field('units', 'ref', { to: 'core.unit', many: true }), field('heavy', 'bool'), field('price', 'money')],
} satisfies Entity as Entity;
const ask = (name: string, operator: string, value: string) => expression(entity, [{ field: name, operator: operator as never, value }]);

describe('conditions become expressions', () => {
  it('by the type of the field', () => {
    expect(ask('level', 'is', 'national')).toBe("level = 'national'");
    expect(ask('level', 'not', 'national')).toBe("not (level = 'national')");
    expect(ask('granted_on', 'to', '2017-06-30')).toBe('granted_on <= 2017-06-30');
    expect(ask('units', 'has', '20')).toBe('units has 20');
    expect(ask('unit', 'is', '20')).toBe('unit = 20');
    expect(ask('heavy', 'is', 'true')).toBe('heavy = true');
    expect(ask('price', 'from', '12.50')).toBe('price >= 12.50');
    expect(ask('title', 'filled', '')).toBe('not empty(title)');
  });
  it('with quotes doubled and nothing of a value able to act', () => {
    expect(ask('title', 'contains', "it's")).toBe("title contains 'it''s'");
    expect(ask('size', 'from', '1 or true')).toBe('');
    expect(ask('granted_on', 'is', "2017-06-30' or 'a' = 'a")).toBe('');
    expect(ask('unknown', 'is', '1')).toBe('');
  });
  it('joined by and; unfinished ones are left out', () => {
    const both = [{ field: 'size', operator: 'from' as const, value: '2' }, { field: 'title', operator: 'is' as const, value: '' }, { field: 'level', operator: 'empty' as const, value: '' }];
    expect(expression(entity, both)).toBe('size >= 2 and empty(level)');
  });
  it('survive the address, dots and all', () => {
    const one = { field: 'title', operator: 'contains' as const, value: 'v1.2 = 3' };
    expect(fromAddress(toAddress(one))).toEqual(one);
    expect(fromAddress('title.explodes.1')).toBe(null);
    expect(fromAddress('')).toBe(null);
  });
  it('offer only what a type can be asked', () => {
    expect(operatorsOf(entity.fields[5]!)).toEqual(['has', 'empty', 'filled']);
    expect(operatorsOf(entity.fields[2]!)[0]).toBe('from');
  });
});

describe('a window on 100,000 rows', () => {
  it('draws what is seen and a few more', () => {
    const at = windowOf(34_000, 680, 34, 100_000);
    expect(at).toEqual({ from: 984, to: 1034, before: 984 * 34, after: (100_000 - 1034) * 34 });
    expect(windowOf(34_000 + 34, 680, 34, 100_000)).toEqual(at); // a row further nothing is drawn anew
  });
  it('holds at both ends and when scrolled beyond them', () => {
    expect(windowOf(0, 680, 34, 5)).toEqual({ from: 0, to: 5, before: 0, after: 0 });
    expect(windowOf(-50, 680, 34, 100).from).toBe(0);
    const far = windowOf(1e9, 680, 34, 100);
    expect(far.from).toBeLessThanOrEqual(far.to);
    expect(far.after).toBe(0);
  });
  it('keeps its height whatever is drawn', () => {
    for (const top of [0, 33, 34, 5000, 339_000]) {
      const at = windowOf(top, 500, 34, 10_000);
      expect(at.before + at.after + (at.to - at.from) * 34).toBe(340_000);
    }
  });
});

describe('columns of a workbook', () => {
  it('are lettered as Excel does', () => {
    expect([0, 25, 26, 51, 52, 701, 702, 16383].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA', 'XFD']);
  });
});
