import { Inject, Injectable } from '@nestjs/common';
import { amount } from '@qt/domain';
import { type MarketData, MarketDataUnavailable, type Price, ProviderFailure } from '@qt/market-data';
import { MARKET_DATA } from '../tokens.ts';
import type { Quote } from './domain/quote.ts';

export interface QuotesBySymbol {
  readonly quotes: ReadonlyMap<string, Quote>;
  /** Why a symbol has none. */
  readonly failures: ReadonlyMap<string, Error>;
}

/** The latest prices, fresh or stale, as amounts. */
@Injectable()
export class QuotesService {
  constructor(@Inject(MARKET_DATA) private readonly market: Pick<MarketData, 'prices'>) {}

  /** Null: no provider has a price. */
  async latest(symbol: string): Promise<Quote | null> {
    try {
      return quoteOf(await this.market.prices.latest(symbol));
    } catch (error) {
      if (error instanceof MarketDataUnavailable || error instanceof ProviderFailure) return null;
      throw error;
    }
  }

  /** Never rejects. */
  async latestOf(symbols: readonly string[]): Promise<QuotesBySymbol> {
    const quotes = new Map<string, Quote>();
    const failures = new Map<string, Error>();
    const ask = async (symbol: string) => {
      try {
        quotes.set(symbol, quoteOf(await this.market.prices.latest(symbol)));
      } catch (error) {
        failures.set(symbol, error instanceof Error ? error : new Error(String(error)));
      }
    };
    await Promise.all([...new Set(symbols)].map(ask));
    return { quotes, failures };
  }
}

function quoteOf({ price, observedAt }: Price): Quote {
  return { price: amount(price), observedAt };
}
