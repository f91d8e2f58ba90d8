import { PROFILES } from '@qt/catalogue';
import { type Amount, amount, ZERO } from '@qt/domain';
import type { KnownModel } from './known-models.ts';
import type { Limits } from './limits.ts';
import type { MarketPrice } from './market-prices.ts';
import type { OrderContext } from './order-context.ts';
import type { OrderRequest } from './order-request.ts';
import type { PortfolioContent } from './portfolio.ts';
import type { ReportedFill, Reservation } from './reservation.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);

/** The model of `buy()`, as the registry has it. */
export const MODEL: KnownModel = { version: 'm-1', profiles: PROFILES, expiresAt: NOW + 3_600_000 };

/** An opening order allowed by every rule: 0.01 BTC at 50000. */
export function buy(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: 'order-1',
    symbol: 'BTCUSDT',
    side: 'buy',
    quantity: amount('0.01'),
    reduceOnly: false,
    origin: 'signal',
    profile: 'balanced',
    quote: { price: amount('50000'), observedAt: NOW - 1000 },
    availableCash: amount('100000'),
    callerHeld: null,
    signal: { confidence: 0.7, entryThreshold: 0.6, modelVersion: 'm-1', modelExpiresAt: MODEL.expiresAt },
    ...changes,
  };
}

export function sell(changes: Partial<OrderRequest> = {}): OrderRequest {
  return buy({ side: 'sell', ...changes });
}

/** The guard's own price, that of `buy()`. */
export const MARKET: MarketPrice = {
  symbol: 'BTCUSDT',
  price: amount('50000'),
  source: 'binance',
  observedAt: NOW - 1000,
};

/** Nothing held, lost or on order. */
export function context(changes: Partial<OrderContext> = {}): OrderContext {
  return {
    now: NOW,
    killSwitch: { engaged: false, source: 'environment' },
    tradingState: 'active',
    known: null,
    recent: [],
    models: [MODEL],
    loss: ZERO,
    equity: amount('100000'),
    equityPeak: amount('100000'),
    trip: null,
    ordersLastMinute: 0,
    cancelsLastMinute: 0,
    storeFault: null,
    books: { state: 'agree' },
    clockOffsetMs: 0,
    newestPrice: MARKET,
    market: MARKET,
    reference: null,
    held: ZERO,
    sellable: ZERO,
    committed: ZERO,
    otherExposure: ZERO,
    otherOpenSymbols: 0,
    cash: amount('100000'),
    cashOnOrder: ZERO,
    lossOnOrder: ZERO,
    ...changes,
  };
}

/** Only a position in BTCUSDT. */
export function holding(quantity: Amount, changes: Partial<OrderContext> = {}): OrderContext {
  return context({ held: quantity, sellable: quantity, committed: quantity, ...changes });
}

export function reservationOf(order: OrderRequest, changes: Partial<Reservation> = {}): Reservation {
  return {
    clientOrderId: order.clientOrderId,
    reservationId: 'reservation-1',
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    reduceOnly: order.reduceOnly,
    origin: order.origin,
    profile: order.profile,
    price: order.quote?.price ?? ZERO,
    executed: ZERO,
    reservedAt: NOW - 1000,
    expiresAt: NOW + 29_000,
    ...changes,
  };
}

export function limits(changes: Partial<Limits> = {}): Limits {
  return {
    allowedSymbols: new Set(['BTCUSDT', 'ETHUSDT']),
    maxQuantity: new Map(),
    maxNotionalPerTrade: amount('1000'),
    maxDailyLoss: amount('500'),
    maxDrawdown: null,
    cashTolerance: amount('0.01'),
    maxPositionNotional: amount('5000'),
    maxGrossExposure: amount('20000'),
    maxOpenPositions: 3,
    maxOrdersPerMinute: 120,
    maxCancelsPerMinute: 60,
    maxPriceAgeMs: 90_000,
    maxClockSkewMs: 5000,
    priceBandPercent: amount('10'),
    priceReferenceMs: 300_000,
    costAllowancePercent: amount('0.5'),
    failsafeResetMs: 3_600_000,
    reservationTtlMs: 30_000,
    duplicateWindowMs: 0,
    killSwitchFreezesExits: false,
    ...changes,
  };
}

/** The fill of `buy()`, which realises nothing. */
export function fillOf(changes: Partial<ReportedFill> = {}): ReportedFill {
  return {
    clientOrderId: 'order-1',
    reservationId: null,
    symbol: 'BTCUSDT',
    side: 'buy',
    quantity: amount('0.01'),
    price: amount('50000'),
    fee: ZERO,
    realisedPnl: ZERO,
    filledAt: NOW,
    open: false,
    ...changes,
  };
}

/** Nothing held, ordered or spent. */
export function portfolioContent(changes: Partial<PortfolioContent> = {}): PortfolioContent {
  return {
    positions: new Map(),
    prices: new Map(),
    reservations: [],
    recent: [],
    cashFlow: ZERO,
    allowedAt: [],
    cancelledAt: [],
    ...changes,
  };
}
