import type { ProviderName } from '@qt/catalogue';
import { MarketDataUnavailable, ProviderFailure, UnknownSymbol } from './failures.ts';
import type { Price, PriceBatch, PriceSource } from './price.ts';

/** A source with the name that failovers are told by. */
export interface NamedSource {
  readonly provider: ProviderName;
  readonly prices: PriceSource;
}

/** Told once for each call that moves on. `symbols` are those still without a price. */
export type FailoverListener = (
  from: ProviderName,
  to: ProviderName,
  failure: ProviderFailure,
  symbols: readonly string[],
) => void;

/**
 * Sources in order of preference as one: each is asked for what those before it could not give.
 * @throws MarketDataUnavailable when all of them failed; UnknownSymbol when the first of them that answers knows no
 * such symbol
 */
export function withFailover(sources: readonly NamedSource[], onFailover: FailoverListener): PriceSource {
  const latestOf: PriceSource['latestOf'] = async (symbols, signal): Promise<PriceBatch> => {
    const prices = new Map<string, Price>();
    const refused = new Map<string, Error>();
    const failed = new Map<string, ProviderFailure[]>(symbols.map((symbol) => [symbol, []]));

    for (const [index, { provider, prices: source }] of sources.entries()) {
      const wanted = [...failed.keys()];
      const batch = await outcomeOf(source, wanted, signal);
      for (const symbol of wanted) {
        const price = batch.prices.get(symbol);
        const failure = batch.failures.get(symbol);
        if (price !== undefined) prices.set(symbol, price);
        else if (failure instanceof ProviderFailure) failed.get(symbol)?.push(failure);
        // Only who is asked first can say that a symbol does not exist; the next one may just not carry it.
        else if (index === 0 && failure !== undefined) refused.set(symbol, failure);
        if (price !== undefined || refused.has(symbol)) failed.delete(symbol);
      }
      const next = sources[index + 1];
      if (failed.size === 0 || next === undefined) break;
      const [failure] = [...failed.values()].flatMap((failures) => failures.filter((f) => f.provider === provider));
      if (failure !== undefined) onFailover(provider, next.provider, failure, [...failed.keys()]);
    }

    const unavailable = [...failed].map(
      ([symbol, failures]) => [symbol, new MarketDataUnavailable(symbol, 'price', failures)] as const,
    );
    return { prices, failures: new Map<string, Error>([...refused, ...unavailable]) };
  };

  return {
    latestOf,
    latest: async (symbol, signal) => {
      const { prices, failures } = await latestOf([symbol], signal);
      const price = prices.get(symbol);
      if (price === undefined) throw failures.get(symbol) ?? new MarketDataUnavailable(symbol, 'price', []);
      return price;
    },
  };
}

/** A source's answer; its failure as a whole becomes that of each symbol. */
async function outcomeOf(
  source: PriceSource,
  symbols: readonly string[],
  signal: AbortSignal | undefined,
): Promise<PriceBatch> {
  const [only] = symbols;
  try {
    if (symbols.length !== 1 || only === undefined) return await source.latestOf(symbols, signal);
    return { prices: new Map([[only, await source.latest(only, signal)]]), failures: new Map() };
  } catch (error) {
    if (!(error instanceof ProviderFailure || error instanceof UnknownSymbol)) throw error;
    return { prices: new Map(), failures: new Map(symbols.map((symbol) => [symbol, error])) };
  }
}
