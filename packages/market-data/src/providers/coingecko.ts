import { z } from 'zod';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import type { PriceBatch, PriceSource } from '../price.ts';
import { type Coin, coinOf } from './coin-ids.ts';
import { askSimplePrice, coingeckoClient } from './coingecko-client.ts';
import { judge } from './observation.ts';
import { priceBatch } from './price-batch.ts';

/** CoinGecko itself refreshes its prices once a minute and serves them from a cache: two minutes are its normal lag. */
const MAX_PRICE_AGE_MS = 180_000;

const quotes = z.record(z.string(), z.record(z.string(), z.unknown()));

export interface CoingeckoOptions {
  /** Without the API's version: `https://api.coingecko.com`. */
  readonly baseUrl: string;
  /** Unix ms. */
  readonly now: () => number;
  /** CoinGecko's coin ids by symbol, beyond those well known. */
  readonly coinIds?: ReadonlyMap<string, string>;
  /** A demo key, or a pro one where `baseUrl` is the pro API's. */
  readonly apiKey?: string;
}

/** CoinGecko's simple prices, one attempt a call and no time limit of its own. A price's time is `last_updated_at`. */
export function createCoingecko({ baseUrl, now, coinIds = new Map(), apiKey }: CoingeckoOptions): PriceSource {
  const client = coingeckoClient(baseUrl, apiKey);

  const latestOf: PriceSource['latestOf'] = async (symbols, signal): Promise<PriceBatch> => {
    const coins = new Map(symbols.map((symbol) => [symbol, coinOf(symbol, coinIds)]));
    const body = await askSimplePrice(client, [...coins.values()], now, signal);
    const answer = quotes.safeParse(body);
    if (!answer.success) throw new ProviderFailure('coingecko', 'garbage', 'expected quotes by coin id');
    return priceBatch(symbols, (symbol) => {
      const coin = coins.get(symbol) as Coin;
      const quote = answer.data[coin.id];
      if (quote === undefined) throw new UnknownSymbol(symbol, `a coin that coingecko lists as '${coin.id}'`);
      const seconds = quote['last_updated_at'];
      return judge(
        { symbol, price: quote[coin.vsCurrency], observedAt: typeof seconds === 'number' ? seconds * 1000 : seconds },
        { provider: 'coingecko', maxAgeMs: MAX_PRICE_AGE_MS, now: now() },
      );
    });
  };

  return {
    latestOf,
    latest: async (symbol, signal) => {
      const { prices, failures } = await latestOf([symbol], signal);
      const price = prices.get(symbol);
      if (price === undefined) throw failures.get(symbol) ?? new UnknownSymbol(symbol, 'a coin that coingecko lists');
      return price;
    },
  };
}
