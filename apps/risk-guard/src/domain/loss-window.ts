import { type Amount, ZERO } from '@qt/domain';

/** 24 hours in ms: how long a realised profit or loss counts. */
export const LOSS_WINDOW_MS = 24 * 60 * 60 * 1000;

/** Entries are kept for as long again, so that a clock that steps back finds them. */
const KEPT_MS = 2 * LOSS_WINDOW_MS;

/** Old entries are dropped in batches, so that dropping costs next to nothing on average. */
const DROP_BATCH = 1024;

export interface RealisedEntry {
  /** When the fill happened, Unix ms. */
  readonly at: number;
  /** Realised profit (above 0) or loss (below 0) after fees, in USDT. */
  readonly pnl: Amount;
}

/**
 * The rolling 24 h of realised profit and loss. An entry counts until it is exactly 24 h old. Entries may arrive in
 * any order; the clock may step back by up to 24 h. A reading only processes the entries that entered or left since the last one.
 */
export class LossWindow {
  /** Ascending by `at`. */
  readonly #entries: RealisedEntry[] = [];
  /** Index of the oldest entry that counts. */
  #first = 0;
  /** The sum from `#first` on. */
  #net: Amount = ZERO;

  constructor(entries: Iterable<RealisedEntry> = []) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: RealisedEntry): void {
    // They come nearly in order.
    const index = this.#entries.findLastIndex(({ at }) => at <= entry.at) + 1;
    this.#entries.splice(index, 0, entry);
    if (index < this.#first) this.#first += 1;
    else this.#net = this.#net.plus(entry.pnl);
  }

  /** The net realised loss of the 24 h before `now`, in USDT: max(0, −Σ P&L). */
  lossAt(now: number): Amount {
    this.#moveTo(now);
    return this.#net.isNegative() ? this.#net.negated() : ZERO;
  }

  #moveTo(now: number): void {
    const counts = (entry: RealisedEntry) => entry.at > now - LOSS_WINDOW_MS;
    for (let entry = this.#entries[this.#first]; entry !== undefined && !counts(entry); ) {
      this.#net = this.#net.minus(entry.pnl);
      entry = this.#entries[++this.#first];
    }
    for (let entry = this.#entries[this.#first - 1]; entry !== undefined && counts(entry); ) {
      this.#net = this.#net.plus(entry.pnl);
      entry = this.#entries[--this.#first - 1];
    }
    this.#dropOld(now);
  }

  #dropOld(now: number): void {
    const last = this.#entries[DROP_BATCH];
    if (last === undefined || last.at > now - KEPT_MS) return;
    this.#entries.splice(0, DROP_BATCH);
    this.#first -= DROP_BATCH;
  }
}
