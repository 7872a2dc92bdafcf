// One stream of what changed. It goes on from the last event that came; when it breaks it is opened again, each time a little later.
import { waitBefore } from '../pure/retry';

export interface Told {
  inbox: boolean;
  waiting: number;
  desk: boolean;
  jobs: boolean;
  record: boolean;
  ledger: boolean;
  all: boolean;
}
const refusedAs = 5; // who was refused (too many pages, the session over) comes back as late as after so many tries

export class Stream {
  private source: EventSource | null = null;
  private later: number | undefined;
  private position = '';
  private tries = 0;
  private wanted = false;

  /**
   * `query`: what is asked, at each opening. `stands`: it broke for the so-manieth time (`refused`: the program said no), or it is open, after so
   * many breaks in which something may have been missed.
   */
  constructor(
    private readonly query: () => Record<string, string>,
    private readonly hear: (told: Told) => void,
    private readonly stands: (open: boolean, tries: number, refused: boolean) => void = () => undefined,
  ) {}

  open(): void {
    this.close();
    if (typeof EventSource === 'undefined') return;
    this.wanted = true;
    const asked = new URLSearchParams(this.query());
    if (this.position) asked.set('after', this.position);
    const mine = (this.source = new EventSource(`/api/v1/events?${asked}`));
    mine.addEventListener('open', () => {
      const missed = this.position ? 0 : this.tries;
      this.tries = 0;
      this.stands(true, missed, false);
    });
    mine.addEventListener('change', ((event: MessageEvent<string>) => {
      this.position = event.lastEventId;
      this.hear(JSON.parse(event.data) as Told);
    }) as EventListener);
    mine.addEventListener('error', () => {
      if (mine !== this.source) return;
      const refused = mine.readyState === EventSource.CLOSED;
      mine.close(); // the browser itself would come back every few seconds
      this.source = null;
      this.tries = refused ? Math.max(this.tries + 1, refusedAs) : this.tries + 1;
      this.stands(false, this.tries, refused);
      if (this.wanted) this.later = window.setTimeout(() => this.open(), waitBefore(this.tries - 1, Math.random()));
    });
  }
  /** Now, whatever it waits for. */
  again(): void {
    if (this.wanted && !this.source) this.open();
  }
  close(): void {
    window.clearTimeout(this.later);
    this.source?.close();
    this.source = null;
    this.wanted = false;
  }
  /** Of another session: where it stood says nothing. */
  forget(): void {
    this.close();
    this.position = '';
    this.tries = 0;
  }
}
