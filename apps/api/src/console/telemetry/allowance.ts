const WINDOW_MS = 60_000;
/** More sources than a desk has browsers. */
const MOST_SOURCES = 200;

/** So many a minute from each source; beyond that, and from too many sources at once, nothing. */
export class Allowance {
  readonly #most: number;
  readonly #used = new Map<string, number>();
  #windowEnds = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether one more is within the allowance. @param now Unix ms */
  take(source: string, now: number): boolean {
    if (now >= this.#windowEnds || now < this.#windowEnds - WINDOW_MS) {
      this.#used.clear();
      this.#windowEnds = now + WINDOW_MS;
    }
    const used = this.#used.get(source) ?? 0;
    if (used >= this.#most || (used === 0 && this.#used.size >= MOST_SOURCES)) return false;
    this.#used.set(source, used + 1);
    return true;
  }
}
