import { expect, test } from 'vitest';
import { answerOf, copied, fieldsOf, fixedShare, lacking, percent, periodOver, touched, type Ask } from '@/pure/periodic';

const ask: Ask = { text: 'what', state: 'claimed', share: 'part', none: 'nothing', reason: 'why', help: 'help', since: 'help_since', shares: { idle: '0', done: '1' }, more: ['problem'] };
const last = { claimed: 'running', part: '0.40', what: 'last words', problem: 'old', nothing: false };

test('the newest period that is over', () => {
  expect(periodOver('month', '2018-01-05', 0)).toBe('2017-12');
  expect(periodOver('month', '2017-12-31', 0)).toBe('2017-11');
  expect(periodOver('month', '2018-01-05', 2)).toBe('2017-10');
  expect(periodOver('quarter', '2018-01-05', 0)).toBe('2017Q4');
  expect(periodOver('quarter', '2017-12-31', 1)).toBe('2017Q2');
  expect(periodOver('year', '2018-01-05', 0)).toBe('2017');
});
test('state and share of the month before are offered, its text never is', () => {
  const answer = answerOf(ask, null, last);
  expect(answer).toEqual({ state: 'running', share: '0.40', none: false, text: '', reason: '', help: '', more: { problem: '' } });
  expect(touched(answer)).toBe(false);
  expect(lacking(ask, answer)).toBe('text');
});
test('a line that stands is taken as it stands, also where it is empty', () => {
  const answer = answerOf(ask, { claimed: 'idle', part: null, nothing: true, why: 'waiting', what: null }, last);
  expect([answer.state, answer.share, answer.none, answer.reason, answer.text]).toEqual(['idle', '', true, 'waiting', '']);
  expect(lacking(ask, answer)).toBe(null);
});
test('a state is needed, and a reason where nothing happened', () => {
  expect(lacking(ask, answerOf(ask, null, null))).toBe('state');
  expect(lacking(ask, { ...answerOf(ask, null, last), none: true, text: 'typed before' })).toBe('reason');
  expect(lacking(ask, { ...answerOf(ask, null, last), text: '  ' })).toBe('text');
});
test('what was not chosen is emptied, and a fixed share is not asked', () => {
  const answer = { ...answerOf(ask, null, last), state: 'done', text: ' built ', reason: 'typed before' };
  expect(fixedShare(ask, answer)).toBe('1');
  expect(fieldsOf(ask, answer, '2018-01-05', null)).toEqual({ claimed: 'done', part: '1', what: 'built', nothing: false, why: null, problem: null, help: null, help_since: null });
  expect(fieldsOf(ask, { ...answer, none: true }, '2018-01-05', null)).toMatchObject({ what: null, nothing: true, why: 'typed before' });
});
test('help is wanted since the day of writing, and keeps its first day', () => {
  const answer = { ...answerOf(ask, null, last), help: 'land' };
  expect(fieldsOf(ask, answer, '2018-01-05', null).help_since).toBe('2018-01-05');
  expect(fieldsOf(ask, answer, '2018-01-05', { help_since: '2017-11-02' }).help_since).toBe('2017-11-02');
});
test('a copy is a copy with other punctuation, too', () => {
  expect(copied('召开会议,印发方案', '召开会议，印发方案。')).toBe(true);
  expect(copied('召开会议两次', '召开会议一次')).toBe(false);
  expect(copied('', '')).toBe(false);
});
test('shares in words', () => expect([percent('0.40'), percent(''), percent('0')]).toEqual(['40%', '', '0%']));
