import type { ProviderOperation } from '@qt/catalogue';
import type { CandleSource } from '../candles.ts';
import type { ClockSource } from '../clock.ts';
import type { InstrumentSource } from '../instruments.ts';
import type { PriceSource } from '../price.ts';

/** One call to a provider. */
export interface Call {
  readonly operation: ProviderOperation;
  readonly symbols: readonly string[];
  /** Aborted when the caller stops waiting. */
  readonly signal: AbortSignal | undefined;
}

/** Runs the work of a call: with a time limit, with retries, under a circuit breaker. */
export type CallPolicy = <T>(call: Call, work: (signal: AbortSignal | undefined) => Promise<T>) => Promise<T>;

/** Runs the inner policy under the outer one. */
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

/** The same source, each of its calls under a policy. */
export function timeUnder(policy: CallPolicy, source: ClockSource): ClockSource {
  return { time: (signal) => policy({ operation: 'time', symbols: [], signal }, (inner) => source.time(inner)) };
}

/** The same source, each of its calls under a policy. */
export function instrumentsUnder(policy: CallPolicy, source: InstrumentSource): InstrumentSource {
  return {
    instruments: (symbols, signal) =>
      policy({ operation: 'instruments', symbols, signal }, (inner) => source.instruments(symbols, inner)),
  };
}
