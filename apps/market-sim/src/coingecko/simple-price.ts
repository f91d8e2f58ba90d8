import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { flag, listOf } from './parameters.ts';
import { quoteOf, refreshedAt, rounder, supplyOf } from './quote.ts';

/** CoinGecko's `simple/price`: quotes by coin id. Unknown ids and currencies are left out. `at`: Unix ms. */
export async function simplePrice(query: Query, listing: Listing, series: BarSeries, at: number): Promise<object> {
  const inDollars = listOf(query, 'vs_currencies').includes('usd');
  const ids = listOf(query, 'ids');
  const quotes: Record<string, object> = {};
  for (const id of ids) {
    await series.pace();
    const symbol = listing.symbolOf(id);
    if (symbol !== undefined) quotes[id] = inDollars ? quote(symbol, query, series, at) : {};
  }
  return quotes;
}

function quote(symbol: string, query: Query, series: BarSeries, at: number): object {
  const price = quoteOf(symbol, series, at);
  const day = flag(query, 'include_24hr_vol') || flag(query, 'include_24hr_change') ? series.lastDay(symbol, at) : null;
  return {
    usd: rounder(query)(price),
    ...(flag(query, 'include_market_cap') ? { usd_market_cap: price * supplyOf(symbol) } : {}),
    ...(day !== null && flag(query, 'include_24hr_vol') ? { usd_24h_vol: day.quoteVolume } : {}),
    ...(day !== null && flag(query, 'include_24hr_change') ? { usd_24h_change: 100 * (price / day.open - 1) } : {}),
    ...(flag(query, 'include_last_updated_at') ? { last_updated_at: refreshedAt(at) / 1000 } : {}),
  };
}
