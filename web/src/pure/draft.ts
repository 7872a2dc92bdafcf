// A text that is being written: where things stand in it, what completes a placeholder, what turns a naked number into a figure, and
// how the paragraphs of two writers become one text.

/** The program counts letters (code points) and lines from 1; a text box counts UTF-16 units from 0. */
export function place(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return letter(text, column - 1, start);
}

/** The unit at which letter `count`, counted from unit `from`, begins. */
export function letter(text: string, count: number, from = 0): number {
  let at = from;
  for (let n = 0; n < count && at < text.length; n++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}

export interface Spot {
  from: number;
  to: number;
  kind: string;
  value?: string;
  index: number;
}

/** The placeholder that begins at `from`, to its closing braces. */
export function placeholderEnd(text: string, from: number): number {
  const end = text.indexOf('}}', from);
  const line = text.indexOf('\n', from);
  return end < 0 || (line >= 0 && line < end) ? Math.min(text.length, from + 2) : end + 2;
}

/** The text cut at the spots, in order; spots that overlap an earlier one are left out. */
export function pieces(text: string, spots: readonly Spot[]): { text: string; spot?: Spot }[] {
  const out: { text: string; spot?: Spot }[] = [];
  let at = 0;
  for (const spot of [...spots].sort((a, b) => a.from - b.from)) {
    if (spot.from < at || spot.to <= spot.from) continue;
    if (spot.from > at) out.push({ text: text.slice(at, spot.from) });
    out.push({ text: text.slice(spot.from, spot.to), spot });
    at = spot.to;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

/** The words of a placeholder that is being typed in front of the caret: behind { or {{, before any bar or closing brace. */
export function completing(text: string, caret: number): { from: number; typed: string } | null {
  const line = text.lastIndexOf('\n', caret - 1) + 1;
  const open = text.lastIndexOf('{', caret - 1);
  if (open < line) return null;
  const typed = text.slice(open + 1, caret);
  if (/[{}|]/.test(typed) || typed.length > 40) return null;
  return { from: open > line && text[open - 1] === '{' ? open - 1 : open, typed };
}

export interface Candidate {
  id: string;
  title: string;
}
/** Those whose id or title holds every word typed; a beginning comes before a middle. */
export function candidates<T extends Candidate>(all: readonly T[], typed: string, most: number): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const score = (one: T): number => {
    const both = `${one.id} ${one.title}`.toLowerCase();
    if (!words.every((word) => both.includes(word))) return -1;
    return words.length && (one.id.startsWith(words[0]!) || one.title.toLowerCase().startsWith(words[0]!)) ? 1 : 0;
  };
  return all
    .map((one) => ({ one, score: score(one) }))
    .filter((item) => item.score >= 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map((item) => item.one);
}

const units = ['亿元', '万元', '元', '平方公里', '公顷', '平方米'];

/** A written number as a placeholder: 46项 → {{id}}项, 一百四十四项 → {{id|form=words}}项, 0.9亿元 of a figure in 万元 → {{id|unit=亿元}}亿元. */
export function placeholder(written: string, metric: string, unit: string): string {
  const number = /^(?:[0-9０-９]+(?:[,，.．][0-9０-９]+)*|[〇零一二两三四五六七八九十百千]+(?:[万亿](?![元]))?)/.exec(written)?.[0] ?? '';
  const rest = written.slice(number.length);
  const options: string[] = [];
  if (number && /^[^0-9０-９]/.test(number)) options.push('form=words');
  const shown = units.find((one) => rest.startsWith(one));
  if (shown && shown !== unit && units.includes(unit)) options.push(`unit=${shown}`);
  return `{{${[metric, ...options].join('|')}}}${rest}`;
}

/** A number that is none, with its reason. A bar or a bracket would end the mark. */
export function marked(written: string, reason: string, kind: 'wording' | 'name_number' | 'claim'): string {
  const clean = reason.replace(/[|[\]\n]/g, ' ').trim();
  return `[[${written}|${clean}${kind === 'wording' ? '' : `|${kind}`}]]`;
}

/** For each element of `a` the place of its partner in `b`, in order, as many as can be; -1 without one. */
export function partners(a: readonly string[], b: readonly string[]): number[] {
  const rows = a.length + 1;
  const columns = b.length + 1;
  const longest = new Uint32Array(rows * columns);
  for (let i = a.length - 1; i >= 0; i--)
    for (let k = b.length - 1; k >= 0; k--) longest[i * columns + k] = a[i] === b[k] ? longest[(i + 1) * columns + k + 1]! + 1 : Math.max(longest[(i + 1) * columns + k]!, longest[i * columns + k + 1]!);
  const out = new Array<number>(a.length).fill(-1);
  for (let i = 0, k = 0; i < a.length && k < b.length; ) {
    if (a[i] === b[k]) out[i++] = k++;
    else if (longest[(i + 1) * columns + k]! >= longest[i * columns + k + 1]!) i++;
    else k++;
  }
  return out;
}

export const paragraphs = (text: string): string[] => text.split(/\n{2,}/);
const joined = (parts: readonly string[]): string => parts.join('\n\n');

export interface Merged {
  text: string; // of one side, or of both where they agree
  clash?: { base: string; mine: string; theirs: string };
}
/** Three texts, paragraph by paragraph: what only one side changed is taken; what both changed differently is left to a person. */
export function merge(base: string, mine: string, theirs: string): Merged[] {
  const [a, b, c] = [paragraphs(base), paragraphs(mine), paragraphs(theirs)];
  const [toMine, toTheirs] = [partners(a, b), partners(a, c)];
  const out: Merged[] = [];
  let [i, m, t] = [0, 0, 0];
  const between = (endBase: number, endMine: number, endTheirs: number): void => {
    const [was, my, other] = [joined(a.slice(i, endBase)), joined(b.slice(m, endMine)), joined(c.slice(t, endTheirs))];
    const text = my === was ? other : my;
    if (my !== was && other !== was && my !== other) out.push({ text: my, clash: { base: was, mine: my, theirs: other } });
    else if (text) out.push({ text });
  };
  for (let n = 0; n < a.length; n++) {
    if (toMine[n]! < m || toTheirs[n]! < t) continue;
    between(n, toMine[n]!, toTheirs[n]!);
    out.push({ text: a[n]! });
    [i, m, t] = [n + 1, toMine[n]! + 1, toTheirs[n]! + 1];
  }
  between(a.length, b.length, c.length);
  return out;
}
export const together = (parts: readonly Merged[]): string => joined(parts.map((one) => one.text).filter((text) => text !== ''));

export interface Row {
  kind: 'same' | 'changed' | 'went' | 'came';
  left: string;
  right: string;
}
/** Two lists of paragraphs side by side; what was replaced stands beside what replaced it. */
export function beside(left: readonly string[], right: readonly string[]): Row[] {
  const to = partners(left, right);
  const out: Row[] = [];
  let [i, k] = [0, 0];
  const between = (endLeft: number, endRight: number): void => {
    for (; i < endLeft || k < endRight; ) {
      const [a, b] = [i < endLeft ? left[i++]! : '', k < endRight ? right[k++]! : ''];
      out.push({ kind: a && b ? 'changed' : a ? 'went' : 'came', left: a, right: b });
    }
  };
  for (let n = 0; n < left.length; n++) {
    if (to[n]! < k) continue;
    between(n, to[n]!);
    out.push({ kind: 'same', left: left[n]!, right: left[n]! });
    [i, k] = [n + 1, to[n]! + 1];
  }
  between(left.length, right.length);
  return out;
}

export interface Word {
  text: string;
  other: boolean; // stands on this side only
}
/** What differs inside two paragraphs; numbers and Latin words are whole. */
export function differing(left: string, right: string): { left: Word[]; right: Word[] } {
  const cut = (text: string): string[] => text.match(/[0-9][0-9.,]*|[A-Za-z_]+|[\s\S]/gu) ?? [];
  const [a, b] = [cut(left), cut(right)];
  if (a.length * b.length > 4_000_000) return { left: [{ text: left, other: true }], right: [{ text: right, other: true }] };
  const to = partners(a, b);
  const met = new Set(to.filter((one) => one >= 0));
  const runs = (parts: string[], other: (index: number) => boolean): Word[] => {
    const out: Word[] = [];
    parts.forEach((text, index) => {
      const last = out[out.length - 1];
      if (last && last.other === other(index)) last.text += text;
      else out.push({ text, other: other(index) });
    });
    return out;
  };
  return { left: runs(a, (index) => to[index]! < 0), right: runs(b, (index) => !met.has(index)) };
}
