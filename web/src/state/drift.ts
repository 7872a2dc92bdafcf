// Before something is written: which published figures and which clocks it would move. The write is tried by the program and nothing of it is kept.
import { isUnsure, write } from './api';
import type { Pair } from './types';

export interface Drift {
  edition: string;
  edition_title: string | null;
  number: number;
  place: number;
  metric: string;
  title: Pair;
  printed: string;
  before: string;
  after: string | null;
  records: number;
}

/** Of a rule value: the clocks whose due date or lamp would be another, read on `day`. */
export interface Clocks {
  day: string;
  due: number;
  lamps: number;
  gone: number;
  items: { entity: string; id: string; name: string; clock: Pair; due_before: string | null; due_after: string | null; lamp_before: string | null; lamp_after: string | null }[];
}
export interface Moves {
  drift: Drift[];
  clocks?: Clocks;
}

/** `path` and `body` of the write itself; null when nothing that stands would move. */
async function movesOf(path: string, body: unknown): Promise<Moves | null> {
  const moves = await write<Moves>('POST', `${path}/drift`, body);
  const { clocks } = moves;
  return moves.drift.length || (clocks && clocks.due + clocks.lamps + clocks.gone) ? moves : null;
}

/**
 * Writes, unless it would move what stands and the person was not told of it: then nothing is written and `moves` says what. `knowing`: he was
 * told. A write that went out without an answer is not asked about again: it may stand, and its key finds out.
 */
export async function tellOrWrite<T>(method: 'POST' | 'PATCH', path: string, body: unknown, knowing: boolean, key?: string): Promise<{ moves: Moves; answer?: undefined } | { moves: null; answer: T }> {
  const moves = knowing || isUnsure(method, path, body) ? null : await movesOf(path, body);
  return moves ? { moves } : { moves, answer: await write<T>(method, path, body, key) };
}
