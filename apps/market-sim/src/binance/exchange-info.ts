import { baseAssetOf, quoteAssetOf } from '@qt/domain';
import type { BarSeries } from '../exchange/bar-series.ts';
import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { decimal } from './klines.ts';
import { onlyThese, symbolsOf } from './parameters.ts';

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
    symbols: symbolsOf(query, listing).symbols.map((symbol) => ({
      ...rulesOf(symbol, series.decimals(symbol)),
      status: listing.statusOf(symbol),
    })),
  };
}

/** The largest quantity, in steps. */
const MOST_STEPS = 9e11;

/** The step of quantities: the more digits a price has, the cheaper the coin and the larger its lots. */
function stepOf(decimals: number): number {
  return decimals <= 4 ? 1e-5 : 10 ** (decimals - 9);
}

function rulesOf(symbol: string, decimals: number): object {
  const tickSize = decimal(10 ** -decimals);
  const step = stepOf(decimals);
  const [stepSize, maxQty] = [decimal(step), decimal(Math.round(step * MOST_STEPS))];
  return {
    symbol,
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
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '100000000.00000000', tickSize },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty, stepSize },
      { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty, stepSize: '0.00000000' },
      {
        filterType: 'NOTIONAL',
        minNotional: '5.00000000',
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
