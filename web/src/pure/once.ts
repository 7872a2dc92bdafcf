// Writing once. A second press while the first is under way waits for the same answer; a request whose answer was lost goes out again under
// the key that it had, so that the program gives its first answer and writes nothing twice.
const remembered = 15 * 60_000; // beyond that the same words are meant anew

export class Once {
  private readonly flying = new Map<string, Promise<unknown>>();
  private readonly unsure = new Map<string, { key: string; until: number }>();

  constructor(
    private readonly newKey: () => string,
    private readonly lost: (wrong: unknown) => boolean, // whether it may have been written all the same
    private readonly now: () => number = Date.now,
  ) {}

  /** Its answer was lost: it may have been written. */
  isUnsure(request: string): boolean {
    const before = this.unsure.get(request);
    return before !== undefined && before.until > this.now();
  }
  /** `request` tells one write from another; `given` is a key that the caller keeps himself. */
  send<T>(request: string, given: string | undefined, go: (key: string) => Promise<T>): Promise<T> {
    const under = this.flying.get(request);
    if (under) return under as Promise<T>;
    const key = given ?? (this.isUnsure(request) ? this.unsure.get(request)!.key : this.newKey());
    const mine = go(key).then(
      (answer) => {
        this.unsure.delete(request);
        return answer;
      },
      (wrong: unknown) => {
        if (this.lost(wrong)) this.unsure.set(request, { key, until: this.now() + remembered });
        else this.unsure.delete(request);
        throw wrong;
      },
    );
    this.flying.set(request, mine);
    const landed = () => void this.flying.delete(request);
    mine.then(landed, landed);
    return mine;
  }
}
