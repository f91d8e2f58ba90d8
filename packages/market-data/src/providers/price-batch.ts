import { ProviderFailure } from '../failures.ts';
import type { Price, PriceBatch } from '../price.ts';

/**
 * The prices of one answer, whose entry for each symbol `priceOf` reads. A stale or unknown symbol is a failure of that
 * symbol. Garbage in any entry, or no price at all, is a failure of the whole answer.
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
      if (error instanceof ProviderFailure && error.kind === 'garbage') throw error;
      failures.set(symbol, error);
    }
  }
  const failure = [...failures.values()].find((error) => error instanceof ProviderFailure);
  if (prices.size === 0 && failure !== undefined) throw failure;
  return { prices, failures };
}
