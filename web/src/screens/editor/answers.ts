// What the program answers about texts that are written, proofed and published.
import { call } from '../../state/api';
import type { Basis, Pair } from '../../state/types';

export interface Bound {
  line: number;
  column: number;
  metric: string;
  title: Pair;
  unit: Pair;
  shown?: string;
  basis?: Basis;
  rows?: number;
  period?: string;
  asof?: string;
  known?: string;
  wrong?: Pair;
}
export interface Naked {
  line: number;
  column: number;
  letters: number;
  text: string;
  reason: Pair;
  likely: string | null;
  likely_title?: Pair;
  likely_equal: boolean;
}
export interface Binding {
  title: string;
  period: string;
  asof: string;
  known: string;
  figures: Bound[];
  naked: Naked[];
  wordings: { phrase: string; kind: string; reason: Pair }[];
  html: string | null;
  unparsed: Pair | null;
}
export interface Template {
  report: string;
  module: string;
  language: string;
  text: string;
}
export interface Numbered {
  offset: number;
  letters: number;
  text: string;
  status: 'equal' | 'different' | 'name_number' | 'claim' | 'wording' | 'unbound';
  metric: string | null;
  likely?: string;
  title?: Pair;
  unit?: Pair;
  known?: string;
  value?: string;
  reason?: Pair;
}
export interface Replay {
  figures: number;
  same_then: number;
  same_now: number;
  items: { anchor: string; metric: string; then: string; now: string; shown: string; value_now: string | null; changed: number; records: { entity: string; id: string; name: string; slice_then: number; slice_now: number }[] }[];
}
/** Asks with a body; nothing is written, so it may be stopped and asked again. */
export async function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await call(path, {}, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), ...(signal ? { signal } : {}) });
  return (await response.json()) as T;
}
