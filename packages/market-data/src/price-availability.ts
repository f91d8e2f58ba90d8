import { isOfExchange, type Price, type PriceSource } from './price.ts';

/** Whether prices are available, by the answers so far. Times are Unix ms. */
export interface PriceAvailability {
  /** The youngest price of any symbol: when the provider observed it, and when it arrived. Null before the first. */
  readonly newest: { readonly observedAt: number; readonly receivedAt: number } | null;
  /** Why a price is missing, if the latest request for every symbol failed; else null. */
  readonly failure: string | null;
  /** The exchange gives no price of any symbol: the source of those that there are. Null while it gives one, or none is. */
  readonly shownOnlyBy: Price['source'] | null;
}

export interface WatchedPrices extends PriceSource {
  availability(): PriceAvailability;
  /** The newest price of a symbol so far, whatever its age; undefined before the first. */
  lastKnown(symbol: string): Price | undefined;
}

/** Records the availability of the source's prices. */
export function withAvailability(source: PriceSource, now: () => number): WatchedPrices {
  let newest: PriceAvailability['newest'] = null;
  const lastKnown = new Map<string, Price>();
  const priced = new Map<string, Price['source']>();
  const failures = new Map<string, string>();
  return {
    prices: async (symbols, signal) => {
      const batch = await source.prices(symbols, signal);
      for (const [symbol, price] of batch.prices) {
        const { observedAt } = price;
        if (observedAt >= (lastKnown.get(symbol)?.observedAt ?? 0)) lastKnown.set(symbol, price);
        failures.delete(symbol);
        priced.set(symbol, price.source);
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
      const [source = null] = priced.values();
      const shownOnlyBy = [...priced.values()].some((each) => isOfExchange({ source: each })) ? null : source;
      return { newest, failure: priced.size === 0 ? failure : null, shownOnlyBy };
    },
    lastKnown: (symbol) => lastKnown.get(symbol),
  };
}
