import type { CandleSource } from '../candles.ts';
import type { PriceSource } from '../price.ts';

/** One call to a provider. */
export interface Call {
  readonly operation: 'prices' | 'candles';
  readonly symbols: readonly string[];
  /** Aborted when the caller no longer waits. */
  readonly signal: AbortSignal | undefined;
}

/** Runs the work of a call: with a time limit, retries, a breaker, records. Policies nest: `compose(outer, inner)`. */
export type CallPolicy = <T>(call: Call, work: (signal: AbortSignal | undefined) => Promise<T>) => Promise<T>;

/** The outer policy around each run of the inner one. */
export function compose(outer: CallPolicy, inner: CallPolicy): CallPolicy {
  return (call, work) => outer(call, (signal) => inner({ ...call, signal }, work));
}

/** The same source, each of its calls under a policy. */
export function pricesUnder(policy: CallPolicy, source: PriceSource): PriceSource {
  return {
    prices: (symbols, signal) =>
      policy({ operation: 'prices', symbols, signal }, (inner) => source.prices(symbols, inner)),
  };
}

/** The same source, each of its calls under a policy. */
export function candlesUnder(policy: CallPolicy, source: CandleSource): CandleSource {
  return {
    candles: (symbol, interval, window, signal) =>
      policy({ operation: 'candles', symbols: [symbol], signal }, (inner) =>
        source.candles(symbol, interval, window, inner),
      ),
  };
}
