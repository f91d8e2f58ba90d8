import type { CacheName, Instruments, Log, LogFields } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';

/** What a cache is recorded in, and its clock. */
export interface CacheRecords {
  readonly instruments: Instruments<'qt_cache_hits_total' | 'qt_cache_fallbacks_total'>;
  readonly log: Pick<Log, 'event'>;
  /** Unix ms. */
  readonly now: () => number;
}

/** What is looked up, for the debug label and the log line. */
export interface CacheContext extends LogFields {
  readonly symbol?: string;
}

/** Counts a cache's lookups and fallbacks. Its series exist from the start. */
export class CacheRecorder {
  readonly #name: CacheName;
  readonly #records: CacheRecords;

  constructor(name: CacheName, records: CacheRecords) {
    this.#name = name;
    this.#records = records;
    const { qt_cache_hits_total: lookups, qt_cache_fallbacks_total: fallbacks } = records.instruments;
    lookups.declare({ cache_name: name, result: 'hit' });
    lookups.declare({ cache_name: name, result: 'miss' });
    fallbacks.declare({ cache_name: name });
  }

  lookup(result: 'hit' | 'miss', context: CacheContext): void {
    const labels = { cache_name: this.#name, result, ...symbolOf(context) };
    this.#records.instruments.qt_cache_hits_total.add(1, labels);
  }

  /** A value of this age was served, because the source failed with `error`. */
  fallback(context: CacheContext, ageMs: number, error: unknown): void {
    const { instruments, log } = this.#records;
    instruments.qt_cache_fallbacks_total.add(1, { cache_name: this.#name, ...symbolOf(context) });
    const fields = { cache_name: this.#name, age_seconds: ageMs / 1000, error: messageOf(error) };
    log.event('cache.fallback.activated', { ...context, ...fields });
  }
}

function symbolOf({ symbol }: CacheContext) {
  return symbol === undefined ? {} : { symbol };
}
