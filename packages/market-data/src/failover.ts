import type { ProviderName } from '@qt/catalogue';
import { failedBatch } from './batches.ts';
import { MarketDataUnavailable, ProviderFailure, UnknownSymbol } from './failures.ts';
import type { Price, PriceBatch, PriceSource } from './price.ts';

export interface NamedSource {
  readonly provider: ProviderName;
  readonly source: PriceSource;
}

/** Called once for each batch that moves on to the next provider. `symbols`: those still without a price. */
export type FailoverListener = (
  from: ProviderName,
  to: ProviderName,
  failure: ProviderFailure,
  symbols: readonly string[],
) => void;

/**
 * Requests from each source, in order of preference, the prices that the previous ones did not have. A symbol without a
 * price fails with MarketDataUnavailable, or with UnknownSymbol if the first source does not list it.
 */
export function withFailover(sources: readonly NamedSource[], onFailover: FailoverListener): PriceSource {
  return {
    prices: async (symbols, signal): Promise<PriceBatch> => {
      const prices = new Map<string, Price>();
      const unknown = new Map<string, Error>();
      const missing = new Map<string, ProviderFailure[]>(symbols.map((symbol) => [symbol, []]));

      for (const [index, { provider, source }] of sources.entries()) {
        const requested = [...missing.keys()];
        const batch = await batchFrom(source, requested, signal);
        for (const symbol of requested) {
          const price = batch.prices.get(symbol);
          const failure = batch.failures.get(symbol);
          if (price !== undefined) prices.set(symbol, price);
          else if (failure instanceof ProviderFailure) missing.get(symbol)?.push(failure);
          // Only the first source decides whether a symbol exists; the others may not carry it.
          else if (index === 0 && failure !== undefined) unknown.set(symbol, failure);
          if (price !== undefined || unknown.has(symbol)) missing.delete(symbol);
        }
        const next = sources[index + 1];
        if (missing.size === 0 || next === undefined) break;
        const failure = [...missing.values()].flat().find((one) => one.provider === provider);
        if (failure !== undefined) onFailover(provider, next.provider, failure, [...missing.keys()]);
      }

      const unavailable = [...missing].map(
        ([symbol, failures]) => [symbol, new MarketDataUnavailable(symbol, 'price', failures)] as const,
      );
      return { prices, failures: new Map<string, Error>([...unknown, ...unavailable]) };
    },
  };
}

/** A failure of the whole call becomes the failure of each symbol. */
async function batchFrom(
  source: PriceSource,
  symbols: readonly string[],
  signal: AbortSignal | undefined,
): Promise<PriceBatch> {
  try {
    return await source.prices(symbols, signal);
  } catch (error) {
    if (error instanceof ProviderFailure || error instanceof UnknownSymbol) return failedBatch(symbols, error);
    throw error;
  }
}
