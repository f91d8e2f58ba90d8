import type { InstrumentStatus } from '@qt/contracts';
import { coinOf } from './coin-ids.ts';

/** The traded symbols, with their names at both providers. */
export class Listing {
  readonly symbols: readonly string[];
  readonly #listed: ReadonlySet<string>;
  readonly #statuses = new Map<string, InstrumentStatus>();
  readonly #byCoin: ReadonlyMap<string, string>;

  constructor(symbols: readonly string[]) {
    this.symbols = symbols;
    this.#listed = new Set(symbols);
    this.#byCoin = new Map(symbols.map((symbol) => [coinOf(symbol), symbol]));
  }

  has(symbol: string): boolean {
    return this.#listed.has(symbol) && this.statusOf(symbol) !== 'UNLISTED';
  }

  /** Whether the exchange trades it now. */
  statusOf(symbol: string): InstrumentStatus {
    return this.#statuses.get(symbol) ?? 'TRADING';
  }

  /** Halts, delists or lists a configured symbol; false: it is none. */
  setStatus(symbol: string, status: InstrumentStatus): boolean {
    if (!this.#listed.has(symbol)) return false;
    this.#statuses.set(symbol, status);
    return true;
  }

  /** The symbol whose base asset CoinGecko knows under this id. */
  symbolOf(coinId: string): string | undefined {
    return this.#byCoin.get(coinId);
  }
}
