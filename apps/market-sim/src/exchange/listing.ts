import { coinOf } from './coin-ids.ts';

/** The traded symbols, with their names at both providers. */
export class Listing {
  readonly symbols: readonly string[];
  readonly #listed: ReadonlySet<string>;
  readonly #byCoin: ReadonlyMap<string, string>;

  constructor(symbols: readonly string[]) {
    this.symbols = symbols;
    this.#listed = new Set(symbols);
    this.#byCoin = new Map(symbols.map((symbol) => [coinOf(symbol), symbol]));
  }

  has(symbol: string): boolean {
    return this.#listed.has(symbol);
  }

  /** The symbol whose base asset CoinGecko knows under this id. */
  symbolOf(coinId: string): string | undefined {
    return this.#byCoin.get(coinId);
  }
}
