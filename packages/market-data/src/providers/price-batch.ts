import { ProviderFailure } from '../failures.ts';
import type { Price, PriceBatch } from '../price.ts';

/**
 * The prices of one answer, whose entry for each symbol `priceOf` reads. A symbol whose entry is unknown, stale or garbage
 * fails alone. If no symbol has a price, that is a failure of the whole answer, and of the provider if there are several.
 */
export function priceBatch<T>(
  entries: Iterable<readonly [symbol: string, T]>,
  priceOf: (symbol: string, entry: T) => Price,
): PriceBatch {
  const prices = new Map<string, Price>();
  const failures = new Map<string, Error>();
  for (const [symbol, entry] of entries) {
    try {
      prices.set(symbol, priceOf(symbol, entry));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failures.set(symbol, error);
    }
  }
  const failure = [...failures.values()].find((error) => error instanceof ProviderFailure);
  if (prices.size === 0 && failure !== undefined) throw failures.size === 1 ? failure : failure.ofProvider();
  return { prices, failures };
}
