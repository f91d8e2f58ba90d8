import { type Candle, messageOf } from '@qt/contracts';
import { INTERVAL_MS, ProviderFailure, providerOf } from '@qt/market-data';
import { CandlesGapped, type FeatureVector, featuresOfLast } from '@qt/model';
import type { Pacer } from '@qt/nest-service';
import pLimit from 'p-limit';
import type { WalkFailure } from './walk-report.ts';

/** The features of each symbol with usable candles, and why the others have none. */
export interface MarketView {
  readonly features: ReadonlyMap<string, FeatureVector>;
  readonly failures: readonly WalkFailure[];
  /** Symbols that have no features for now, because candles are missing at the exchange. */
  readonly skipped: readonly { readonly symbol: string; readonly reason: string }[];
}

export interface ViewOptions {
  /** A symbol's closed one-minute candles, oldest first, as many as the features look back on. */
  readonly readCandles: (symbol: string) => Promise<readonly Candle[]>;
  /** The oldest acceptable last close, in ms before `now`. */
  readonly maxCandleAgeMs: number;
  /** Unix ms. */
  readonly now: () => number;
  readonly pace: Pacer;
}

/** Few enough not to flood a slow provider. */
const CONCURRENT_READS = 8;

/** Reads the candles of every symbol and computes its features. A symbol that fails does not hold up the others. */
export async function viewMarket(symbols: readonly string[], options: ViewOptions): Promise<MarketView> {
  const features = new Map<string, FeatureVector>();
  const failures: WalkFailure[] = [];
  const skipped: { symbol: string; reason: string }[] = [];
  await pLimit(CONCURRENT_READS).map(symbols, async (symbol) => {
    try {
      const candles = await options.readCandles(symbol);
      rejectOld(candles, options);
      features.set(symbol, featuresOfLast(candles));
    } catch (error) {
      if (error instanceof CandlesGapped) skipped.push({ symbol, reason: error.message });
      else failures.push({ symbol, profile: null, provider: providerOf(error), error: messageOf(error) });
    }
    await options.pace();
  });
  return { features, failures, skipped };
}

function rejectOld(candles: readonly Candle[], { maxCandleAgeMs, now }: ViewOptions): void {
  const last = candles.at(-1);
  if (last === undefined) return;
  const age = now() - (last.openTime + INTERVAL_MS['1m']);
  if (age <= maxCandleAgeMs) return;
  const seconds = (ms: number) => Math.ceil(ms / 1000);
  const reason = `candles: expected a last close at most ${seconds(maxCandleAgeMs)} s old, actual ${seconds(age)} s`;
  throw new ProviderFailure('binance', 'stale', reason);
}
