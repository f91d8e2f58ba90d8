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
  /** The one before the newest. */
  readonly #previous = new Map<string, MarketPrice>();

  /** An older price than the known one changes nothing: a fallback may lag behind. */
  accept(prices: Iterable<MarketPrice>): void {
    for (const price of prices) {
      const known = this.#newest.get(price.symbol);
      if (known !== undefined && price.observedAt < known.observedAt) continue;
      const again = known?.observedAt === price.observedAt && known.source === price.source;
      if (known !== undefined && !again) this.#previous.set(price.symbol, known);
      this.#newest.set(price.symbol, price);
    }
  }

  latest(symbol: string): MarketPrice | null {
    return this.#newest.get(symbol) ?? null;
  }

  /** The price that two observations in a row reach, in USDT, so that no single wrong one counts; null: there is only one. */
  confirmed(symbol: string): Amount | null {
    const [newest, previous] = [this.#newest.get(symbol), this.#previous.get(symbol)];
    if (newest === undefined || previous === undefined) return null;
    return newest.price.lessThan(previous.price) ? newest.price : previous.price;
  }

  /** Sorted by symbol. */
  all(): MarketPrice[] {
    return [...this.#newest.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  }
}
