import { z } from 'zod';
import { bookRoutes } from './books.ts';
import { profile } from './choices.ts';
import { actRoutes } from './console/acts.ts';
import { browserTelemetryRoutes } from './console/browser-telemetry.ts';
import { timelineRoutes } from './console/events.ts';
import { sessionRoutes } from './console/session.ts';
import { streamRoutes } from './console/stream.ts';
import { traceRoutes } from './console/traces.ts';
import { whyRoutes } from './console/why.ts';
import { CANDLE_INTERVALS, candles, price } from './market.ts';
import { clientOrderId, closeReport, filledOrder, order, position, tradeRequest } from './orders.ts';
import { performance } from './performance.ts';
import { reconciliationRoutes } from './reconciliation.ts';
import type { Routes } from './route.ts';
import { signals } from './signals.ts';
import { systemHealth } from './system-health.ts';
import { decimal, instant, symbol } from './values.ts';
import { walkReport } from './walk-report.ts';

const bySymbol = z.object({ symbol });

export const apiRoutes = {
  ...bookRoutes,
  ...reconciliationRoutes,
  ...sessionRoutes,
  ...actRoutes,
  ...timelineRoutes,
  ...streamRoutes,
  ...whyRoutes,
  ...traceRoutes,
  ...browserTelemetryRoutes,
  latestPrice: {
    method: 'GET',
    path: '/api/prices/latest/:symbol',
    tag: 'Market',
    summary: 'Latest price: Binance, else CoinGecko, else what the cache holds, marked stale',
    access: 'reader',
    params: bySymbol,
    responses: { 200: price },
    errors: [404, 503],
  },
  candles: {
    method: 'GET',
    path: '/api/candles/:symbol',
    tag: 'Market',
    summary: 'Candles, oldest first',
    access: 'reader',
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
    access: 'reader',
    query: z.strictObject({ profile: profile.default('balanced') }),
    responses: { 200: signals },
    errors: [404, 503],
  },
  placeTrade: {
    method: 'POST',
    path: '/api/trades',
    tag: 'Trading',
    summary:
      'Places an order; repeated with the same client_order_id and body, answers the same fill with 200. 202: a limit order that is open, or has expired unfilled',
    access: 'trader',
    body: tradeRequest,
    repeatable: true,
    responses: { 200: filledOrder, 201: filledOrder, 202: order },
    errors: [403, 404, 409, 422, 503],
  },
  trades: {
    method: 'GET',
    path: '/api/trades',
    tag: 'Trading',
    summary: 'Filled orders, newest first',
    access: 'reader',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    responses: { 200: z.object({ items: z.array(filledOrder) }) },
  },
  orders: {
    method: 'GET',
    path: '/api/orders',
    tag: 'Trading',
    summary: 'Orders that have not ended, oldest first',
    access: 'reader',
    responses: { 200: z.object({ items: z.array(order) }) },
  },
  cancelOrder: {
    method: 'DELETE',
    path: '/api/orders/:client_order_id',
    tag: 'Trading',
    summary: 'Cancels what is open of an order; one that has ended is answered as it ended',
    access: 'trader',
    params: z.object({ client_order_id: clientOrderId }),
    repeatable: true,
    responses: { 200: order },
    errors: [404, 503],
  },
  order: {
    method: 'GET',
    path: '/api/orders/:client_order_id',
    tag: 'Trading',
    summary: 'An order: its state, what has executed of it, and each change of its state with time and cause',
    access: 'reader',
    params: z.object({ client_order_id: clientOrderId }),
    responses: { 200: order },
    errors: [404],
  },
  positions: {
    method: 'GET',
    path: '/api/positions',
    tag: 'Trading',
    summary: 'Open positions',
    access: 'reader',
    responses: { 200: z.object({ items: z.array(position) }) },
  },
  closePositions: {
    method: 'POST',
    path: '/api/positions/close',
    tag: 'Trading',
    summary:
      'Cancels the orders under way and closes every position, or those in one symbol; repeated, closes what is left',
    access: 'trader',
    body: z.strictObject({ symbol: symbol.optional() }),
    responses: { 200: closeReport },
    errors: [503],
  },
  account: {
    method: 'GET',
    path: '/api/account',
    tag: 'Trading',
    summary: 'Paper account in USDT; equity is null while a position has no price',
    access: 'reader',
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
  performance: {
    method: 'GET',
    path: '/api/performance',
    tag: 'Trading',
    summary:
      'What the account, or one profile, has earned after fees and slippage, with drawdown and ratios; by default since it was opened',
    access: 'reader',
    query: z.strictObject({ profile: profile.optional(), since: instant.optional() }),
    responses: { 200: performance },
    errors: [404],
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
    access: 'reader',
    responses: { 200: z.unknown() },
    errors: [503],
  },
  flatten: {
    method: 'POST',
    path: '/internal/positions/close',
    tag: 'Order checks',
    summary: 'The risk guard asks for positions to be closed; null: all',
    access: 'service',
    body: z.strictObject({ symbols: z.array(symbol).min(1).nullable() }),
    responses: { 200: closeReport },
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
