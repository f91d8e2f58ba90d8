import { MINUTE_MS } from '@qt/contracts';
import { type Amount, amount } from '@qt/domain';
import type { AgedPrice, MarketData } from '@qt/market-data';
import { type History, indexAt } from '../history/history.ts';
import { instrumentAt } from './instrument.ts';

/**
 * Prices of a history on a clock of its own. What is decided at a candle's close meets the open of the next one, the
 * first price after it; while minutes are missing there is none.
 */
export class VirtualMarket {
  /** Unix ms, at the close of a candle. */
  time = 0;
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
  }

  readonly now = (): number => this.time;

  /** USDT; undefined: the next minute is missing. */
  priceOf(symbol: string): number | undefined {
    const candles = this.#history.get(symbol) ?? [];
    const next = candles[indexAt(candles, this.time)];
    return next?.openTime === this.time ? next.open : undefined;
  }

  /** The newest price so far, USDT. */
  lastPriceOf(symbol: string): number | undefined {
    const candles = this.#history.get(symbol) ?? [];
    return this.priceOf(symbol) ?? candles[indexAt(candles, this.time - MINUTE_MS + 1) - 1]?.close;
  }

  /** Of every symbol that has one. */
  prices(): { symbol: string; price: Amount; observedAt: number; source: 'binance' }[] {
    return [...this.#history.keys()].flatMap((symbol) => {
      const price = this.priceOf(symbol);
      return price === undefined
        ? []
        : { symbol, price: amount(decimalOf(price)), observedAt: this.time, source: 'binance' as const };
    });
  }

  /** As the account's services ask for them. */
  asMarketData(): MarketData {
    const aged = (symbol: string, price: number): AgedPrice => ({
      symbol,
      price: decimalOf(price),
      source: 'binance',
      observedAt: this.time,
      stale: false,
      ageMs: 0,
    });
    const market: Pick<MarketData, 'prices' | 'lastKnownPrice' | 'instruments'> = {
      prices: async (symbols) => {
        const prices = new Map<string, AgedPrice>();
        const failures = new Map<string, Error>();
        for (const symbol of symbols) {
          const price = this.priceOf(symbol);
          if (price === undefined) failures.set(symbol, new Error(`no price of ${symbol}: its minute is missing`));
          else prices.set(symbol, aged(symbol, price));
        }
        return { prices, failures };
      },
      instruments: async () =>
        new Map([...this.#history].map(([symbol, [first]]) => [symbol, instrumentAt(symbol, first?.open ?? 1)])),
      lastKnownPrice: (symbol) => {
        const price = this.lastPriceOf(symbol);
        return price === undefined ? undefined : aged(symbol, price);
      },
    };
    // The class has caches and breakers; what trades asks for these.
    return market as MarketData;
  }
}

/** Without an exponent, at most 18 decimals. */
function decimalOf(price: number): string {
  const text = price.toString();
  return text.includes('e') ? price.toFixed(18).replace(/0+$/, '') : text;
}
