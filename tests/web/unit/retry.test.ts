import { describe, expect, it } from 'vitest';
import { waitBefore } from '@/pure/retry';

describe('coming back to a server that is away', () => {
  it('waits twice as long after each try, up to a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 100].map((tries) => waitBefore(tries, 1))).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });
  it('waits at least half of it, and the rest by chance', () => {
    expect([0, 0.5, 1].map((chance) => waitBefore(3, chance))).toEqual([4000, 6000, 8000]);
    const many = Array.from({ length: 200 }, () => waitBefore(10, Math.random()));
    expect(Math.min(...many)).toBeGreaterThanOrEqual(30_000);
    expect(new Set(many).size).toBeGreaterThan(100);
  });
});
