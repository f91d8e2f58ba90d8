import type { PriceSource } from './price.ts';

/** What the answers so far say of whether prices can be had. Times are Unix ms. */
export interface PriceAvailability {
  /** The youngest price of any symbol: when the provider saw it, and when it arrived. Null before the first. */
  readonly newest: { readonly observedAt: number; readonly receivedAt: number } | null;
  /** Why the latest request for every symbol failed; null where one of them brought a price, or none was made. */
  readonly failure: string | null;
}

export interface WatchedPrices extends PriceSource {
  availability(): PriceAvailability;
}

/** The same source, remembering what its answers say of the availability of prices. */
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
