import type { Price } from '@qt/market-data';

/** Where trading asks for prices: fresh, or as old as they are. Rejects where there is none. */
export interface LatestPrices {
  latest(symbol: string): Promise<Price>;
}

export interface PricesBySymbol {
  readonly prices: ReadonlyMap<string, Price>;
  /** Why a symbol has no price. */
  readonly failures: ReadonlyMap<string, Error>;
}

/** The latest price of each symbol, or the reason why there is none. Never rejects. */
export async function latestPrices(source: LatestPrices, symbols: readonly string[]): Promise<PricesBySymbol> {
  const prices = new Map<string, Price>();
  const failures = new Map<string, Error>();
  const ask = async (symbol: string) => {
    try {
      prices.set(symbol, await source.latest(symbol));
    } catch (error) {
      failures.set(symbol, error instanceof Error ? error : new Error(String(error)));
    }
  };
  await Promise.all([...new Set(symbols)].map(ask));
  return { prices, failures };
}
