import { ProviderFailure, UnknownSymbol } from './failures.ts';
import type { Price, PriceBatch, PriceSource } from './price.ts';

/**
 * Splits requests into calls of at most `size` symbols. If a provider refuses a whole call for a symbol that it does not
 * list, the call is halved until that symbol is found; from then on it is requested alone, so that the others need one call.
 */
export function inBatches(source: PriceSource, size: number): PriceSource {
  const refused = new Set<string>();
  const request = async (symbols: readonly string[], signal: AbortSignal | undefined): Promise<PriceBatch> => {
    try {
      const batch = await source.prices(symbols, signal);
      for (const symbol of symbols) refused.delete(symbol);
      return batch;
    } catch (error) {
      if (!(error instanceof UnknownSymbol)) throw error;
      const [only, ...others] = symbols;
      if (only !== undefined && others.length === 0) {
        refused.add(only);
        return failedBatch(symbols, error);
      }
    }
    const half = Math.ceil(symbols.length / 2);
    return merged([
      await settledRequest(symbols.slice(0, half), signal),
      await settledRequest(symbols.slice(half), signal),
    ]);
  };
  /** A failure of the provider becomes the failure of each symbol. */
  const settledRequest = async (symbols: readonly string[], signal: AbortSignal | undefined): Promise<PriceBatch> => {
    try {
      return await request(symbols, signal);
    } catch (error) {
      if (error instanceof ProviderFailure) return failedBatch(symbols, error);
      throw error;
    }
  };
  return {
    prices: async (symbols, signal) => {
      const together = symbols.filter((symbol) => !refused.has(symbol));
      const chunks = [
        ...Array.from({ length: Math.ceil(together.length / size) }, (_, index) =>
          together.slice(index * size, (index + 1) * size),
        ),
        ...symbols.filter((symbol) => refused.has(symbol)).map((symbol) => [symbol]),
      ];
      const batches: PriceBatch[] = [];
      const failed: ProviderFailure[] = [];
      for (const chunk of chunks) {
        try {
          batches.push(await request(chunk, signal));
        } catch (error) {
          if (!(error instanceof ProviderFailure)) throw error;
          failed.push(error);
          batches.push(failedBatch(chunk, error));
        }
      }
      const [failure] = failed;
      if (failure !== undefined && failed.length === chunks.length) throw failure;
      return merged(batches);
    },
  };
}

/** A batch in which every symbol failed with the same error. */
export function failedBatch(symbols: readonly string[], error: Error): PriceBatch {
  return { prices: new Map(), failures: new Map(symbols.map((symbol) => [symbol, error])) };
}

function merged(batches: readonly PriceBatch[]): PriceBatch {
  return {
    prices: new Map<string, Price>(batches.flatMap(({ prices }) => [...prices])),
    failures: new Map<string, Error>(batches.flatMap(({ failures }) => [...failures])),
  };
}
