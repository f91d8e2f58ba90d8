import { z } from 'zod';
import { action, denialReason, profile, provider } from './choices.ts';
import { CANDLE_INTERVALS, candles, price } from './market.ts';
import { healthCheck } from './operational.ts';
import type { Routes } from './route.ts';
import { decimal, instant, modelVersion, positiveDecimal, probability, symbol } from './values.ts';

const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];
export const side = z.enum(SIDES).meta({ id: 'Side' });

export const clientOrderId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 . _ : -')
  .meta({ id: 'ClientOrderId', description: "The caller's own id of an order", examples: ['manual-1'] });

export const tradeRequest = z
  .strictObject({
    client_order_id: clientOrderId,
    symbol,
    side,
    quantity: positiveDecimal,
    reduce_only: z.boolean().default(false),
  })
  .meta({
    id: 'TradeRequest',
    examples: [{ client_order_id: 'manual-1', symbol: 'BTCUSDT', side: 'buy', quantity: '0.01' }],
  });
export type TradeRequest = z.infer<typeof tradeRequest>;

/** The origin of an order: a caller of the API, a signal, or the close of a position by stop or time. */
const ORDER_ORIGINS = ['manual', 'signal', 'stop', 'expiry'] as const;
export type OrderOrigin = (typeof ORDER_ORIGINS)[number];
export const orderOrigin = z.enum(ORDER_ORIGINS).meta({ id: 'OrderOrigin' });

/** A filled order. Money in USDT; `fee` and `slippage` are already inside `realised_pnl`. */
export const filledOrder = z
  .object({
    client_order_id: clientOrderId,
    symbol,
    side,
    quantity: positiveDecimal,
    reduce_only: z.boolean(),
    status: z.literal('filled'),
    origin: orderOrigin,
    profile: profile.nullable(),
    price: positiveDecimal,
    notional: decimal,
    fee: decimal,
    slippage: decimal,
    realised_pnl: decimal,
    filled_at: instant,
    request_id: z.string(),
  })
  .meta({
    id: 'FilledOrder',
    examples: [
      {
        client_order_id: 'manual-1',
        symbol: 'BTCUSDT',
        side: 'sell',
        quantity: '0.01',
        reduce_only: true,
        status: 'filled',
        origin: 'manual',
        profile: null,
        price: '64000',
        notional: '640',
        fee: '0.64',
        slippage: '0.32',
        realised_pnl: '4.04',
        filled_at: '2026-01-01T00:00:00.000Z',
        request_id: '5f0c8a52-9d5c-4f0e-8b8e-3f6f1f2b7c11',
      },
    ],
  });
export type FilledOrder = z.infer<typeof filledOrder>;

export const signals = z
  .object({
    profile,
    model_version: modelVersion,
    items: z.array(z.object({ symbol, action, confidence: probability, at: instant })),
  })
  .meta({ id: 'Signals' });
export type Signals = z.infer<typeof signals>;

export const position = z
  .object({
    symbol,
    /** The profile that opened it; null: by hand. */
    profile: profile.nullable(),
    quantity: positiveDecimal,
    average_price: positiveDecimal,
    opened_at: instant,
    stop_price: positiveDecimal.nullable(),
    expires_at: instant.nullable(),
  })
  .meta({ id: 'Position' });
export type Position = z.infer<typeof position>;

const providerHealth = z
  .object({
    provider,
    circuit: z.enum(['closed', 'open', 'half_open']),
    since: instant,
    last_error: z.string().nullable(),
  })
  .meta({ id: 'ProviderHealth' });
export type ProviderHealth = z.infer<typeof providerHealth>;

const systemHealth = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    since: instant,
    /** Whether orders may go out, and if not, why: the risk guard's answer, and whether this API can place orders. */
    trading: z.object({ allowed: z.boolean(), detail: z.string() }),
    services: z.array(healthCheck),
    providers: z.array(providerHealth),
    model: z.object({ version: modelVersion.nullable(), beats_baseline: z.boolean().nullable(), detail: z.string() }),
  })
  .meta({ id: 'SystemHealth' });
export type SystemHealth = z.infer<typeof systemHealth>;

