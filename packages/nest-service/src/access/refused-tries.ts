/** A bucket of attempts that are recorded one by one; it refills with time. */
interface Allowance {
  left: number;
  at: number;
}

/** How many refused attempts are recorded one by one: at once, and one more each so often. */
const PER_SOURCE = { burst: 10, everyMs: 60_000 };
const ALTOGETHER = { burst: 60, everyMs: 10_000 };
/** More sources than this share one allowance, so that their number cannot fill the memory. */
const MOST_SOURCES = 256;
const OTHERS = 'other sources';

/** Refused attempts that were counted and not recorded one by one. Times in Unix ms. */
export interface SuppressedTries {
  readonly count: number;
  readonly since: number;
  readonly until: number;
  /** How many by source, most first. */
  readonly sources: readonly (readonly [string, number])[];
}

/**
 * Decides which refused attempts are recorded one by one. The others are counted, so that a flood of wrong tokens leaves a
 * few rows and a sum, costs no write each, and pushes nothing out.
 */
export class RefusedTries {
  readonly #bySource = new Map<string, Allowance>();
  readonly #all: Allowance = { left: ALTOGETHER.burst, at: 0 };
  readonly #suppressed = new Map<string, number>();
  #since = 0;
  #until = 0;

  /** Whether this attempt is to be recorded; if not, it is counted. */
  admit(source: string, now: number): boolean {
    const known = this.#bySource.has(source) || this.#bySource.size < MOST_SOURCES || this.#forgetIdle(now);
    const name = known ? source : OTHERS;
    const own = this.#bySource.get(name) ?? { left: PER_SOURCE.burst, at: now };
    this.#bySource.set(name, own);
    refill(own, PER_SOURCE, now);
    refill(this.#all, ALTOGETHER, now);
    if (own.left >= 1 && this.#all.left >= 1) {
      own.left--;
      this.#all.left--;
      return true;
    }
    if (this.#suppressed.size === 0) this.#since = now;
    this.#until = now;
    this.#suppressed.set(name, (this.#suppressed.get(name) ?? 0) + 1);
    return false;
  }

  /** What was counted since the last call; `undefined`: nothing. */
  takeSuppressed(): SuppressedTries | undefined {
    if (this.#suppressed.size === 0) return undefined;
    const sources = [...this.#suppressed].sort(([, a], [, b]) => b - a);
    this.#suppressed.clear();
    const count = sources.reduce((sum, [, n]) => sum + n, 0);
    return { count, since: this.#since, until: this.#until, sources };
  }

  /** Makes room by dropping the sources that have their whole allowance again and nothing counted. */
  #forgetIdle(now: number): boolean {
    for (const [source, own] of this.#bySource) {
      refill(own, PER_SOURCE, now);
      if (own.left >= PER_SOURCE.burst && !this.#suppressed.has(source)) this.#bySource.delete(source);
    }
    return this.#bySource.size < MOST_SOURCES;
  }
}

function refill(allowance: Allowance, { burst, everyMs }: typeof PER_SOURCE, now: number): void {
  const passed = Math.max(0, now - allowance.at);
  allowance.left = Math.min(burst, allowance.left + passed / everyMs);
  allowance.at = now;
}
