import { describe, expect, it } from 'vitest';
import { changedFields, conflicts, recordChanges, tellable } from '@/pure/changes';
import { changedOnly, formFields, sent, wrongs } from '@/pure/form';
import type { Entity, Field, Slice, TraceRecord } from '@/state/types';

const slice = (number: number, valid_from: string, known_from: string, known_to: string | null, state: string): Slice => ({ entity: 'a.b', id: '1', slice: number, valid_from, valid_to: null, known_from, known_to, fields: { state } });
const record = (id: string, number = 1): TraceRecord => ({ entity: 'a.b', id, slice: number, name: id, valid_from: '2017-01-01', valid_to: null, known_from: '2017-01-02T00:00:00Z', entries: [] });

describe('history', () => {
  it('tells each slice once, in the order of knowing', () => {
    const told = tellable([slice(1, '2016-12-10', '2017-07-03T01:30:00Z', '2018-01-05T00:40:00Z', 'granted'), slice(2, '2017-11-30', '2018-01-05T00:40:00Z', null, 'accepted'), slice(1, '2016-12-10', '2018-01-05T00:40:00Z', null, 'granted')]);
    expect(told.map((one) => [one.slice, one.fields.state])).toEqual([[1, 'granted'], [2, 'accepted']]);
  });
  it('keeps a slice whose content was corrected', () => {
    expect(tellable([slice(1, '2017-01-01', '2017-01-02T00:00:00Z', '2017-02-01T00:00:00Z', 'a'), slice(1, '2017-01-01', '2017-02-01T00:00:00Z', null, 'b')])).toHaveLength(2);
  });
  it('names the fields that differ, lists by content', () => {
    expect(changedFields({ a: 1, b: ['1', '2'], c: null }, { a: 1, b: ['1'], d: null } as never, ['a', 'b', 'c', 'd'])).toEqual(['b']);
  });
});

describe('what changed behind a figure', () => {
  it('came, went, moved', () => {
    const found = recordChanges([record('1'), record('2'), record('3')], [record('2'), record('3', 2), record('4')]);
    expect(found.came.map((one) => one.id)).toEqual(['4']);
    expect(found.went.map((one) => one.id)).toEqual(['1']);
    expect(found.moved.map((one) => one.id)).toEqual(['3']);
  });
});

describe('two writers', () => {
  it('need a person only where both changed the same field differently', () => {
    const base = { a: 1, b: 1, c: 1, d: 1 };
    const found = conflicts(base, { ...base, a: 2, c: 5, d: 9 }, { ...base, b: 3, c: 6, d: 9 }, ['a', 'b', 'c', 'd']);
    expect(found.map((one) => [one.name, one.both])).toEqual([['a', false], ['b', false], ['c', true], ['d', false]]);
  });
});

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, title: { zh: name, en: name }, type, many: false, class: 'open', required: false, search: false, unique: false, erasable: false, stored: true, ...more });
describe('a form', () => {
  const fields = [field('title', 'text', { required: true, max: 4 }), field('size', 'int'), field('price', 'money'), field('due', 'date'), field('due_baseline', 'date'), field('state', 'code'), field('sum', 'int', { stored: false })];
  it('asks neither for states nor for frozen copies nor for what is worked out', () => {
    expect(formFields({ fields } as Entity).map((one) => one.name)).toEqual(['title', 'size', 'price', 'due']);
  });
  it('sends numbers as numbers, money as exact text, nothing as null', () => {
    expect(sent(fields[1]!, ' 12 ')).toBe(12);
    expect(sent(fields[1]!, '9007199254740993')).toBe('9007199254740993');
    expect(sent(fields[2]!, '1159.35')).toBe('1159.35');
    expect(sent(fields[0]!, '   ')).toBe(null);
    expect(sent(field('units', 'ref', { many: true }), [])).toBe(null);
  });
  it('says what is wrong before it asks', () => {
    expect(wrongs(fields, { title: '', size: 'x' }).map((one) => [one.field.name, one.kind])).toEqual([['title', 'need'], ['size', 'number']]);
    expect(wrongs(fields, { title: '一二三四五' })[0]!.kind).toBe('too_long');
    expect(wrongs(fields, { title: '𠮷𠮷𠮷𠮷' })).toEqual([]); // characters, not code units
  });
  it('sends only what differs from what the writer saw', () => {
    expect(changedOnly(fields, { title: 'a', size: 3, due: '2017-06-30' }, { title: 'a', size: '3', due: null })).toEqual({ due: null });
  });
});