/** One piece of work of a walk that did not succeed. */
const walkFailure = z
  .object({
    symbol: symbol.nullable(),
    profile: profile.nullable(),
    provider: provider.nullable(),
    error: z.string(),
  })
  .meta({ id: 'WalkFailure' });

/** What a scheduled walk through the API did; the scheduler is degraded when `failures` is not empty. */
export const walkReport = z
  .object({
    symbols_done: z.number().int(),
    decisions: z.record(action, z.number().int()),
    orders: z.number().int(),
    denials: z.partialRecord(denialReason, z.number().int()),
    failures: z.array(walkFailure),
  })
  .meta({ id: 'WalkReport' });
export type WalkReport = z.infer<typeof walkReport>;

const bySymbol = z.object({ symbol });

export const apiRoutes = {
  latestPrice: {
    method: 'GET',
    path: '/api/prices/latest/:symbol',
    tag: 'Market',
    summary: 'Latest price: Binance, else CoinGecko, else what the cache holds, marked stale',
    access: 'public',
    params: bySymbol,
    responses: { 200: price },
    errors: [404, 503],
  },
  candles: {
    method: 'GET',
    path: '/api/candles/:symbol',
    tag: 'Market',
    summary: 'Candles, oldest first',
    access: 'public',
    params: bySymbol,
    query: z.strictObject({
      interval: z.enum(CANDLE_INTERVALS).default('1m'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    responses: { 200: candles },
    errors: [404, 503],
  },
  signals: {
    method: 'GET',
    path: '/api/signals',
    tag: 'Signals',
    summary: "A profile's latest scan",
    access: 'public',
    query: z.strictObject({ profile: profile.default('balanced') }),
    responses: { 200: signals },
    errors: [404, 503],
  },
  placeTrade: {
    method: 'POST',
    path: '/api/trades',
    tag: 'Trading',
    summary: 'Places an order; repeated with the same client_order_id and body, answers the same fill with 200',
    access: 'trader',
    body: tradeRequest,
    responses: { 200: filledOrder, 201: filledOrder },
    errors: [403, 404, 409, 503],
  },
  trades: {
    method: 'GET',
    path: '/api/trades',
    tag: 'Trading',
    summary: 'Filled orders, newest first',
    access: 'public',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    responses: { 200: z.object({ items: z.array(filledOrder) }) },
  },
  positions: {
    method: 'GET',
    path: '/api/positions',
    tag: 'Trading',
    summary: 'Open positions',
    access: 'public',
    responses: { 200: z.object({ items: z.array(position) }) },
  },
  account: {
    method: 'GET',
    path: '/api/account',
    tag: 'Trading',
    summary: 'Paper account in USDT; equity is null while a position has no price',
    access: 'public',
    responses: {
      200: z.object({
        currency: z.literal('USDT'),
        cash: decimal,
        equity: decimal.nullable(),
        realised_pnl: decimal,
        fees: decimal,
      }),
    },
  },
  health: {
    method: 'GET',
    path: '/health',
    tag: 'Health',
    summary: 'Every service and provider at a glance',
    access: 'public',
    responses: { 200: systemHealth },
  },
  schedulerHealth: {
    method: 'GET',
    path: '/health/scheduler',
    tag: 'Health',
    summary: "The scheduler's own health, asked now",
    access: 'public',
    responses: { 200: z.unknown() },
    errors: [503],
  },
  riskHealth: {
    method: 'GET',
    path: '/health/risk',
    tag: 'Health',
    summary: "The risk guard's own state, asked now",
    access: 'public',
    responses: { 200: z.unknown() },
    errors: [503],
  },
  warm: {
    method: 'POST',
    path: '/internal/market/warm',
    tag: 'Scheduled work',
    summary: 'Refreshes prices and candles of every symbol; no lookup is counted',
    access: 'service',
    responses: { 200: walkReport },
  },
  scan: {
    method: 'POST',
    path: '/internal/scan',
    tag: 'Scheduled work',
    summary:
      'One walk: candles, features, model, signals, decisions, orders, for every profile and symbol; 409 while one runs',
    access: 'service',
    responses: { 200: walkReport },
    errors: [409],
  },
} as const satisfies Routes;
