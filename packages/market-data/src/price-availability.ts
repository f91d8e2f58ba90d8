import type { PriceSource } from './price.ts';

/** What is known, without asking, of whether prices come. Times are Unix ms. */
export interface PriceSupply {
  /** The youngest price of any symbol: when the provider saw it, and when it came to us. Null before the first. */
  readonly newest: { readonly observedAt: number; readonly cameAt: number } | null;
  /** What the latest question about every symbol so far failed with; null where one brought a price, or none was asked. */
  readonly failure: string | null;
}

/** The same source, and what its answers so far say of the supply. */
export function withSupplyWatch(
  source: PriceSource,
  now: () => number,
): { readonly prices: PriceSource; supply(): PriceSupply } {
  let newest: PriceSupply['newest'] = null;
  const supplied = new Set<string>();
  const failures = new Map<string, string>();
  const came = (symbol: string, observedAt: number) => {
    failures.delete(symbol);
    supplied.add(symbol);
    if (newest === null || observedAt >= newest.observedAt) newest = { observedAt, cameAt: now() };
  };
  const failed = (symbol: string, error: unknown) => {
    supplied.delete(symbol);
    failures.set(symbol, error instanceof Error ? error.message : String(error));
  };
  const prices: PriceSource = {
    latest: async (symbol, signal) => {
      try {
        const price = await source.latest(symbol, signal);
        came(symbol, price.observedAt);
        return price;
      } catch (error) {
        failed(symbol, error);
        throw error;
      }
    },
    latestOf: async (symbols, signal) => {
      const batch = await source.latestOf(symbols, signal);
      for (const [symbol, price] of batch.prices) came(symbol, price.observedAt);
      for (const [symbol, error] of batch.failures) failed(symbol, error);
      return batch;
    },
  };
  const supply = (): PriceSupply => {
    const [failure = null] = failures.values();
    return { newest, failure: supplied.size === 0 ? failure : null };
  };
  return { prices, supply };
}
