import type { CandleSource } from '../candles.ts';
import type { PriceSource } from '../price.ts';

/** One question to a provider. */
export interface Call {
  readonly operation: 'latest' | 'latestOf' | 'candles';
  readonly symbols: readonly string[];
  /** The caller's own wish to stop. */
  readonly signal: AbortSignal | undefined;
}

/** Runs a question's work: bounded in time, repeated, refused, recorded. Policies nest: `compose(outer, inner)`. */
export type CallPolicy = <T>(call: Call, work: (signal: AbortSignal | undefined) => Promise<T>) => Promise<T>;

/** The outer policy around each run of the inner one. */
export function compose(outer: CallPolicy, inner: CallPolicy): CallPolicy {
  return (call, work) => outer(call, (signal) => inner({ ...call, signal }, work));
}

/** The same source, each of its calls under a policy. */
export function pricesUnder(policy: CallPolicy, source: PriceSource): PriceSource {
  return {
    latest: (symbol, signal) =>
      policy({ operation: 'latest', symbols: [symbol], signal }, (inner) => source.latest(symbol, inner)),
    latestOf: (symbols, signal) =>
      policy({ operation: 'latestOf', symbols, signal }, (inner) => source.latestOf(symbols, inner)),
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
