import type { PriceSource } from './price.ts';

/** Whether prices are available, by the answers so far. Times are Unix ms. */
export interface PriceAvailability {
  /** The youngest price of any symbol: when the provider observed it, and when it arrived. Null before the first. */
  readonly newest: { readonly observedAt: number; readonly receivedAt: number } | null;
  /** Why a price is missing, if the latest request for every symbol failed; else null. */
  readonly failure: string | null;
}

export interface WatchedPrices extends PriceSource {
  availability(): PriceAvailability;
}

/** Records the availability of the source's prices. */
export function withAvailability(source: PriceSource, now: () => number): WatchedPrices {
  let newest: PriceAvailability['newest'] = null;
  const priced = new Set<string>();
  const failures = new Map<string, string>();
  return {
    prices: async (symbols, signal) => {
      const batch = await source.prices(symbols, signal);
      for (const [symbol, { observedAt }] of batch.prices) {
        failures.delete(symbol);
        priced.add(symbol);
        if (newest === null || observedAt >= newest.observedAt) newest = { observedAt, receivedAt: now() };
      }
      for (const [symbol, error] of batch.failures) {
        priced.delete(symbol);
        failures.set(symbol, error.message);
      }
      return batch;
    },
    availability: () => {
      const [failure = null] = failures.values();
      return { newest, failure: priced.size === 0 ? failure : null };
    },
  };
}
