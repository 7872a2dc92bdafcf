import { describe, expect, it } from 'vitest';
import { Bands, bandsOf } from '@/pure/bands';
import { nextPage, turned, type Asked, type Sheet } from '@/pure/pages';
import { choose, nothing } from '@/pure/select';

/** A program with `total` rows, of which each is its own place, and a page that keeps what came. */
function reader(total: number) {
  const rows: (number | undefined)[] = [], down = new Map<number, string>(), up = new Map<number, string>();
  const sheet: Sheet = { total, has: (place) => rows[place] !== undefined, down, up };
  const requests: Asked[] = [];
  function answer(want: Asked): void {
    requests.push(want);
    // the program counts from the start of the order in which it is asked
    const behind = want.after === undefined ? 0 : Number(want.after) + 1, from = behind + (want.skip ?? 0), found = [];
    for (let i = from; i < Math.min(total, from + want.limit); i++) found.push(i);
    const next = from + found.length < total ? String(from + found.length - 1) : null;
    for (const one of found) {
      const place = want.turned ? total - 1 - one : one;
      expect(rows[place]).toBe(undefined); // nothing is fetched twice
      rows[place] = place;
    }
    const places = found.map((one) => (want.turned ? total - 1 - one : one));
    expect(Math.min(...places)).toBe(want.at);
    if (next) want.turned ? up.set(want.at, next) : down.set(want.at + found.length, next);
  }
  function see(from: number, to: number, ahead = 0): number {
    let asked = 0;
    for (let want; (want = nextPage(sheet, from, to, 100, ahead)); asked++) answer(want);
    for (let place = from; place < Math.min(to, total); place++) expect(rows[place]).toBe(place);
    return asked;
  }
  return { sheet, see, requests };
}

describe('a long list is fetched where it is looked at', () => {
  it('goes on by cursors, never passing anything over', () => {
    const { see, requests } = reader(100_000);
    for (let top = 0; top < 2000; top += 20) see(top, top + 30, 60);
    expect(requests.slice(1).every((one) => one.after !== undefined && !one.turned)).toBe(true);
    expect(requests.length).toBeLessThan(24);
  });
  it('fetches the end from the end, and goes up from there by cursors', () => {
    const { see, requests } = reader(100_000);
    see(0, 30);
    see(99_970, 100_000);
    expect(requests[1]).toEqual({ at: 99_900, limit: 100, turned: true, skip: 0 });
    see(99_880, 99_910);
    expect(requests[2]).toMatchObject({ at: 99_800, turned: true });
    expect(requests[2]!.after).toBeDefined();
  });
  it('passes over at most half of the rows', () => {
    const { see, requests } = reader(100_000);
    for (const top of [20_000, 49_000, 51_000, 80_000]) see(top, top + 30);
    expect(requests.length).toBe(4);
    for (const one of requests) expect(one.skip).toBeLessThanOrEqual(50_000);
  });
  it('fills every hole once, wherever a person jumps', () => {
    for (const total of [1, 99, 100, 101, 137, 1234]) {
      const { see } = reader(total);
      let seed = total;
      for (let turn = 0; turn < 200; turn++) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        const top = seed % total;
        see(top, top + 1 + (seed % 47), seed % 90);
      }
      see(0, total);
      expect(see(0, total, 100)).toBe(0);
    }
  });
  it('asks in the order that the program reverses', () => {
    expect(turned('', ['plan', '-code'], false)).toBe('-plan,code');
    expect(turned('-size,name', ['code'], false)).toBe('size,-name');
    expect(turned('', [], false)).toBe('-id');
    expect(turned('', ['code'], true)).toBe('id');
  });
});

describe('rows in groups', () => {
  const bands = bandsOf([{ key: '', title: 'none', count: 2 }, { key: 'a', title: 'A', count: 3 }, { key: 'b', title: 'B', count: 1 }], new Map([['a', 2]]));
  it('stand below their heads', () => {
    const all = new Bands(bands, new Set());
    expect(all.count).toBe(9);
    expect(Array.from({ length: 9 }, (_, line) => all.line(line).band?.key ?? all.line(line).place)).toEqual(['', 0, 1, 'a', 2, 3, 4, 'b', 5]);
    expect(all.bands[1]).toMatchObject({ done: 2, first: 2 });
    expect(all.runs(0, 9)).toEqual([[0, 6]]);
    expect([0, 2, 3, 5, 8].map((line) => all.head(line))).toEqual([0, 0, 3, 3, 7]);
  });
  it('are hidden where a group is folded, and not wanted', () => {
    const some = new Bands(bands, new Set(['a']));
    expect(some.count).toBe(6);
    expect(some.runs(0, 6)).toEqual([[0, 2], [5, 6]]);
    expect(new Bands(bands, new Set(['', 'a', 'b'])).runs(0, 3)).toEqual([]);
  });
});

describe('a range of chosen rows', () => {
  it('holds no row that nobody saw', () => {
    const rows = [{ id: 'a' }, { id: 'b' }, undefined, { id: 'd' }];
    const one = choose(nothing, rows, 0, false);
    expect([...choose(one, rows, 1, true).ids]).toEqual(['a', 'b']);
    expect([...choose(one, rows, 3, true).ids]).toEqual(['a', 'd']);
  });
});
