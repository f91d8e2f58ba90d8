import type { Bar } from '../exchange/bar.ts';
import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { errors } from './errors.ts';
import { decimal } from './klines.ts';
import { onlyThese, symbolsOf, textOf } from './parameters.ts';

/** Binance's last prices: one object for `symbol`, else an array. `at`: Unix ms. */
export function tickerPrice(query: Query, listing: Listing, series: BarSeries, at: number): Promise<unknown> {
  onlyThese(query, ['symbol', 'symbols', 'symbolStatus']);
  return each(query, listing, series, (symbol) => ({ symbol, price: decimal(series.price(symbol, at)) }));
}

/** Binance's rolling day, to the minute; `closeTime` is the instant itself. */
export function ticker24hr(query: Query, listing: Listing, series: BarSeries, at: number): Promise<unknown> {
  onlyThese(query, ['symbol', 'symbols', 'type', 'symbolStatus']);
  const type = textOf(query, 'type') ?? 'FULL';
  if (type !== 'FULL' && type !== 'MINI') throw errors.notValid('type');
  return each(query, listing, series, (symbol) => {
    const day = series.lastDay(symbol, at);
    return type === 'MINI' ? mini(symbol, day, at) : full(symbol, day, at, series.decimals(symbol));
  });
}

async function each(
  query: Query,
  listing: Listing,
  series: BarSeries,
  tickerOf: (symbol: string) => object,
): Promise<unknown> {
  const { symbols, single } = symbolsOf(query, listing);
  const tickers: object[] = [];
  for (const symbol of symbols) {
    await series.pace();
    tickers.push(tickerOf(symbol));
  }
  return single ? tickers[0] : tickers;
}

function mini(symbol: string, day: Bar, at: number) {
  return {
    symbol,
    openPrice: decimal(day.open),
    highPrice: decimal(day.high),
    lowPrice: decimal(day.low),
    lastPrice: decimal(day.close),
    volume: decimal(day.volume),
    quoteVolume: decimal(day.quoteVolume),
    openTime: day.openTime,
    closeTime: at,
    ...tradesOf(day),
  };
}

function full(symbol: string, day: Bar, at: number, decimals: number) {
  const tick = 10 ** -decimals;
  const change = day.close - day.open;
  return {
    symbol,
    priceChange: decimal(change),
    priceChangePercent: ((100 * change) / day.open).toFixed(3),
    weightedAvgPrice: decimal(day.quoteVolume / day.volume),
    prevClosePrice: decimal(day.open),
    lastPrice: decimal(day.close),
    lastQty: decimal(day.volume / day.trades),
    bidPrice: decimal(Math.max(tick, day.close - tick)),
    bidQty: decimal((2 * day.volume) / day.trades),
    askPrice: decimal(day.close + tick),
    askQty: decimal((2 * day.volume) / day.trades),
    openPrice: decimal(day.open),
    highPrice: decimal(day.high),
    lowPrice: decimal(day.low),
    volume: decimal(day.volume),
    quoteVolume: decimal(day.quoteVolume),
    openTime: day.openTime,
    closeTime: at,
    ...tradesOf(day),
  };
}

/** Trade ids: a range per minute, so they grow with time. */
function tradesOf(day: Bar) {
  const firstId = Math.floor(day.openTime / 10);
  return { firstId, lastId: firstId + day.trades - 1, count: day.trades };
}
