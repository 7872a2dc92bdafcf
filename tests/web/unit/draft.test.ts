import { describe, expect, it } from 'vitest';
import { beside, candidates, completing, differing, letter, marked, merge, pieces, place, placeholder, placeholderEnd, together } from '@/pure/draft';

describe('places', () => {
  it('counts letters as the program does', () => {
    expect(place('a\n改革𠀀46项', 2, 4)).toBe(6); // 𠀀 takes two units
    expect(place('one', 5, 1)).toBe(3);
    expect(letter('𠀀𠀀x', 2)).toBe(4);
  });
  it('ends a placeholder at its braces, never on another line', () => {
    expect(placeholderEnd('{{a|b=c}}x', 0)).toBe(9);
    expect(placeholderEnd('{{a\n}}', 0)).toBe(2);
  });
  it('cuts a text at its spots and leaves out what overlaps', () => {
    expect(pieces('abcdef', [{ from: 3, to: 4, kind: 'b', index: 1 }, { from: 1, to: 3, kind: 'a', index: 0 }, { from: 2, to: 5, kind: 'c', index: 2 }]).map((one) => one.text)).toEqual(['a', 'bc', 'd', 'ef']);
  });
});

describe('completion', () => {
  it.each([
    ['会议{{', { from: 2, typed: '' }],
    ['会议{会议', { from: 2, typed: '会议' }],
    ['{{a}}会议', null],
    ['{{a|', null],
    ['{{\n', null],
    ['会议', null],
  ])('%j', (text, expected) => expect(completing(text, text.length)).toEqual(expected));
  it('finds by id and by title, beginnings first', () => {
    const all = [{ id: 'x_pilot', title: '试点' }, { id: 'pilot_done', title: '已完成' }, { id: 'river', title: '河流' }];
    expect(candidates(all, 'pilot', 9).map((one) => one.id)).toEqual(['pilot_done', 'x_pilot']);
    expect(candidates(all, '河', 9).map((one) => one.id)).toEqual(['river']);
    expect(candidates(all, '', 2)).toHaveLength(2);
  });
});

describe('a number becomes a figure or a mark', () => {
  it.each([
    ['46项', 'm', '项', '{{m}}项'],
    ['11,593.52平方公里', 'm', '平方公里', '{{m}}平方公里'],
    ['一百四十四项', 'm', '项', '{{m|form=words}}项'],
    ['0.9亿元', 'm', '万元', '{{m|unit=亿元}}亿元'],
    ['9000万元', 'm', '万元', '{{m}}万元'],
    ['31.4%', 'm', '%', '{{m}}%'],
  ])('%s', (written, metric, unit, expected) => expect(placeholder(written, metric, unit)).toBe(expected));
  it('keeps a reason from ending the mark', () => {
    expect(marked('一批', '习惯|说法]]', 'wording')).toBe('[[一批|习惯 说法]]');
    expect(marked('首部', '公报', 'claim')).toBe('[[首部|公报|claim]]');
  });
});

describe('two writers', () => {
  it('takes what only one of them changed', () => {
    const merged = merge('a\n\nb\n\nc', 'a\n\nB\n\nc', 'a\n\nb\n\nc\n\nd');
    expect(merged.some((one) => one.clash)).toBe(false);
    expect(together(merged)).toBe('a\n\nB\n\nc\n\nd');
  });
  it('leaves to a person what both changed', () => {
    const merged = merge('a\n\nb\n\nc', 'a\n\nmine\n\nc', 'a\n\ntheirs\n\nc');
    expect(merged.map((one) => one.clash)).toEqual([undefined, { base: 'b', mine: 'mine', theirs: 'theirs' }, undefined]);
  });
  it('the same change of both is one, a paragraph that one removed is gone', () => {
    expect(together(merge('a\n\nb\n\nc', 'a\n\nx\n\nc', 'a\n\nx\n\nc'))).toBe('a\n\nx\n\nc');
    expect(together(merge('a\n\nb\n\nc', 'a\n\nc', 'a\n\nb\n\nc'))).toBe('a\n\nc');
  });
});

describe('two editions', () => {
  it('stand side by side', () => {
    expect(beside(['a', 'b', 'c'], ['a', 'B', 'c', 'd']).map((one) => one.kind)).toEqual(['same', 'changed', 'same', 'came']);
    expect(beside(['a', 'b'], ['b']).map((one) => one.kind)).toEqual(['went', 'same']);
  });
  it('a number is compared whole', () => {
    const { left, right } = differing('试点46项', '试点47项');
    expect(left.filter((one) => one.other).map((one) => one.text)).toEqual(['46']);
    expect(right.filter((one) => one.other).map((one) => one.text)).toEqual(['47']);
  });
});
