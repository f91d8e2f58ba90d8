import { coinOf } from './coin-ids.ts';

/** The symbols that are traded, with their names at both providers. */
export interface Listing {
  readonly symbols: readonly string[];
  has(symbol: string): boolean;
  /** The symbol whose base asset CoinGecko knows under this id. */
  symbolOf(coinId: string): string | undefined;
}

export function createListing(symbols: readonly string[]): Listing {
  const listed = new Set(symbols);
  const byCoin = new Map(symbols.map((symbol) => [coinOf(symbol), symbol]));
  return { symbols, has: (symbol) => listed.has(symbol), symbolOf: (coinId) => byCoin.get(coinId) };
}
