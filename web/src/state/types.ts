// What the program's API answers, as far as the page reads it.
import type { Ask, Every } from '../pure/periodic';

export interface Pair {
  zh: string | null;
  en: string | null;
}
export type FieldType = 'text' | 'code' | 'int' | 'bool' | 'date' | 'instant' | 'decimal' | 'money' | 'ref';
export interface Field {
  name: string;
  title: Pair;
  help?: Pair;
  type: FieldType;
  many: boolean;
  class: string;
  required: boolean;
  search: boolean;
  unique: boolean;
  erasable: boolean;
  scale?: number;
  max?: number;
  unit?: Pair;
  to?: string;
  from?: string;
  inverse?: string; // of a reference: the list under which the target sees these rows
  stored: boolean;
  names?: boolean; // part of the natural key: its number names, as a year does, and is no quantity
}
export interface State {
  name: string;
  title: Pair;
}
export interface Transition {
  name: string;
  title: Pair;
  from: string[];
  to: string;
  by: string[];
}
export interface Clock {
  name: string;
  title: Pair;
  ends_on: string | null;
  stops: string[];
  warn_workdays: number[];
}
export interface Gantt {
  start: string;
  due: string;
  baseline?: string;
  progress?: string;
  done: string[];
}
export interface Reason {
  mark: string; // the code that this rule alone would give
  rule: string;
  words: Pair;
  number?: number;
  unit?: Pair;
  entity?: string; // the record that it rests on
  id?: string;
}
export interface Lamp {
  field: string;
  beside: string[];
  lights: { code: string; shape: string }[];
}
export type PanelKind = 'bars' | 'promises' | 'cells' | 'lamps' | 'areas' | 'links';
export interface Panel {
  kind: PanelKind;
  large: boolean;
  message?: Pair;
  of?: string;
  field?: string;
  from?: string;
  to?: string;
  where: string | null;
  live: string | null;
  whole?: string;
  solid?: string;
  outline?: string;
  tick?: string;
  rows: { title: Pair; done: string; whole: string }[];
}
export interface Wall {
  module: string;
  title: Pair;
  panels: Panel[];
}
export interface CheckResult {
  id: string;
  promise: string;
  promise_title: Pair;
  title: Pair;
  applicable: number;
  passed: number;
  failing_count: number;
  failing: { entity: string | null; id: string; name: string | null; message: Pair }[];
  needs: Pair[];
}
export interface Entity {
  entity: string;
  module: string;
  title: Pair;
  help?: Pair;
  named_by: string | null;
  secrecy: string;
  history: 'two_time' | 'journal_only';
  public: boolean;
  key: string[];
  order: string[];
  list: string[];
  read?: string[];
  deny?: string[];
  write?: string[];
  instruct?: string[];
  fields: Field[];
  states: State[];
  transitions: Transition[];
  clocks: Clock[];
  lamp?: Lamp;
  gantt?: Gantt;
  matrix?: { title: Pair; group: string | null; parts: { field: string; title: Pair; mark: Pair }[] };
  opening?: { role: string; basis: string; by: string; on: string };
  succession?: true; // its open rows go over to the successor of a unit
  periodic?: { every: Every; submit: string; again: string; accepted: string; line: string; of: { ref: string; with: string | null; due: string | null }[]; ask?: Ask }; // owed by units for each period
  papers?: { name: string; title: Pair }[];
  bind?: { texts: Record<string, string>; asof: string | null }; // texts whose figures are placeholders
  takes?: string[]; // what a new record takes from this reader, where fields are held
  number?: { field: string; at: string }; // the step that gives it
  draw?: Draw;
  tree?: { line: string; over: string; under: string; acts: { entity: string; of: string; on: string } | null };
  burden?: { kind: 'request' | 'form' | 'visit' | 'notice'; unit: string }[];
  carry?: { along: string; origin: string | null }; // its open rows are carried into the next year
}
export interface Draw {
  publish: string;
  step: string;
  seed: string;
  size: string;
  among: string;
  into: string;
  by: string;
  rank: string;
  unit: string;
  frames: { name: string; of: string; as: string; claim: Pair }[];
  visit?: { claim: string; on: string; send: string; ask: string[] };
}
export interface CodeList {
  name: string;
  title: Pair;
  codes: { code: string; title: Pair }[];
}
export interface Meta {
  city: { name: Pair; sample: boolean; today: string };
  declarations: string;
  modules: { name: string; title: Pair; menu: { title: Pair; of: string[] }[] }[]; // in the groups of its menu
  entities: Entity[];
  codelists: CodeList[];
  roles: { name: string; title: Pair }[];
  walls: Wall[];
  scores: { name: string; entity: string; title: Pair }[];
  links: string[]; // roles that may hand out one-time links
}
export interface Session {
  account: string;
  person: string;
  post: string;
  unit: string;
  person_name: string;
  post_title: string;
  unit_name: string;
  posts?: { post: string; title: string }[]; // that this person may act as, the deputy's marked
  roles: string[];
}
export interface Entrance {
  by_post: boolean;
  posts: { post: string; apart: boolean; title: string; holder: string | null; duties: string | null }[];
  promise: Figure | null;
}
export type Value = string | number | boolean | null | string[];
export type Fields = Record<string, Value>;
export interface Slice {
  entity: string;
  id: string;
  slice: number;
  valid_from: string;
  valid_to: string | null;
  known_from: string;
  known_to: string | null;
  fields: Fields;
  labels?: Record<string, string | (string | null)[]>;
  reasons?: Record<string, Reason[]>; // of computed fields: which rules spoke, the strongest first
}
export interface Page {
  items: Slice[];
  next: string | null;
  asof: string;
  known: string | null;
  scanned?: boolean;
  total?: { count: number; exact: boolean; text: string };
}
export interface Group {
  key: Record<string, string | number | boolean | null>;
  labels: Record<string, string>;
  values: Record<string, number | string | null>;
}
export interface Aggregate {
  groups: Group[];
  more: boolean;
  total: Record<string, number | string | null>;
}
export type Basis = 'records' | 'rule' | 'declared';
export interface Figure {
  id: string;
  value: number | string | null;
  unit: string;
  unit_title: Pair;
  title: Pair;
  explain: Pair;
  module: string;
  definition: string;
  flow: boolean;
  basis: Basis;
  period: string;
  asof: string;
  known: string | null;
  rows: number;
  digest: string;
  before_start: boolean;
}
export interface Place {
  chain: string;
  seq: string;
  at: string;
  digest: string;
}
export interface TraceRecord {
  entity: string;
  id: string;
  slice: number;
  name: string;
  valid_from: string;
  valid_to: string | null;
  known_from: string;
  entries: Place[];
}
export interface Trace {
  figure: Figure;
  explain: Pair;
  rule: string | null;
  rule_value?: { id: string; value: string; basis: string | null; status: string | null };
  declared_by?: string | null;
  declared_source?: string | null;
  rows: number;
  visible: number;
  records: TraceRecord[];
}
export interface Entry extends Place {
  prev: string;
  withheld?: boolean;
  tx?: string;
  kind?: string;
  links?: string;
  wall?: string;
  acted?: Pair; // who, in words
  actor?: string;
  payload?: Record<string, unknown> & { entity?: string; id?: string; fields?: Fields };
}
export interface DeskItem {
  kind: 'assignment' | 'inbox' | 'clock' | 'sign' | 'unhanded' | 'vacant';
  entity: string;
  id: string;
  name: string;
  due: string | null;
  over: boolean;
  post: string;
  post_title: string | null;
  represented: boolean;
  vacant: boolean;
  vacant_since: string | null;
  state?: string | null;
  left?: number; // working days; below 0: over by so many
  total?: number;
  used?: number;
  clock?: Pair;
  due_at?: string | null; // of a clock of hours
  minutes_left?: number | null;
  reason?: string | null;
  subject_entity?: string | null;
  subject_id?: string;
  instruction?: string | null;
  asked?: string | null;
  about?: string | null;
  from?: string | null;
}
export interface Said {
  id: string;
  record_id: string;
  record_entity: string;
  title: string;
  asked: string;
  state: string;
  result: string;
  return_reason: string;
  dispatched_on: string;
  due_on: string;
  accepted_on: string | null;
  done_on: string | null;
  to: string | null;
}
export interface Matter {
  entity: string;
  id: string;
  name: string;
  workdays_left: number;
  may: boolean;
  unit: string | null;
  to: string | null;
  answer_on: string;
  why: { clock: Pair; due: string; over: boolean }[];
  said: Said | null;
}
export interface Due {
  entity: string;
  id: string;
  name: string;
  clock: Pair;
  due: string;
  alarm: string;
  due_at: string | null;
  minutes_left: number | null;
  state: 'running' | 'paused' | 'stopped_in_time' | 'stopped_late' | 'over' | 'opening';
  workdays_left: number;
  provisional: boolean;
  whole: { clock: Pair; due: string } | null; // of which it is a stage
  record: Slice;
}

/** A secret for one-time codes, not yet in force. */
export interface FactorOffer {
  offer: string;
  secret: string;
  qr: string;
}
