import type { ProviderName } from '@qt/catalogue';
import type { Amount } from '@qt/domain';

/** A price that the guard has asked a provider for itself. */
export interface MarketPrice {
  readonly symbol: string;
  /** In USDT. */
  readonly price: Amount;
  readonly source: ProviderName;
  /** When the provider observed it, Unix ms. */
  readonly observedAt: number;
}

/** The guard's own prices: the newest of each symbol, whatever its age. */
export class MarketPrices {
  readonly #newest = new Map<string, MarketPrice>();

  /** An older price than the known one changes nothing: a fallback may lag behind. */
  accept(prices: Iterable<MarketPrice>): void {
    for (const price of prices) {
      const known = this.#newest.get(price.symbol);
      if (known === undefined || price.observedAt >= known.observedAt) this.#newest.set(price.symbol, price);
    }
  }

  latest(symbol: string): MarketPrice | null {
    return this.#newest.get(symbol) ?? null;
  }

  /** Sorted by symbol. */
  all(): MarketPrice[] {
    return [...this.#newest.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  }
}
