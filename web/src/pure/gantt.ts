// The bars of a chart in time: from the declared fields of a row to what is drawn and said on a day.
import type { Entity, Slice } from '../state/types';
import { addDays, daysBetween } from './dates';
import type { Workdays } from './workdays';

export type Standing = 'done' | 'stopped' | 'over' | 'warn' | 'running' | 'waiting' | 'open';
export interface Bar {
  start: string | null;
  due: string | null;
  baseline: string | null; // where the outline ends: the due date that never moves, else the due date
  moved: boolean; // the due date is another than the baseline
  share: number | null; // reported, 0 to 1
  done: string | null;
  standing: Standing;
  days: number; // working days over, or left, or late at the end
}

const day = (slice: Slice, name: string | undefined): string | null => {
  const value = name ? slice.fields[name] : null;
  return typeof value === 'string' && value ? value : null;
};

/** A whole number counts in percent, a decimal is a share of one. */
export function shareOf(entity: Entity, slice: Slice): number | null {
  const field = entity.fields.find((one) => one.name === entity.gantt?.progress);
  const value = field ? slice.fields[field.name] : null;
  if (!field || value === null || value === undefined || value === '') return null;
  const share = field.type === 'int' ? Number(value) / 100 : Number(value);
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : null;
}

/** The states to which the steps that stop the clock of this date lead. */
export function stoppedStates(entity: Entity, due: string): Set<string> {
  const stops = new Set(entity.clocks.filter((clock) => clock.ends_on === due).flatMap((clock) => clock.stops));
  return new Set(entity.transitions.filter((step) => stops.has(step.name)).map((step) => step.to));
}

/** How many working days before a due date its clock begins to warn. */
export const warnDays = (entity: Entity, due: string): number => Math.max(0, ...entity.clocks.filter((clock) => clock.ends_on === due).flatMap((clock) => clock.warn_workdays));

/** A due date on a day: what it is and how many working days. */
export function standingOf(due: string | null, start: string | null, done: string | null, stopped: boolean, today: string, warn: number, workdays: Workdays): { standing: Standing; days: number } {
  if (done && done <= today) return { standing: 'done', days: due && done > due ? workdays.between(due, done) : 0 };
  if (stopped) return { standing: 'stopped', days: 0 };
  if (!due) return { standing: 'open', days: 0 };
  if (due < today) return { standing: 'over', days: workdays.between(due, today) };
  const left = workdays.between(today, due);
  if (start && start > today) return { standing: 'waiting', days: left };
  return { standing: left <= warn ? 'warn' : 'running', days: left };
}

export function barOf(entity: Entity, slice: Slice, today: string, workdays: Workdays): Bar {
  const gantt = entity.gantt!;
  const start = day(slice, gantt.start), due = day(slice, gantt.due), kept = day(slice, gantt.baseline);
  const done = gantt.done.map((name) => day(slice, name)).filter((one): one is string => one !== null).sort()[0] ?? null;
  const stopped = typeof slice.fields.state === 'string' && stoppedStates(entity, gantt.due).has(slice.fields.state);
  const { standing, days } = standingOf(due, start, done, stopped, today, warnDays(entity, gantt.due), workdays);
  return { start, due, baseline: kept ?? due, moved: Boolean(kept && due && kept !== due), share: shareOf(entity, slice), done, standing, days };
}

/** Days on a line of so many pixels. */
export interface Scale {
  from: string;
  to: string;
  width: number;
  at: (day: string) => number; // the beginning of the day
  ticks: { day: string; x: number; year: boolean }[]; // first days of months, or of quarters where months stand too close
}

export function scaleOf(first: string, last: string, width: number, closest = 34): Scale {
  const from = `${first.slice(0, 7)}-01`;
  const [year, month] = last.split('-').map(Number) as [number, number];
  const to = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  const span = Math.max(1, daysBetween(from, to));
  const at = (one: string) => (daysBetween(from, one) / span) * width;
  const months = span / 30.4;
  const every = [1, 3, 6, 12, 24, 60].find((step) => (width / months) * step >= closest) ?? 120;
  const ticks: Scale['ticks'] = [];
  for (let one = from; one < to; one = addDays(`${one.slice(0, 8)}28`, 4).slice(0, 8) + '01') {
    const [y, m] = one.split('-').map(Number) as [number, number];
    if (((y * 12 + m - 1) % every) === 0) ticks.push({ day: one, x: at(one), year: m === 1 || !ticks.length });
  }
  return { from, to, width, at, ticks };
}
