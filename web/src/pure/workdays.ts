// Working days by the city's calendar: the program lists what differs from Monday to Friday, here it is counted with.
import { addDays, daysBetween } from './dates';

export interface CalendarDay {
  date: string;
  kind: 'off' | 'makeup';
  statutory: boolean;
  name: string | null;
}
export interface Calendar {
  first_year: number;
  last_year: number;
  days: CalendarDay[];
}

export class Workdays {
  private readonly listed: Map<string, CalendarDay>;
  private readonly sums: Uint32Array; // working days in [from, from + i]
  constructor(
    calendar: Calendar,
    private readonly from: string,
    to: string,
  ) {
    this.listed = new Map(calendar.days.map((one) => [one.date, one]));
    this.sums = new Uint32Array(Math.max(1, daysBetween(from, to) + 1));
    for (let i = 0, sum = 0, day = from; i < this.sums.length; i++, day = addDays(day, 1)) this.sums[i] = sum += this.works(day) ? 1 : 0;
  }
  /** What the notices say of a day; nothing of an ordinary one. */
  named(day: string): CalendarDay | undefined {
    return this.listed.get(day);
  }
  works(day: string): boolean {
    const listed = this.listed.get(day);
    if (listed) return listed.kind === 'makeup';
    const week = new Date(`${day}T00:00:00Z`).getUTCDay();
    return week !== 0 && week !== 6;
  }
  private upTo(day: string): number {
    const at = daysBetween(this.from, day);
    return at < 0 ? 0 : (this.sums[Math.min(at, this.sums.length - 1)] ?? 0);
  }
  /** Working days in (from, to], negative the other way, as the program counts them; both days lie in the calendar asked for. */
  between(from: string, to: string): number {
    return this.upTo(to) - this.upTo(from);
  }
}
