import { ProviderFailure } from '../failures.ts';
import type { Price, PriceBatch } from '../price.ts';

/**
 * One answer taken apart by symbol. A quiet or absent market is that symbol's own failure; garbage anywhere, or
 * nothing usable at all, is the whole answer's.
 */
export function priceBatch(symbols: readonly string[], priceOf: (symbol: string) => Price): PriceBatch {
  const prices = new Map<string, Price>();
  const failures = new Map<string, Error>();
  for (const symbol of symbols) {
    try {
      prices.set(symbol, priceOf(symbol));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error instanceof ProviderFailure && error.kind === 'garbage') throw error;
      failures.set(symbol, error);
    }
  }
  const [failure] = [...failures.values()].filter((error) => error instanceof ProviderFailure);
  if (prices.size === 0 && failure !== undefined) throw failure;
  return { prices, failures };
}
