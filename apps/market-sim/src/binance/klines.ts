import { MINUTE_MS } from '@qt/contracts';
import type { Bar } from '../exchange/bar.ts';
import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { errors } from './errors.ts';
import { onlyThese, symbolOf, textOf, wholeOf } from './parameters.ts';

const INTERVALS: Readonly<Record<string, number>> = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '4h': 240,
  '6h': 360,
  '8h': 480,
  '12h': 720,
  '1d': 1440,
};
/** Nothing was traded before: Binance's first day. */
const FIRST_MINUTE = Date.UTC(2017, 7, 17) / MINUTE_MS;

/** Binance's klines, oldest first, the running one last. `at`: Unix ms. */
export async function klines(query: Query, listing: Listing, series: BarSeries, at: number): Promise<unknown[]> {
  onlyThese(query, ['symbol', 'interval', 'startTime', 'endTime', 'timeZone', 'limit']);
  const symbol = symbolOf(query, listing);
  const length = intervalOf(query);
  const { first, count } = windowOf(query, length, at);
  const rows: unknown[] = [];
  for (let index = 0; index < count; index++) {
    await series.pace();
    const from = (first + index) * length;
    if (length === 1 && series.isMissing(symbol, from)) continue;
    const bar = series.span(symbol, from, from + length, at);
    if (bar !== undefined) rows.push(rowOf(bar, length));
  }
  return rows;
}

function intervalOf(query: Query): number {
  const interval = textOf(query, 'interval');
  if (interval === undefined || interval === '') throw errors.missing('interval');
  const length = INTERVALS[interval];
  if (length === undefined) throw errors.invalidInterval();
  return length;
}

/** The requested intervals, numbered since the epoch: those that open between startTime and endTime. */
function windowOf(query: Query, length: number, at: number): { first: number; count: number } {
  const limit = Math.min(1000, wholeOf(query, 'limit') ?? 500);
  if (limit === 0) throw errors.notValid('limit');
  if ((textOf(query, 'timeZone') ?? '0') !== '0') throw errors.notValid('timeZone');
  const start = wholeOf(query, 'startTime');
  const end = Math.min(wholeOf(query, 'endTime') ?? at, at);
  const interval = length * MINUTE_MS;
  const last = Math.floor(end / interval);
  const wanted = start === undefined ? last - limit + 1 : Math.ceil(start / interval);
  const first = Math.max(wanted, Math.ceil(FIRST_MINUTE / length));
  return { first, count: Math.max(0, Math.min(limit, last - first + 1)) };
}

function rowOf(bar: Bar, length: number): unknown[] {
  return [
    bar.openTime,
    decimal(bar.open),
    decimal(bar.high),
    decimal(bar.low),
    decimal(bar.close),
    decimal(bar.volume),
    bar.openTime + length * MINUTE_MS - 1,
    decimal(bar.quoteVolume),
    bar.trades,
    decimal(bar.takerVolume),
    decimal(bar.takerQuoteVolume),
    '0',
  ];
}

/** A number in Binance's format: eight decimals. */
export function decimal(value: number): string {
  return value.toFixed(8);
}
