import { describe, expect, it } from 'vitest';
import { plainAt } from '@/pure/plain';

describe('the same thing without scripts', () => {
  it('has the same address where the faces are alike, at the same times', () => {
    expect(plainAt('/records/reform.task/144', { asof: '2017-03-31', tab: 'history' })).toBe('/records/reform.task/144?asof=2017-03-31');
    expect(plainAt('/reviews/7', {})).toBe('/reviews/7');
    expect(plainAt('/figures', { period: '2017H1', known: '2017-07-07' })).toBe('/figures?period=2017H1&known=2017-07-07');
    expect(plainAt('/journal/520100/12', {})).toBe('/journal/520100/12');
    expect(plainAt('/', {})).toBe('/desk');
  });
  it('is the trace of the figure that is open, at the times of that figure', () => {
    expect(plainAt('/reviews/7', { figure: 'reform.pilots', fp: '2017H1', fa: '2017-06-30', fk: '2017-07-07T08:00:00Z', asof: '2017-12-31' })).toBe('/figures/reform.pilots?period=2017H1&asof=2017-06-30&known=2017-07-07T08%3A00%3A00Z');
  });
  it('is nothing for what needs scripts', () => {
    for (const path of ['/records/reform.task/new', '/records/reform.task/144/edit', '/drafts/3', '/wall', '/recordsx']) expect(plainAt(path, {})).toBeNull();
  });
});
