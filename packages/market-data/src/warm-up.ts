import type { ProviderName } from '@qt/catalogue';
import { type CandleInterval, messageOf } from '@qt/contracts';
import pLimit from 'p-limit';
import type { CachedCandles } from './cache/candle-cache.ts';
import type { CachedPrices } from './cache/price-cache.ts';
import { MarketDataUnavailable, providerOf } from './failures.ts';

/** A price or candles that could not be refreshed. */
interface WarmFailure {
  readonly symbol: string;
  /** The provider that failed; null for a symbol that it does not list. */
  readonly provider: ProviderName | null;
  readonly error: string;
}

export interface WarmReport {
  /** Symbols whose price and candles were both refreshed. */
  readonly symbolsDone: number;
  readonly failures: readonly WarmFailure[];
}

const CONCURRENT_CANDLE_CALLS = 8;

/** Refreshes prices and candles of these symbols. */
export async function warmUp(
  symbols: readonly string[],
  interval: CandleInterval,
  { prices, candles }: { readonly prices: CachedPrices; readonly candles: CachedCandles },
): Promise<WarmReport> {
  const failures: WarmFailure[] = [];
  const failed = new Set<string>();
  const fail = (symbol: string, what: 'price' | 'candles', error: unknown) => {
    failed.add(symbol);
    failures.push(...failuresOf(symbol, what, error));
  };
  const refreshPrices = async () => {
    for (const [symbol, error] of (await prices.refresh(symbols)).failures) fail(symbol, 'price', error);
  };
  const refreshCandles = pLimit(CONCURRENT_CANDLE_CALLS).map(symbols, async (symbol) => {
    await candles.refresh(symbol, interval).catch((error: unknown) => fail(symbol, 'candles', error));
  });
  await Promise.all([refreshPrices(), refreshCandles]);
  return { symbolsDone: symbols.length - failed.size, failures };
}

function failuresOf(symbol: string, what: 'price' | 'candles', error: unknown): WarmFailure[] {
  if (error instanceof MarketDataUnavailable && error.failures.length > 0) {
    return error.failures.map((failure) => ({
      symbol,
      provider: failure.provider,
      error: `${what}: ${failure.message}`,
    }));
  }
  return [{ symbol, provider: providerOf(error), error: `${what}: ${messageOf(error)}` }];
}
