import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { exchangeInfo } from './exchange-info.ts';
import { klines } from './klines.ts';
import { onlyThese } from './parameters.ts';
import { ticker24hr, tickerPrice } from './tickers.ts';

/** One endpoint: its response body at an instant (Unix ms) and its request weight. Throws ExchangeError. */
interface Endpoint {
  readonly weight: (query: Query, listed: number) => number;
  readonly body: (query: Query, listing: Listing, series: BarSeries, at: number) => unknown;
}

const bare = (query: Query, body: object) => {
  onlyThese(query, []);
  return body;
};

/** How many symbols a request names. */
const asked = ({ symbol, symbols }: Query, listed: number) =>
  symbol !== undefined ? 1 : typeof symbols === 'string' ? symbols.split(',').length : listed;

/** Binance's public market data, by path under `/api/v3/`. */
export const BINANCE = {
  ping: { weight: () => 1, body: (query) => bare(query, {}) },
  time: { weight: () => 1, body: (query, _listing, _tape, at) => bare(query, { serverTime: at }) },
  exchangeInfo: { weight: () => 20, body: exchangeInfo },
  klines: { weight: () => 2, body: klines },
  'ticker/price': { weight: ({ symbol }) => (symbol === undefined ? 4 : 2), body: tickerPrice },
  'ticker/24hr': {
    weight: (query, listed) => {
      const count = asked(query, listed);
      return count <= 20 ? 2 : count <= 100 ? 40 : 80;
    },
    body: ticker24hr,
  },
} as const satisfies Record<string, Endpoint>;
export type BinanceEndpoint = keyof typeof BINANCE;
