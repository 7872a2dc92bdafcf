import { describe, expect, it } from 'vitest';
import { difference, digestGroups, grouped, stepPath } from '@/pure/numbers';

describe('exact numbers', () => {
  it('groups by thousands and leaves decimals alone', () => {
    expect(grouped(9000)).toBe('9,000');
    expect(grouped('2881.43')).toBe('2,881.43');
    expect(grouped('-1234567.80')).toBe('-1,234,567.80');
    expect(grouped('90071992547409931234.10')).toBe('90,071,992,547,409,931,234.10');
    expect(grouped(null)).toBe('');
    expect(grouped('v2')).toBe('v2');
  });
  it('subtracts without binary fractions', () => {
    expect(difference(46, 45)).toBe('+1');
    expect(difference('0.3', '0.1')).toBe('+0.2');
    expect(difference('26.1', '31.40')).toBe('−5.30');
    expect(difference(7, 7)).toBe('±0');
    expect(difference(null, 3)).toBe(null);
  });
  it('cuts digests into groups', () => {
    expect(digestGroups('cbfeab59c268218e')).toEqual(['cbfeab59', 'c268218e']);
  });
  it('draws steps from left to right, the highest at the top', () => {
    const { path, points } = stepPath([1, 3], 100, 40);
    expect(points).toEqual([{ x: 0, y: 40 }, { x: 100, y: 0 }]);
    expect(path).toBe('M0 40H100V0');
    expect(stepPath([5, 5], 10, 40).points[0]!.y).toBe(20);
  });
});
