/** CoinGecko's public data, by path under `/api/v3/`. */
export { marketChart } from './market-chart.ts';
export { ohlc } from './ohlc.ts';
export { simplePrice } from './simple-price.ts';

/** What CoinGecko's ping says. */
export const PING = { gecko_says: '(V3) To the Moon!' };
