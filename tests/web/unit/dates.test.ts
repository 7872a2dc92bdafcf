import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, dayWords, halfYear, inShanghai, instantWords, isDay, periodsUpTo, periodWords, quarterEnd } from '@/pure/dates';

describe('days and instants in words', () => {
  it('writes a day in both languages, with its day of the week where asked', () => {
    expect(dayWords('2017-06-30', 'zh', true)).toBe('2017年6月30日（周五）');
    expect(dayWords('2017-06-30', 'en')).toBe('30 June 2017');
    expect(dayWords('2018-01-05', 'en', true)).toBe('5 January 2018 (Fri)');
    expect(dayWords(null, 'zh')).toBe('');
  });
  it('knows days that are none', () => {
    expect(isDay('2016-02-29')).toBe(true);
    for (const wrong of ['2017-02-29', '2017-6-3', '2017-13-01', '', null, 20170630]) expect(isDay(wrong)).toBe(false);
  });
  it('tells instants in Shanghai, microseconds and all', () => {
    expect(inShanghai('2017-07-05T07:00:00.000036Z')).toEqual({ day: '2017-07-05', time: '15:00:00' });
    expect(inShanghai('2017-12-31T16:00:00Z')).toEqual({ day: '2018-01-01', time: '00:00:00' });
    expect(instantWords('2017-06-30T15:59:59.999999Z', 'zh')).toBe('2017年6月30日 23:59:59');
  });
  it('counts days over the ends of months and years', () => {
    expect(addDays('2017-12-31', 1)).toBe('2018-01-01');
    expect(daysBetween('2016-02-28', '2016-03-01')).toBe(2);
    expect(daysBetween('2017-11-30', '2017-11-20')).toBe(-10);
  });
  it('finds the ends of quarters', () => {
    expect(quarterEnd('2017-06-30', 0)).toBe('2017-06-30');
    expect(quarterEnd('2017-06-30', 1)).toBe('2017-03-31');
    expect(quarterEnd('2018-01-05', 0)).toBe('2017-12-31');
    expect(quarterEnd('2017-06-29', 0)).toBe('2017-03-31');
    expect(quarterEnd('2017-03-30', 4)).toBe('2015-12-31');
  });
  it('names periods as the program does', () => {
    expect(halfYear('2017-06-30')).toBe('2017H1');
    expect(halfYear('2017-07-01')).toBe('2017H2');
    expect(periodsUpTo('2018-01-05', 2)).toHaveLength(14);
    expect(periodsUpTo('2018-01-05')[0]).toBe('2018H2');
    expect(periodWords('2017H1', 'zh')).toBe('2017年上半年');
    expect(periodWords('2017Q3', 'zh')).toBe('2017年第三季度');
    expect(periodWords('2017-06', 'en')).toBe('June 2017');
    expect(periodWords('whatever', 'zh')).toBe('whatever');
  });
});
