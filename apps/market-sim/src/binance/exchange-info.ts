import { baseAssetOf, quoteAssetOf } from '@qt/domain';
import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { onlyThese, symbolsOf } from './parameters.ts';
import { instrumentOf } from './trading/instrument.ts';

/** Request weight that an address may use in a minute, as Binance states it; the simulator does not enforce it. */
const WEIGHT_LIMIT = 6000;

/** Binance's trading rules and symbols. `at`: Unix ms. */
export function exchangeInfo(query: Query, listing: Listing, series: BarSeries, at: number): object {
  onlyThese(query, ['symbol', 'symbols', 'permissions', 'showPermissionSets', 'symbolStatus']);
  return {
    timezone: 'UTC',
    serverTime: at,
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_LIMIT },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
      { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61_000 },
    ],
    exchangeFilters: [],
    symbols: symbolsOf(query, listing).symbols.map((symbol) =>
      rulesOf(symbol, series.decimals(symbol), listing.statusOf(symbol)),
    ),
  };
}

function rulesOf(symbol: string, decimals: number, status: string): object {
  const { lot, tickSize, maxPrice, notional, percentPrice } = instrumentOf(symbol, decimals, status);
  const [stepSize, maxQty, tick] = [lot.step, lot.max, tickSize].map((value) => value.toFixed(8));
  return {
    symbol,
    status,
    baseAsset: baseAssetOf(symbol),
    baseAssetPrecision: 8,
    quoteAsset: quoteAssetOf(symbol),
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'],
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: maxPrice.toFixed(8), tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty, stepSize },
      { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty, stepSize: '0.00000000' },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: percentPrice?.buy.up.toFixed(),
        bidMultiplierDown: percentPrice?.buy.down.toFixed(),
        askMultiplierUp: percentPrice?.sell.up.toFixed(),
        askMultiplierDown: percentPrice?.sell.down.toFixed(),
        avgPriceMins: 5,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: notional?.min.toFixed(8),
        applyMinToMarket: true,
        maxNotional: '9000000.00000000',
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  };
}
