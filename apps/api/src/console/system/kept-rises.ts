import { MINUTE_MS, MINUTES, type Sum } from './metric-history.ts';

interface KeptCounter {
  readonly counter: string;
  readonly labels: Readonly<Record<string, string>>;
  last: number;
  /** By minute, modulo `MINUTES`. */
  readonly rises: Float64Array;
}

/** A counter as a scrape has it. */
export interface CounterValue {
  readonly counter: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What counters rose by in each of the last `MINUTES`: 1.5 kB for each label set, and nothing older. */
export class KeptRises {
  readonly #counters = new Map<string, KeptCounter>();
  readonly #scraped = new Set<string>();
  /** The first and the last minute that are known, since the epoch. */
  #first: number | undefined;
  #last = 0;

  /** The last minute since the epoch. */
  get lastMinute(): number {
    return this.#last;
  }

  /**
   * Takes a scrape of a service at a time in Unix ms. A counter that is lower than before has started anew. What the
   * service counted before its first scrape is not known to be of any minute.
   */
  take(service: string, values: readonly CounterValue[], at: number): void {
    this.#advance(Math.floor(at / MINUTE_MS));
    const isKnown = this.#scraped.has(service);
    this.#scraped.add(service);
    for (const { counter, labels, value } of values) {
      const key = JSON.stringify([counter, labels]);
      let kept = this.#counters.get(key);
      if (kept === undefined) {
        kept = { counter, labels, last: isKnown ? 0 : value, rises: new Float64Array(MINUTES) };
        this.#counters.set(key, kept);
      }
      const slot = this.#last % MINUTES;
      kept.rises[slot] = (kept.rises[slot] ?? 0) + (value >= kept.last ? value - kept.last : value);
      kept.last = value;
    }
  }

  /** Sums by the given labels, `MINUTES` long, oldest first; null before the first scrape. */
  byMinute(counter: string, by: readonly string[]): Sum<(number | null)[]>[] {
    const sums = new Map<string, Sum<(number | null)[]>>();
    const oldest = this.#last - MINUTES + 1;
    for (const { labels, rises } of this.#of(counter)) {
      const values = by.map((label) => labels[label] ?? '');
      const key = JSON.stringify(values);
      const sum = sums.get(key) ?? { labels: values, value: new Array<number | null>(MINUTES).fill(null) };
      sums.set(key, sum);
      for (let at = Math.max(0, (this.#first ?? 0) - oldest); at < MINUTES; at++) {
        sum.value[at] = (sum.value[at] ?? 0) + (rises[(oldest + at) % MINUTES] ?? 0);
      }
    }
    return [...sums.values()];
  }

  *#of(counter: string) {
    for (const kept of this.#counters.values()) if (kept.counter === counter) yield kept;
  }

  /** A clock that was set back stays in the last minute until it has caught up. */
  #advance(minute: number): void {
    this.#first ??= minute;
    for (let next = Math.max(this.#last + 1, minute - MINUTES + 1); next <= minute; next++) {
      for (const { rises } of this.#counters.values()) rises[next % MINUTES] = 0;
    }
    this.#last = Math.max(this.#last, minute);
  }
}
