// A list in groups: a line for each group with what it sums up, and below it its rows, unless it is folded. Rows have places in the order
// of the groups; lines are what stands on the screen.
export interface Band {
  key: string;
  title: string;
  count: number;
  done: number;
  first: number; // place of its first row
}
export type Line = { band: Band; place?: undefined } | { band?: undefined; place: number };

export class Bands {
  readonly count: number;
  private readonly starts: number[] = []; // the line of each group
  constructor(
    readonly bands: readonly Band[],
    readonly folded: ReadonlySet<string>,
  ) {
    let line = 0;
    for (const band of bands) {
      this.starts.push(line);
      line += 1 + (folded.has(band.key) ? 0 : band.count);
    }
    this.count = line;
  }
  private at(line: number): number {
    let low = 0, high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }
  line(line: number): Line {
    const index = this.at(line), band = this.bands[index]!, start = this.starts[index]!;
    return line === start ? { band } : { place: band.first + line - start - 1 };
  }
  /** The places of the rows among the lines from `from` to before `to`, as runs: those of folded groups lie between. */
  runs(from: number, to: number): [number, number][] {
    const found: [number, number][] = [];
    for (let line = from; line < Math.min(to, this.count); line++) {
      const { place } = this.line(line);
      if (place === undefined) continue;
      const before = found[found.length - 1];
      if (before && before[1] === place) before[1] = place + 1;
      else found.push([place, place + 1]);
    }
    return found;
  }
  /** The line of the group to which a line belongs. */
  head(line: number): number {
    return this.starts[this.at(line)] ?? 0;
  }
}

/** Bands from counts that came in the order of the rows. */
export function bandsOf(groups: readonly { key: string; title: string; count: number }[], done: ReadonlyMap<string, number>): Band[] {
  let first = 0;
  return groups.map(({ key, title, count }) => {
    const band = { key, title, count, done: done.get(key) ?? 0, first };
    first += count;
    return band;
  });
}
