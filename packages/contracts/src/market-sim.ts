import { z } from 'zod';
import { provider } from './choices.ts';
import type { Routes } from './route.ts';
import { symbol } from './values.ts';

const FAULT_KINDS = ['error', 'latency', 'timeout', 'rate_limit', 'garbage', 'stale', 'disconnect', 'gap'] as const;

export const fault = z
  .strictObject({
    kind: z.enum(FAULT_KINDS),
    probability: z.number().min(0).max(1).default(1),
    /** How late `latency` answers, and how long `rate_limit` tells its clients to wait (`Retry-After`). */
    latency_ms: z.number().int().min(0).max(600_000).default(1000),
  })
  .meta({ id: 'Fault', examples: [{ kind: 'latency', probability: 0.5, latency_ms: 2000 }] });
export type Fault = z.infer<typeof fault>;

/** `auto`: regimes follow one another as the seed says. */
export const REGIMES = ['auto', 'trend_up', 'trend_down', 'range', 'volatile', 'flat'] as const;
export type Regime = (typeof REGIMES)[number];

const TRADING_FAULT_KINDS = [
  'timeout_before_acceptance',
  'timeout_after_acceptance',
  'lost_answer',
  'late_visibility',
  'partial_then_cancel',
  'partial',
  'duplicate',
  'latency',
  'ban',
  'clock_skew',
  'maintenance',
] as const;

/** What the next signed requests meet. */
const tradingFault = z
  .strictObject({
    kind: z.enum(TRADING_FAULT_KINDS),
    /** How many requests meet it. */
    requests: z.number().int().min(1).max(1_000_000).default(1),
    /** How late `latency` answers, how long `late_visibility` hides an order, and how long the rest of a `partial` one does not fill. */
    latency_ms: z.number().int().min(0).max(600_000).default(1000),
  })
  .meta({ id: 'TradingFault', examples: [{ kind: 'timeout_after_acceptance' }] });
export type TradingFault = z.infer<typeof tradingFault>;

/** As Binance has them; `UNLISTED`: the exchange knows no such symbol. */
const INSTRUMENT_STATUSES = ['TRADING', 'HALT', 'BREAK', 'UNLISTED'] as const;
export type InstrumentStatus = (typeof INSTRUMENT_STATUSES)[number];
const instrumentStatus = z.object({ symbol, status: z.enum(INSTRUMENT_STATUSES) });

const byProvider = z.object({ provider });

/** The simulator's own routes; the exchanges' REST beside them is theirs, not ours. */
export const marketSimRoutes = {
  market: {
    method: 'GET',
    path: '/sim/market',
    tag: 'Simulation',
    summary: 'What is served: a simulated market, or a recording of so many minutes, which then begins again',
    access: 'public',
    responses: { 200: z.object({ kind: z.enum(['sim', 'replay']), recorded_minutes: z.int().nullable() }) },
  },
  faults: {
    method: 'GET',
    path: '/sim/faults',
    tag: 'Simulation',
    summary: 'Active faults by provider',
    access: 'public',
    responses: { 200: z.partialRecord(provider, fault) },
  },
  setFault: {
    method: 'PUT',
    path: '/sim/faults/:provider',
    tag: 'Simulation',
    summary: 'Puts a fault on a provider',
    access: 'public',
    params: byProvider,
    body: fault,
    responses: { 200: fault },
  },
  clearFault: {
    method: 'DELETE',
    path: '/sim/faults/:provider',
    tag: 'Simulation',
    summary: 'Lifts the fault',
    access: 'public',
    params: byProvider,
    responses: { 200: z.object({ provider, cleared: z.boolean() }) },
  },
  setTradingFault: {
    method: 'PUT',
    path: '/sim/trading-fault',
    tag: 'Simulation',
    summary: "Puts a fault on the simulated Binance's signed requests",
    access: 'public',
    body: tradingFault,
    responses: { 200: tradingFault },
  },
  clearTradingFault: {
    method: 'DELETE',
    path: '/sim/trading-fault',
    tag: 'Simulation',
    summary: 'Lifts the fault of signed requests',
    access: 'public',
    responses: { 200: z.object({ cleared: z.boolean() }) },
  },
  setInstrument: {
    method: 'PUT',
    path: '/sim/instruments/:symbol',
    tag: 'Simulation',
    summary: 'Halts a symbol at the simulated Binance, delists it, or trades it again',
    access: 'public',
    params: z.object({ symbol }),
    body: z.strictObject({ status: z.enum(INSTRUMENT_STATUSES) }),
    responses: { 200: instrumentStatus },
    errors: [404],
  },
  setRegime: {
    method: 'PUT',
    path: '/sim/regime',
    tag: 'Simulation',
    summary: 'Forces a regime from this minute on; auto follows the seed again',
    access: 'public',
    body: z.strictObject({ regime: z.enum(REGIMES) }),
    responses: { 200: z.object({ regime: z.enum(REGIMES) }) },
    errors: [409],
  },
} as const satisfies Routes;
