import type { ProviderName } from '@qt/catalogue';
import type { Candle, WalkReport } from '@qt/contracts';
import { MarketDataUnavailable, ProviderFailure } from '@qt/market-data';
import { type FeatureVector, featuresOfLast } from '@qt/model';
import type { Pacer } from '@qt/nest-service';

export type WalkFailure = WalkReport['failures'][number];

/**
 * A symbol's closed one-minute candles, oldest first, as many as the features look back on; from the provider, or
 * from the cache. Throws what the provider failed with.
 */
export type ReadCandles = (symbol: string) => Promise<readonly Candle[]>;

/** What the model is to be shown: the features of each symbol that has usable candles, and why the others have none. */
export interface MarketView {
  readonly features: ReadonlyMap<string, FeatureVector>;
  readonly failures: readonly WalkFailure[];
}

export interface Viewing {
  readonly readCandles: ReadCandles;
  /** The oldest acceptable last close, in ms before `now`. */
  readonly maxCandleAgeMs: number;
  readonly now: () => number;
  readonly pace: Pacer;
}

/** Candles are asked for this many symbols at a time: a slow provider is not flooded, a warm cache is not waited for. */
const AT_A_TIME = 8;
const MINUTE_MS = 60_000;

/** Reads the candles of every symbol and computes its features. A symbol that fails does not hold up the others. */
export async function viewMarket(symbols: readonly string[], viewing: Viewing): Promise<MarketView> {
  const features = new Map<string, FeatureVector>();
  const failures: WalkFailure[] = [];
  const waiting = symbols.values();
  const work = async () => {
    for (const symbol of waiting) {
      try {
        const candles = await viewing.readCandles(symbol);
        refuseOld(candles, viewing);
        features.set(symbol, featuresOfLast(candles));
      } catch (error) {
        failures.push({ symbol, profile: null, provider: providerOf(error), error: messageOf(error) });
      }
      await viewing.pace();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return { features, failures };
}

function refuseOld(candles: readonly Candle[], { maxCandleAgeMs, now }: Viewing): void {
  const last = candles.at(-1);
  if (last === undefined) return;
  const age = now() - (last.openTime + MINUTE_MS);
  if (age > maxCandleAgeMs) {
    const seconds = (ms: number) => Math.ceil(ms / 1000);
    throw new ProviderFailure(
      'binance',
      'stale',
      `candles: expected a last close at most ${seconds(maxCandleAgeMs)} s old, actual ${seconds(age)} s`,
    );
  }
}

/** The provider that an error blames, if any. */
function providerOf(error: unknown): ProviderName | null {
  if (error instanceof ProviderFailure) return error.provider;
  if (error instanceof MarketDataUnavailable) return error.failures[0]?.provider ?? null;
  return null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
