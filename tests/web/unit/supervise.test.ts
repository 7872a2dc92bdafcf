import { describe, expect, it } from 'vitest';
import { boundSpots, moved } from '@/pure/bound';
import { allAsks, monthsOf, quarterAway, quarterOf } from '@/pure/burden';
import { branches, type Link } from '@/pure/chain';
import { command, drawAgain } from '@/pure/draw';
import { photoName, shortDigest, sizeWords, within } from '@/pure/photo';
import { apart, interval, together } from '@/pure/rank';
import { sm3 } from '@/pure/sm3';
import { lacksOf, stops } from '@/pure/visits';

describe('the interval of a rate', () => {
  it('is that of Newcombe (1998), table I, method 3', () => {
    for (const [passed, due, low, high] of [[81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [0, 20, 0, 0.1611], [1, 29, 0.0061, 0.1718]] as const) {
      const found = interval(passed, due)!;
      expect(found.low).toBeCloseTo(low, 4);
      expect(found.high).toBeCloseTo(high, 4);
    }
  });
  it('is none without anything due, and never leaves 0 to 1', () => {
    expect(interval(0, 0)).toBeNull();
    expect(interval(4, 3)).toBeNull();
    for (let due = 1; due < 40; due++)
      for (let passed = 0; passed <= due; passed++) {
        const { low, high } = interval(passed, due)!;
        expect(low >= 0 && high <= 1 && low <= passed / due + 1e-12 && high >= passed / due - 1e-12).toBe(true);
      }
  });
  it('tells who cannot be told apart', () => {
    const list = [{ rank: 1, passed: 3, due: 3 }, { rank: 2, passed: 11, due: 12 }, { rank: 3, passed: 17, due: 20 }, { rank: 4, passed: 0, due: 30 }, { rank: null, passed: 0, due: 1 }];
    expect(together(list)).toEqual([2, 1, 0, 0, 0]);
    expect(apart(list, 1)).toBe(true);
    expect(apart(list.slice(0, 3), 0)).toBe(false);
  });
});

describe('a draw again', () => {
  const lines = ['P005', 'P001', 'P002', 'P003', 'P004'].map((id, at) => ({ place: at + 1, id, digest: sm3(`2017Q2|${id}`), drawn: at < 2 }));
  it('has the order of the vector of C6', () => {
    const again = drawAgain('2017Q2', 2, [...lines].sort((a, b) => a.id.localeCompare(b.id)));
    expect(again.order.map((one) => one.id)).toEqual(['P005', 'P001', 'P002', 'P003', 'P004']);
    expect(again.order.map((one) => one.digest.slice(0, 8))).toEqual(['b6f3abbc', 'bb8f65d4', 'c55287ea', 'd4f2a129', 'ef0b957e']);
    expect(again.same).toBe(false);
    expect(drawAgain('2017Q2', 2, lines).same).toBe(true);
    expect(drawAgain('2017Q3', 2, lines).same).toBe(false);
    expect(drawAgain('2017Q2', 3, lines).same).toBe(false);
    expect(again.frame).toBe(sm3(lines.map((one) => `${one.digest} ${one.id}\n`).join('')));
  });
  it('quotes what is typed', () => expect(command("a'b", '7')).toBe("printf '%s' 'a'\\''b|7' | openssl dgst -sm3"));
});

describe('a chain', () => {
  const link = (id: string, over: string, under: string, live = true, line = 'gov'): Link => ({ id, line, over: { id: over, name: over }, under: { id: under, name: under }, reached: true, judged: true, live, last_on: null, silent_since: live ? null : '2017-01-01', last: null });
  it('grows from above, with what is silent below (the vector of F2)', () => {
    const [root] = branches([link('1', 'M', 'C1'), link('2', 'M', 'C2', false), link('3', 'C1', 'T1'), link('4', 'C1', 'T2', false), link('5', 'C2', 'T3', false), link('6', 'X', 'Y', true, 'party')], 'gov');
    expect(root!.name).toBe('M');
    expect(root!.silent).toBe(3);
    expect(root!.below.map((one) => [one.name, one.silent])).toEqual([['C2', 2], ['C1', 1]]);
  });
  it('ends on a circle', () => expect(branches([link('1', 'A', 'B'), link('2', 'B', 'A')], 'gov').flatMap((one) => [one.name, ...one.below.map((each) => each.name)])).toEqual(['A', 'B']));
});

describe('burden', () => {
  it('knows quarters and their months', () => {
    expect(quarterOf('2018-01-05')).toBe('2018Q1');
    expect(monthsOf('2017Q4')).toEqual(['2017-10', '2017-11', '2017-12']);
    expect(monthsOf('2017').length).toBe(12);
    expect(quarterAway('2018Q1', -1)).toBe('2017Q4');
    expect(quarterAway('2017Q4', 1)).toBe('2018Q1');
    expect(allAsks({ unit: '1', name: null, requests: 1, forms: 2, visits: 3, notices: 4, repeated: 9, submitted: 9, median_minutes: null })).toBe(10);
  });
});

describe('on the spot', () => {
  it('goes where most is to do, and inside by the draw', () => {
    const visit = (id: string, place: string, rank: number, open: boolean) => ({ id, round: 'R', place, rank, open });
    const found = stops([visit('1', '乙', 3, true), visit('2', '甲', 1, false), visit('3', '乙', 2, true), visit('4', '甲', 4, true)]);
    expect(found.map((one) => [one.place, one.open, one.visits.map((each) => each.id)])).toEqual([['乙', 2, ['3', '1']], ['甲', 1, ['4', '2']]]);
    expect(lacksOf(['verdict', 'facts', 'evidence'], { verdict: 'upheld', facts: ' ' })).toEqual(['facts']);
  });
  it('makes photographs small and names them', () => {
    expect(within(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(within(1200, 1600, 1600)).toEqual({ width: 1200, height: 1600 });
    expect(within(9000, 1, 1600)).toEqual({ width: 1600, height: 1 });
    expect(sizeWords(319_488)).toBe('312 KB');
    expect(sizeWords(1_468_006)).toBe('1.4 MB');
    expect(shortDigest('8f3c20d7aa')).toBe('8F3C-20D7');
    expect(photoName('2018-01-05 14:10:09', '8f3c20d7aa')).toBe('2018-01-05 141009 8f3c20d7.jpg');
  });
});

describe('places of figures in a text', () => {
  it('move with what is typed before and after them', () => {
    expect(moved('ab{{x}}cd', 'abZ{{x}}cd', 2, 7)).toEqual([3, 8]);
    expect(moved('ab{{x}}cd', 'ab{{y}}cd', 2, 7)).toBeNull();
    const spots = boundSpots({ text: '共{{x}}项，3项未办', figures: [{ line: 1, column: 2, shown: '144', basis: 'records' }], naked: [{ line: 1, column: 9, letters: 2, text: '3项' }] }, '共{{x}}项，3项未办。');
    expect(spots.map((one) => [one.from, one.to, one.kind])).toEqual([[1, 6, 'records'], [8, 10, 'naked']]);
  });
});
