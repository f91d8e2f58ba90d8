/** CoinGecko's public data, by path under `/api/v3/`. */
export { marketChart } from './market-chart.ts';
export { ohlc } from './ohlc.ts';
export { simplePrice } from './simple-price.ts';

/** CoinGecko's reply to a ping. */
export const PING = { gecko_says: '(V3) To the Moon!' };
