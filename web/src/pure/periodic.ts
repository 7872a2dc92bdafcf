// A report of a period on a phone: what is asked of a line, what is still lacking, and what is sent.
import { monthAfter } from './month';

export type Every = 'month' | 'quarter' | 'year';
export interface Ask {
  text: string;
  state?: string;
  share?: string;
  none?: string;
  reason?: string;
  help?: string;
  since?: string;
  shares: Record<string, string>;
  more: string[];
}
export interface Answer {
  state: string;
  share: string;
  none: boolean;
  text: string;
  reason: string;
  help: string;
  more: Record<string, string>;
}
type Fields = Record<string, unknown>;

/** The `back`-th newest period that is over on this day; 0 is the newest. */
export function periodOver(every: Every, day: string, back: number): string {
  const step = every === 'month' ? 1 : every === 'quarter' ? 3 : 12;
  const [year, month] = day.split('-').map(Number) as [number, number];
  const first = `${year}-${String(month - ((month - 1) % step)).padStart(2, '0')}`;
  const begun = monthAfter(first, -step * (back + 1));
  return every === 'month' ? begun : every === 'year' ? begun.slice(0, 4) : `${begun.slice(0, 4)}Q${Math.ceil(Number(begun.slice(5)) / 3)}`;
}

const words = (fields: Fields, name: string | undefined): string => (name && fields[name] !== null && fields[name] !== undefined ? String(fields[name]) : '');

/** What the form begins with: the line as it stands; else state and share of the period before, and never its text. */
export function answerOf(ask: Ask, line: Fields | null, last: Fields | null): Answer {
  const own = line ?? {};
  const stand = line ?? last ?? {};
  return {
    state: words(stand, ask.state),
    share: words(stand, ask.share),
    none: Boolean(ask.none && own[ask.none] === true),
    text: words(own, ask.text),
    reason: words(own, ask.reason),
    help: words(own, ask.help),
    more: Object.fromEntries(ask.more.map((name) => [name, words(own, name)])),
  };
}

export const fixedShare = (ask: Ask, answer: Answer): string | null => (ask.share ? (ask.shares[answer.state] ?? null) : null);

export type Lack = 'state' | 'text' | 'reason';
/** What a line needs before it can be sent; null when nothing. */
export function lacking(ask: Ask, answer: Answer): Lack | null {
  if (ask.state && !answer.state) return 'state';
  if (answer.none) return answer.reason.trim() ? null : 'reason';
  return answer.text.trim() ? null : 'text';
}
/** Whether anything was said of this period; state and share alone may be those of the period before. */
export const touched = (answer: Answer): boolean => answer.none || [answer.text, answer.reason, answer.help, ...Object.values(answer.more)].some((one) => one.trim() !== '');

/** The fields that are sent. What was not chosen is emptied: no reason stays beside progress, no progress beside "none". */
export function fieldsOf(ask: Ask, answer: Answer, today: string, line: Fields | null): Fields {
  const out: Fields = { [ask.text]: answer.none ? null : answer.text.trim() || null };
  if (ask.state) out[ask.state] = answer.state || null;
  if (ask.share) out[ask.share] = fixedShare(ask, answer) ?? (answer.share || null);
  if (ask.none) out[ask.none] = answer.none;
  if (ask.reason) out[ask.reason] = answer.none ? answer.reason.trim() || null : null;
  for (const name of ask.more) out[name] = answer.more[name]?.trim() || null;
  if (ask.help) out[ask.help] = answer.help.trim() || null;
  if (ask.since) out[ask.since] = answer.help.trim() ? words(line ?? {}, ask.since) || today : null;
  return out;
}

/** Word for word what was written the period before, blanks and punctuation aside. */
export function copied(text: string, last: string): boolean {
  const bare = (from: string) => from.replace(/[\s\p{P}]/gu, '');
  return bare(text) !== '' && bare(text) === bare(last);
}

/** 0.4 → 40 %; nothing for nothing. */
export const percent = (share: string): string => (share === '' ? '' : `${Math.round(Number(share) * 100)}%`);
