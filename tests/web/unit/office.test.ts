import { describe, expect, it } from 'vitest';
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
