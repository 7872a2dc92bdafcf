import { describe, expect, it } from 'vitest';
import { inForce, monthsOf } from '@/pure/force';
import { rolesIn } from '@/pure/roles';
import { inTree } from '@/pure/tree';

describe('roles that rules of access name', () => {
  it('gives them in full, each once, and reads nothing inside quotes', () => {
    expect(rolesIn('core', ['role registrar', 'role reform.office or role registrar'])).toEqual(['core.registrar', 'reform.office']);
    expect(rolesIn('core', ["person = :person", "note = 'role staff'", 'true'])).toEqual([]);
    expect(rolesIn('shop', ["role keeper and unit = :unit"])).toEqual(['shop.keeper']);
  });
});

describe('rows in the order of a tree', () => {
  const rows = (...given: [string, string | null][]) => inTree(given, (row) => row[0], (row) => row[1]).map((one) => `${'-'.repeat(one.depth)}${one.row[0]}`);
  it('puts each after the row above it', () => {
    expect(rows(['c', 'b'], ['a', null], ['d', 'a'], ['b', 'a'])).toEqual(['a', '-d', '-b', '--c']);
  });
  it('takes a row whose parent is not there, or is itself, for a root', () => {
    expect(rows(['a', 'gone'], ['b', 'b'])).toEqual(['a', 'b']);
  });
  it('breaks a circle and loses nobody', () => {
    expect(rows(['a', 'b'], ['b', 'a'], ['c', null])).toEqual(['c', 'a', '-b']);
  });
});

describe('what is in force on a day', () => {
  it('begins on its first day and is over on the day on which it ends', () => {
    expect(inForce('2017-01-01', '2018-01-01', '2016-12-31')).toBe('before');
    expect(inForce('2017-01-01', '2018-01-01', '2017-01-01')).toBe('in_force');
    expect(inForce('2017-01-01', '2018-01-01', '2017-12-31')).toBe('in_force');
    expect(inForce('2017-01-01', '2018-01-01', '2018-01-01')).toBe('over');
    expect(inForce('2017-01-01', null, '2030-01-01')).toBe('in_force');
  });
  it('knows the months of a year', () => {
    expect(monthsOf(2018)[0]).toBe('2018-01');
    expect(monthsOf(2018)[11]).toBe('2018-12');
  });
});
