import { Injectable } from '@nestjs/common';
import { amount, type OrderTerms } from '@qt/domain';
import { isOfExchange, MarketData, MarketDataUnavailable, type Price, ProviderFailure } from '@qt/market-data';
import type { Quote } from './domain/quote.ts';

export interface QuotesBySymbol {
  readonly quotes: ReadonlyMap<string, Quote>;
  /** Why a symbol has none. */
  readonly failures: ReadonlyMap<string, Error>;
}

/** An order goes out on a price at most this old, in ms, if a provider has one. */
const MAX_PRICE_AGE_MS = 5000;

/** The latest prices, fresh or stale, as amounts. */
@Injectable()
export class QuotesService {
  constructor(private readonly market: MarketData) {}

  /** The price to place an order near. For a sell the last known one will do: an exit does not wait for a provider. */
  async latestFor({ symbol, side }: Pick<OrderTerms, 'symbol' | 'side'>): Promise<Quote | null> {
    return (await this.latest(symbol)) ?? (side === 'sell' ? this.lastKnown(symbol) : null);
  }

  /** The newest price so far, however old; null: there has been none. */
  lastKnown(symbol: string): Quote | null {
    const price = this.market.lastKnownPrice(symbol);
    return price === undefined ? null : quoteOf(price);
  }

  /** Null: no provider has a price. */
  async latest(symbol: string): Promise<Quote | null> {
    const { quotes, failures } = await this.latestOf([symbol]);
    const failure = failures.get(symbol);
    if (failure === undefined) return quotes.get(symbol) ?? null;
    if (failure instanceof MarketDataUnavailable || failure instanceof ProviderFailure) return null;
    throw failure;
  }

  /** Never rejects. */
  async latestOf(symbols: readonly string[]): Promise<QuotesBySymbol> {
    const { prices, failures } = await this.market.prices(symbols, { maxAgeMs: MAX_PRICE_AGE_MS });
    return { quotes: new Map([...prices].map(([symbol, price]) => [symbol, quoteOf(price)])), failures };
  }
}

function quoteOf(price: Price): Quote {
  return { price: amount(price.price), observedAt: price.observedAt, shownOnly: !isOfExchange(price) };
}
