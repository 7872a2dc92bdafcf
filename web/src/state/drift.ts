// Before something is written: which published figures it would move. The write is tried by the program and nothing of it is kept.
import { write } from './api';
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

/** `path` and `body` of the write itself; null when no published figure would move. */
export async function driftOf(path: string, body: unknown): Promise<Drift[] | null> {
  const { drift } = await write<{ drift: Drift[] }>('POST', `${path}/drift`, body);
  return drift.length ? drift : null;
}
