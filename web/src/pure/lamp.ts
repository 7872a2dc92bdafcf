// Lamps: five shapes that read without colour, and what a row's reasons say in one line.
import type { Reason } from '../state/types';

export const lampShapes: Record<string, string> = { late: '■', warn: '▲', opening: '◇', ok: '●', none: '○', done: '✓' };

/** The first reason is the strongest; how many more there are is said behind it. */
export function firstReason(reasons: readonly Reason[] | undefined): { reason: Reason; more: number } | null {
  const [reason] = reasons ?? [];
  return reason ? { reason, more: reasons!.length - 1 } : null;
}

/** The text of a message cut at its figures: words and figure ids in turn. */
export function partsOf(message: string): { words?: string; figure?: string }[] {
  const parts: { words?: string; figure?: string }[] = [];
  let from = 0;
  for (const found of message.matchAll(/\{\{([^{}]+)\}\}/g)) {
    if (found.index! > from) parts.push({ words: message.slice(from, found.index) });
    parts.push({ figure: found[1]! });
    from = found.index! + found[0].length;
  }
  if (from < message.length) parts.push({ words: message.slice(from) });
  return parts;
}

/** Which numbers of a screen are others than before; what was not there before has not changed. */
export function changedKeys(before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(now).filter((key) => key in before && before[key] !== now[key]);
}
