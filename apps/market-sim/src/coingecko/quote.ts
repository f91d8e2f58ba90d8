import { hash, hashText, uniform } from '@qt/simulated-market';
import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';

/** How often CoinGecko refreshes its prices, in ms. */
const REFRESH = 10_000;
/** The most its prices differ from Binance's, as a share: it averages over many exchanges. */
const DEVIATION = 0.0004;

/** The instant (Unix ms) of CoinGecko's last refresh. */
export function refreshedAt(at: number): number {
  return Math.floor(at / REFRESH) * REFRESH;
}

/** CoinGecko's price: Binance's of the last refresh, up to four basis points off, depending on symbol and instant. */
export function quoteOf(symbol: string, series: BarSeries, at: number): number {
  const refreshed = refreshedAt(at);
  return series.price(symbol, refreshed) * deviationAt(symbol, refreshed);
}

/** The factor between CoinGecko's price and Binance's at an instant. */
export function deviationAt(symbol: string, at: number): number {
  return 1 + DEVIATION * (2 * uniform(hashText(symbol), at / REFRESH, 51) - 1);
}

/** Market capitalisation: the price times the symbol's supply. */
export function supplyOf(symbol: string): number {
  return 1e6 + (hash(hashText(symbol), 52) % 1e9);
}

/** Rounds a number as `precision` asks: `full`, a number of places, or CoinGecko's default. */
export function rounder(query: Query): (value: number) => number {
  const precision = query['precision'];
  if (precision === 'full') return (value) => value;
  if (typeof precision === 'string' && /^(\d|1[0-8])$/.test(precision)) {
    return (value) => Number(value.toFixed(Number(precision)));
  }
  return (value) => (value >= 1 ? Number(value.toFixed(2)) : Number(value.toPrecision(6)));
}
