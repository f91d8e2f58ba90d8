import { MINUTE_MS } from '@qt/contracts';
import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { errors } from './errors.ts';
import { coinOf, required } from './parameters.ts';
import { deviationAt, quoteOf, rounder, supplyOf } from './quote.ts';

const DAY = 1440;

interface MarketChart {
  readonly prices: [time: number, price: number][];
  readonly market_caps: [time: number, cap: number][];
  readonly total_volumes: [time: number, volume: number][];
}

/**
 * CoinGecko's chart of a coin: every five minutes for a day, hourly up to 90 days, else daily, and the present last.
 * `at`: Unix ms.
 */
export async function marketChart(
  id: string,
  query: Query,
  listing: Listing,
  series: BarSeries,
  at: number,
): Promise<MarketChart> {
  const symbol = coinOf(id, query, listing);
  const days = daysOf(query);
  const step = query['interval'] === 'daily' || days > 90 ? DAY : days > 1 ? 60 : 5;
  const round = rounder(query);
  const chart: MarketChart = { prices: [], market_caps: [], total_volumes: [] };
  const add = (time: number, price: number, volume: number) => {
    chart.prices.push([time, round(price)]);
    chart.market_caps.push([time, price * supplyOf(symbol)]);
    chart.total_volumes.push([time, volume]);
  };
  const last = Math.floor(at / MINUTE_MS / step) * step;
  for (let minute = last - days * DAY; minute <= last; minute += step) {
    await series.pace();
    const time = minute * MINUTE_MS;
    const volume = series.span(symbol, minute - DAY, minute, at)?.quoteVolume ?? 0;
    add(time, series.price(symbol, time) * deviationAt(symbol, time), volume);
  }
  add(at, quoteOf(symbol, series, at), series.lastDay(symbol, at).quoteVolume);
  return chart;
}

function daysOf(query: Query): number {
  const asked = required(query, 'days');
  const days = asked === 'max' ? 365 : Number(asked);
  if (!Number.isInteger(days) || days < 1 || days > 365) throw errors.invalid('days', 'a whole number from 1 to 365');
  return days;
}
