import { describe, expect, it } from 'vitest';
import { barOf, scaleOf, shareOf, standingOf, stoppedStates } from '@/pure/gantt';
import { monthAfter, weeksOf } from '@/pure/month';
import { choose, chooseAll, nothing } from '@/pure/select';
import { layoutOf, shadeOf } from '@/pure/tiles';
import { Workdays, type Calendar } from '@/pure/workdays';
import type { Entity, Field, Slice } from '@/state/types';

// The State Council's notice for 2017 (国办发明电〔2016〕17号): Qingming 2 to 4 April, work on Saturday 1 April; Labour Day 29 April to 1 May;
// Dragon Boat 28 to 30 May, work on Saturday 27 May.
const off = (date: string, name: string) => ({ date, kind: 'off' as const, statutory: false, name });
const calendar: Calendar = {
  first_year: 2017,
  last_year: 2017,
  days: [{ date: '2017-04-01', kind: 'makeup', statutory: false, name: '清明节' }, off('2017-04-03', '清明节'), off('2017-04-04', '清明节'), off('2017-05-01', '劳动节'), { date: '2017-05-27', kind: 'makeup', statutory: false, name: '端午节' }, off('2017-05-29', '端午节'), off('2017-05-30', '端午节')],
};
const workdays = new Workdays(calendar, '2017-01-01', '2017-12-31');

describe('working days', () => {
  it('by what the calendar lists', () => {
    expect(workdays.works('2017-04-01')).toBe(true);
    expect(workdays.works('2017-04-02')).toBe(false);
    expect(workdays.works('2017-04-03')).toBe(false);
    expect(workdays.works('2017-04-05')).toBe(true);
    expect(workdays.named('2017-05-01')?.name).toBe('劳动节');
  });
  it('between two days, the first not counted', () => {
    expect(workdays.between('2017-03-31', '2017-04-05')).toBe(2); // 1 and 5 April
    expect(workdays.between('2017-03-20', '2017-03-31')).toBe(9);
    expect(workdays.between('2017-04-05', '2017-03-31')).toBe(-2);
    expect(workdays.between('2017-05-26', '2017-05-26')).toBe(0);
  });
});

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, title: { zh: name, en: name }, type, many: false, class: 'open', required: false, search: false, unique: false, erasable: false, stored: true, ...more });
const entity = {
  entity: 'shop.job', module: 'shop', title: { zh: '活', en: 'job' }, named_by: 'title', secrecy: 'public', history: 'two_time', public: true, key: [], order: [], list: [],
  states: [{ name: 'open', title: { zh: '', en: '' } }, { name: 'dropped', title: { zh: '', en: '' } }],
  transitions: [{ name: 'drop', title: { zh: '', en: '' }, from: ['open'], to: 'dropped', by: [] }],
  fields: [field('begun', 'date'), field('due', 'date'), field('due_baseline', 'date'), field('percent', 'int'), field('part', 'decimal'), field('ended', 'date')],
  clocks: [{ name: 'due', title: { zh: '', en: '' }, ends_on: 'due', stops: ['drop'], warn_workdays: [10] }],
  gantt: { start: 'begun', due: 'due', baseline: 'due_baseline', progress: 'percent', done: ['ended'] },
} satisfies Entity as Entity;
const row = (fields: Slice['fields']): Slice => ({ entity: 'shop.job', id: '1', slice: 1, valid_from: '2017-01-01', valid_to: null, known_from: '', known_to: null, fields });

