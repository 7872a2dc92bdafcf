import { expect, test } from 'vitest';
import { groupOf, grouped, minuteWords, ticks } from '@/pure/desk';

test('a row stands in the group of its clock', () => {
  expect([-1, 0, 1, 3, 4].map((left) => groupOf({ left, due: '2018-01-05' }))).toEqual(['over', 'today', 'soon', 'soon', 'later']);
  expect(groupOf({ due: null })).toBe('none');
});

test('groups come in the order of pressure, rows by day, empty groups not at all', () => {
  const rows = [{ left: 4, due: '2018-01-11', name: 'c' }, { left: -2, due: '2018-01-03', name: 'b' }, { left: -9, due: '2017-12-20', name: 'a' }, { due: null, name: 'd' }];
  expect(grouped(rows).map((group) => [group.name, group.rows.map((one) => one.name).join('')])).toEqual([['over', 'ab'], ['later', 'c'], ['none', 'd']]);
});

test('one tick a working day, filled when used, at most thirty', () => {
  expect(ticks(5, 4)).toEqual([true, true, true, true, false]);
  expect(ticks(1, 0)).toEqual([false]);
  expect(ticks(3, 9)).toEqual([true, true, true]);
  expect(ticks(0, 0)).toEqual([]);
  expect(ticks(undefined, undefined)).toEqual([]);
  const long = ticks(120, 60);
  expect(long.length).toBe(30);
  expect(long.filter(Boolean).length).toBe(15);
});

test('a clock of hours is over within the day, and said in hours and minutes', () => {
  expect(groupOf({ left: 0, due: '2017-06-20', due_at: '2017-06-20T05:55:00Z', minutes_left: -1 })).toBe('over');
  expect(groupOf({ left: 0, due: '2017-06-20', due_at: '2017-06-20T05:55:00Z', minutes_left: 120 })).toBe('today');
  const rows = [{ left: 0, due: '2017-06-20', name: 'b' }, { left: 0, due: '2017-06-20', due_at: '2017-06-20T05:55:00Z', minutes_left: 5, name: 'a' }];
  expect(grouped(rows)[0]?.rows.map((one) => one.name)).toEqual(['a', 'b']);
  expect([0, 45, 60, -135].map((minutes) => minuteWords(minutes, 'zh'))).toEqual(['0 分钟', '45 分钟', '1 小时', '2 小时 15 分钟']);
  expect(minuteWords(-135, 'en')).toBe('2 h 15 min');
});
