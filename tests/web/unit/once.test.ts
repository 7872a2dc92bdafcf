import { describe, expect, it } from 'vitest';
import { Once } from '@/pure/once';

function program() {
  const stored = new Map<string, number>(); // answers by key, as the program keeps them
  let count = 0;
  const once = new Once(() => `k${++count}`, (wrong) => (wrong as Error).message === 'lost', () => clock);
  let clock = 0;
  const go = (what: 'answer' | 'lost' | 'refuse') => (key: string) =>
    Promise.resolve().then(() => {
      if (what === 'refuse') throw new Error('refused');
      if (!stored.has(key)) stored.set(key, stored.size + 1);
      if (what === 'lost') throw new Error('lost');
      return stored.get(key)!;
    });
  return { once, stored, go, later: (ms: number) => (clock += ms) };
}

describe('writing once', () => {
  it('sends one request for two presses, and another afterwards', async () => {
    const { once, stored, go } = program();
    expect(await Promise.all([once.send('POST a', undefined, go('answer')), once.send('POST a', undefined, go('answer'))])).toEqual([1, 1]);
    expect(stored.size).toBe(1);
    expect(await once.send('POST a', undefined, go('answer'))).toBe(2);
  });
  it('keeps different requests apart', async () => {
    const { once, stored, go } = program();
    await Promise.all([once.send('POST a', undefined, go('answer')), once.send('POST b', undefined, go('answer'))]);
    expect(stored.size).toBe(2);
  });
  it('goes out again under its key when the answer was lost, for a quarter of an hour', async () => {
    const { once, stored, go, later } = program();
    await expect(once.send('POST a', undefined, go('lost'))).rejects.toThrow('lost');
    later(60_000);
    expect(once.isUnsure('POST a')).toBe(true);
    await expect(once.send('POST a', undefined, go('lost'))).rejects.toThrow('lost');
    expect(await once.send('POST a', undefined, go('answer'))).toBe(1);
    expect(stored.size).toBe(1);
    expect(once.isUnsure('POST a')).toBe(false);
    await expect(once.send('POST a', undefined, go('lost'))).rejects.toThrow('lost');
    later(16 * 60_000);
    expect(await once.send('POST a', undefined, go('answer'))).toBe(3);
  });
  it('takes a new key after a refusal, and the one that is given', async () => {
    const { once, stored, go } = program();
    await expect(once.send('POST a', undefined, go('refuse'))).rejects.toThrow('refused');
    await once.send('POST a', undefined, go('answer'));
    await once.send('POST a', 'mine', go('answer'));
    expect([...stored.keys()]).toEqual(['k2', 'mine']);
  });
});
