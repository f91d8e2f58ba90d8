/** The exchange's clock, as far as its answers show it: they state the second in which they were made. */
export class ExchangeClock {
  readonly #now: () => number;
  #offsetMs = 0;

  /** @param now our clock, Unix ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Unix ms: our clock, corrected as little as the latest answer requires. */
  now(): number {
    return this.#now() + this.#offsetMs;
  }

  /**
   * Takes the time of an answer that has just arrived, and returns it (Unix ms, a whole second): by then candles had closed
   * for certain. Without a valid `date`, that is our clock's time.
   * @param sentAt when the request was sent, by our clock
   * @param date the answer's Date header
   */
  observe(sentAt: number, date: string | undefined): number {
    const stated = Date.parse(date ?? '');
    if (Number.isNaN(stated)) return this.now();
    const [least, most] = [stated - this.#now(), stated + 999 - sentAt];
    this.#offsetMs = Math.max(least, Math.min(0, most));
    return stated;
  }
}
