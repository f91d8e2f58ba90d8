import { MINUTE_MS } from '@qt/contracts';
import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { errors } from './errors.ts';
import { coinOf, required } from './parameters.ts';
import { deviationAt, rounder } from './quote.ts';

const DAYS = ['1', '7', '14', '30', '90', '180', '365', 'max'];
const DAY = 1440;

/** CoinGecko's candles of a coin: `[close time, open, high, low, close]`, none finer than 30 minutes. `at`: Unix ms. */
export async function ohlc(
  id: string,
  query: Query,
  listing: Listing,
  series: BarSeries,
  at: number,
): Promise<number[][]> {
  const symbol = coinOf(id, query, listing);
  const asked = required(query, 'days');
  if (!DAYS.includes(asked)) throw errors.invalid('days', `one of ${DAYS.join(', ')}`);
  const days = asked === 'max' ? 365 : Number(asked);
  const length = days <= 2 ? 30 : days <= 30 ? 240 : 4 * DAY;
  const round = rounder(query);
  const rows: number[][] = [];
  const end = Math.floor(at / MINUTE_MS / length);
  for (let index = end - Math.floor((days * DAY) / length); index < end; index++) {
    await series.pace();
    const bar = series.span(symbol, index * length, (index + 1) * length, at);
    if (bar === undefined) continue;
    const closeTime = (index + 1) * length * MINUTE_MS;
    const factor = deviationAt(symbol, closeTime);
    rows.push([closeTime, ...[bar.open, bar.high, bar.low, bar.close].map((price) => round(price * factor))]);
  }
  return rows;
}
