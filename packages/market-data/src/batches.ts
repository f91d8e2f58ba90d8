import { UnknownSymbol } from './failures.ts';
import type { Price, PriceBatch, PriceSource } from './price.ts';

/**
 * The same source for any number of symbols, `size` of them a call. Where a provider refuses a whole batch for one
 * symbol that it does not list, the others are asked for one by one.
 */
export function inBatches(source: PriceSource, size: number): PriceSource {
  return {
    latest: source.latest,
    latestOf: async (symbols, signal) => {
      const prices = new Map<string, Price>();
      const failures = new Map<string, Error>();
      let answered = 0;
      for (let start = 0; start < symbols.length; start += size) {
        const chunk = symbols.slice(start, start + size);
        try {
          const batch = await wholeOrSingly(source, chunk, signal);
          for (const [symbol, price] of batch.prices) prices.set(symbol, price);
          for (const [symbol, error] of batch.failures) failures.set(symbol, error);
          answered += 1;
        } catch (error) {
          if (!(error instanceof Error) || (answered === 0 && start + size >= symbols.length)) throw error;
          for (const symbol of chunk) failures.set(symbol, error);
        }
      }
      return { prices, failures };
    },
  };
}

async function wholeOrSingly(
  source: PriceSource,
  symbols: readonly string[],
  signal: AbortSignal | undefined,
): Promise<PriceBatch> {
  try {
    return await source.latestOf(symbols, signal);
  } catch (error) {
    if (!(error instanceof UnknownSymbol)) throw error;
  }
  const prices = new Map<string, Price>();
  const failures = new Map<string, Error>();
  for (const symbol of symbols) {
    try {
      prices.set(symbol, await source.latest(symbol, signal));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failures.set(symbol, error);
    }
  }
  return { prices, failures };
}
