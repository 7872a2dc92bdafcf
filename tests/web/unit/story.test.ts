import { describe, expect, it } from 'vitest';
import { fired, lampOfAll, neighbours, roomOf, rowsOf, together } from '@/pure/story';

describe('the page of a record', () => {
  it('one lamp stands for all: the one that asks for most', () => {
    expect(lampOfAll(['ok', 'late', 'done'])).toBe('late');
    expect(lampOfAll(['done', 'ok'])).toBe('ok');
    expect(lampOfAll(['done', 'done_late'])).toBe('done_late');
    expect(lampOfAll([])).toBe(null);
    expect((['late', 'warn', 'opening', 'ok', 'done'] as const).map(fired)).toEqual([true, true, true, false, false]);
  });

  it('words of a timeline never lie over each other', () => {
    expect(roomOf('报进度')).toBe(36);
    expect(roomOf('70%')).toBeLessThan(roomOf('七十'));
    expect(rowsOf([{ at: 100, room: 60 }, { at: 120, room: 60 }, { at: 400, room: 60 }, { at: 110, room: 60 }], 2)).toEqual([0, 1, 0, -1]);
    expect(rowsOf([{ at: 100, room: 20 }, { at: 130, room: 20 }], 1)).toEqual([0, 0]);
  });

  it('things of one kind are told together, in their order', () => {
    expect(together(['a1', 'b1', 'a2'], (one) => one[0]!)).toEqual([['a1', 'a2'], ['b1']]);
  });

  it('a record knows its neighbours in the list it came from', () => {
    expect(neighbours(['7', '8', '9'], '8')).toEqual({ at: 1, before: '7', after: '9' });
    expect(neighbours(['7', '8', '9'], '9')).toEqual({ at: 2, before: '8', after: null });
    expect(neighbours(['7'], '5')).toEqual({ at: -1, before: null, after: null });
  });
});
