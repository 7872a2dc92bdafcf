// The page of one record as the program composed it from the declarations, and the list that it was opened from.
import type { Pair, Slice } from './types';

export type Lamp = 'late' | 'warn' | 'opening' | 'ok' | 'none' | 'paused' | 'done' | 'done_late';
export interface Subject {
  entity: string;
  id: string;
  name: string;
}
export interface Element {
  fields: string[]; // any of them fills it
  filled: boolean;
}
export interface Group {
  title: Pair | null;
  numbered: boolean;
  elements: Element[];
  filled: number;
  count: number;
}
export interface RelatedList {
  entity: string;
  by: string | null;
  filter: string;
  title: Pair;
  declared: boolean;
  steps: boolean;
  group: string | null;
  columns: string[];
  wanted: string[][];
  total: number;
  counts: { title: Pair; where: string; count: number }[];
  items: Slice[];
}
export interface Whole {
  clock: Pair;
  due: string;
  due_at: string | null;
  workdays_left: number;
}
export interface Clock extends Subject {
  clock: Pair;
  basis: string | null;
  status: string | null;
  lamp: Lamp;
  due: string | null;
  alarm: string | null;
  due_at: string | null; // of a clock of hours
  alarm_at: string | null;
  minutes_left: number | null;
  workdays_left: number;
  provisional: boolean;
  extended: number; // of `extensions` that may be
  extensions: number;
  cut: boolean; // the whole ends it
  whole: Whole | null; // of which it is a stage
}
export interface NextStep extends Subject {
  step: string;
  title: Pair;
  by: string[];
  may: boolean;
  missing: Pair | null;
}
export interface StoryMoment extends Subject {
  happened: string;
  known: string;
  late: number; // working days
  first: boolean;
  changed: string | null;
  shown: string | null;
}
export interface Story {
  number: string | null;
  origin: string[];
  groups: Group[];
  lists: RelatedList[];
  clocks: Clock[];
  next: NextStep[];
  moments: StoryMoment[];
}

/** The list that a record was opened from: J and K walk it further. */
export interface Trail {
  entity: string;
  ids: string[];
  query: { filter?: string | undefined; search?: string | undefined; sort?: string | undefined };
  next: string | null;
  back: string; // address
}
const trailKey = 'zc-trail';
export function keepTrail(trail: Trail): void {
  try {
    sessionStorage.setItem(trailKey, JSON.stringify(trail));
  } catch {
    // a device that keeps nothing has no list to walk
  }
}
export function readTrail(entity: string): Trail | null {
  try {
    const trail = JSON.parse(sessionStorage.getItem(trailKey) ?? 'null') as Trail | null;
    return trail && trail.entity === entity && Array.isArray(trail.ids) ? trail : null;
  } catch {
    return null;
  }
}
