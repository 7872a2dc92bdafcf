import { describe, expect, it } from 'vitest';
import { sm3 } from '@/pure/sm3';

// GB/T 32905-2016, appendix A
describe('SM3', () => {
  it('agrees with the first example of the standard', () => {
    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  });
  it('agrees with the second example, which fills a block', () => {
    expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  });
  it('pads at every length around a block', () => {
    const all = new Set(Array.from({ length: 130 }, (_, length) => sm3('x'.repeat(length))));
    expect(all.size).toBe(130);
  });
});