describe('bars', () => {
  it('say how a due date stands on a day', () => {
    const on = (due: string | null, done: string | null = null, stopped = false) => standingOf(due, '2017-01-12', done, stopped, '2017-03-31', 10, workdays);
    expect(on('2017-03-20')).toEqual({ standing: 'over', days: 9 });
    expect(on('2017-03-31')).toEqual({ standing: 'warn', days: 0 });
    expect(on('2017-04-30').standing).toBe('running');
    expect(on(null).standing).toBe('open');
    expect(on('2017-03-20', '2017-03-24')).toEqual({ standing: 'done', days: 4 });
    expect(on('2017-03-20', '2017-04-24').standing).toBe('over'); // it ends later than the day that is looked at
    expect(on('2017-03-20', null, true).standing).toBe('stopped');
    expect(standingOf('2017-06-30', '2017-05-02', null, false, '2017-03-31', 10, workdays).standing).toBe('waiting');
  });
  it('keep the outline where the due date was approved', () => {
    const bar = barOf(entity, row({ begun: '2017-01-12', due: '2017-05-31', due_baseline: '2017-04-28', percent: 40, state: 'open' }), '2017-03-31', workdays);
    expect(bar).toMatchObject({ baseline: '2017-04-28', due: '2017-05-31', moved: true, share: 0.4, standing: 'running' });
    expect(barOf(entity, row({ begun: '2017-01-12', due: '2017-05-31' }), '2017-03-31', workdays)).toMatchObject({ baseline: '2017-05-31', moved: false, share: null });
  });
  it('take a whole number for percent and a decimal for a share, and stay inside', () => {
    expect(shareOf(entity, row({ percent: 85 }))).toBe(0.85);
    expect(shareOf({ ...entity, gantt: { ...entity.gantt!, progress: 'part' } }, row({ part: '0.25' }))).toBe(0.25);
    expect(shareOf(entity, row({ percent: 130 }))).toBe(1);
  });
  it('know the states in which the clock has stopped', () => expect([...stoppedStates(entity, 'due')]).toEqual(['dropped']));
  it('lie on a scale of whole months', () => {
    const scale = scaleOf('2017-01-12', '2017-12-29', 365);
    expect([scale.from, scale.to]).toEqual(['2017-01-01', '2018-01-01']);
    expect(scale.at('2017-01-11')).toBeCloseTo(10);
    expect(scale.ticks.map((tick) => tick.day).slice(0, 2)).toEqual(['2017-01-01', '2017-04-01']); // months would stand too close
    expect(scaleOf('2017-01-12', '2017-12-29', 700).ticks.length).toBe(12);
  });
});

describe('months', () => {
  it('are weeks from Monday', () => {
    const weeks = weeksOf('2017-05');
    expect(weeks[0]![0]).toEqual({ day: '2017-05-01', inside: true });
    expect(weeks.length).toBe(5);
    expect(weeksOf('2018-02').length).toBe(5);
    expect(weeksOf('2017-07')[0]![0]).toEqual({ day: '2017-06-26', inside: false });
  });
  it('follow each other over a year', () => expect([monthAfter('2017-12', 1), monthAfter('2017-01', -1)]).toEqual(['2018-01', '2016-12']));
});

describe('choosing rows', () => {
  const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
  it('one, and a range from there', () => {
    const one = choose(nothing, rows, 1, false);
    expect([...one.ids]).toEqual(['b']);
    expect([...choose(one, rows, 3, true).ids]).toEqual(['b', 'c', 'd']);
    expect([...choose(choose(one, rows, 3, true), rows, 2, true).ids]).toEqual(['b']);
    expect(choose(one, rows, 9, false)).toBe(one);
  });
  it('all', () => expect(chooseAll(rows).ids.size).toBe(4));
});

describe('tiles of a sketch', () => {
  it('stand in rows without a lone one at the end', () => {
    expect(layoutOf(10)).toEqual({ columns: 5, rows: 2 });
    expect(layoutOf(3)).toEqual({ columns: 3, rows: 1 });
    for (let count = 5; count < 60; count++) {
      const { columns, rows } = layoutOf(count);
      expect(columns * rows).toBeGreaterThanOrEqual(count);
      expect(count % columns).not.toBe(1);
    }
  });
  it('are darker the more there are, and blank for none', () => expect([0, 1, 25, 26, 75, 76, 100].map((count) => shadeOf(count, 100))).toEqual([0, 1, 1, 2, 3, 4, 4]));
});
