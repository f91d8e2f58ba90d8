import { ProviderFailure, UnknownSymbol } from './failures.ts';
import type { Price, PriceBatch, PriceSource } from './price.ts';

/**
 * Splits requests into calls of at most `size` symbols. If a provider refuses a whole call for a symbol that it does not
 * list, each of its symbols is requested in a call of its own.
 */
export function inBatches(source: PriceSource, size: number): PriceSource {
  return {
    prices: async (symbols, signal) => {
      const chunks = Array.from({ length: Math.ceil(symbols.length / size) }, (_, index) =>
        symbols.slice(index * size, (index + 1) * size),
      );
      const batches: PriceBatch[] = [];
      const failed: ProviderFailure[] = [];
      for (const chunk of chunks) {
        try {
          batches.push(await wholeOrOneByOne(source, chunk, signal));
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

async function wholeOrOneByOne(
  source: PriceSource,
  symbols: readonly string[],
  signal: AbortSignal | undefined,
): Promise<PriceBatch> {
  try {
    return await source.prices(symbols, signal);
  } catch (error) {
    if (!(error instanceof UnknownSymbol)) throw error;
    if (symbols.length === 1) return failedBatch(symbols, error);
  }
  const batches: PriceBatch[] = [];
  for (const symbol of symbols) {
    try {
      batches.push(await source.prices([symbol], signal));
    } catch (error) {
      if (!(error instanceof ProviderFailure || error instanceof UnknownSymbol)) throw error;
      batches.push(failedBatch([symbol], error));
    }
  }
  return merged(batches);
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
