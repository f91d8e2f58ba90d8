import { z } from 'zod';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import type { PriceSource } from '../price.ts';
import { coinOf } from './coin-ids.ts';
import { askSimplePrice, coingeckoClient } from './coingecko-client.ts';
import { priceBatch } from './price-batch.ts';
import { checkedPrice } from './quote.ts';

/** CoinGecko refreshes its prices once a minute and serves them from a cache: two minutes of delay are normal. */
const MAX_PRICE_AGE_MS = 180_000;

const quotes = z.record(z.string(), z.record(z.string(), z.unknown()));

interface CoingeckoOptions {
  /** Without the API's version: `https://api.coingecko.com`. */
  readonly baseUrl: string;
  /** Unix ms. */
  readonly now: () => number;
  /** CoinGecko's coin ids by symbol, beyond those well known. */
  readonly coinIds?: ReadonlyMap<string, string> | undefined;
  /** A demo key, or a pro one where `baseUrl` is the pro API's. */
  readonly apiKey?: string | undefined;
}

/** CoinGecko's simple prices: one attempt a call, without a time limit. The time of a price is `last_updated_at`. */
export function createCoingecko({ baseUrl, now, coinIds = new Map(), apiKey }: CoingeckoOptions): PriceSource {
  const client = coingeckoClient(baseUrl, apiKey);
  return {
    prices: async (symbols, signal) => {
      const coins = new Map(symbols.map((symbol) => [symbol, coinOf(symbol, coinIds)]));
      const body = await askSimplePrice(client, [...coins.values()], now, signal);
      const answer = quotes.safeParse(body);
      if (!answer.success) throw new ProviderFailure('coingecko', 'garbage', 'expected quotes by coin id');
      return priceBatch(coins, (symbol, coin) => {
        const quote = answer.data[coin.id];
        if (quote === undefined) throw new UnknownSymbol(symbol, `a coin that coingecko lists as '${coin.id}'`);
        const seconds = quote['last_updated_at'];
        return checkedPrice(
          { symbol, price: quote[coin.vsCurrency], observedAt: typeof seconds === 'number' ? seconds * 1000 : seconds },
          { provider: 'coingecko', maxAgeMs: MAX_PRICE_AGE_MS, now: now() },
        );
      });
    },
  };
}
