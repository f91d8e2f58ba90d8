import { TRADING_STATES } from '@qt/catalogue';
import { z } from 'zod';
import { denialReason, provider } from './choices.ts';
import { clientOrderId, closeReport, orderTerms, reportedFill } from './orders.ts';
import { role } from './roles.ts';
import type { Routes } from './route.ts';
import { decimal, instant, modelVersion, positiveDecimal, probability, symbol } from './values.ts';

/** An engaged kill switch always says who, why and since when. */
export const killSwitch = z
  .discriminatedUnion('engaged', [
    z.object({ engaged: z.literal(false), source: z.enum(['environment', 'override']) }),
    z.object({
      engaged: z.literal(true),
      source: z.enum(['environment', 'override']),
      actor: z.string(),
      reason: z.string(),
      since: instant,
    }),
  ])
  .meta({ id: 'KillSwitch' });
export type KillSwitch = z.infer<typeof killSwitch>;

/** An order that asks whether it may go out. */
const reserveRequest = z
  .strictObject({
    ...orderTerms,
    /** The price that the order would fill near, and when it was observed; null: there is none. */
    price: positiveDecimal.nullable(),
    price_observed_at: instant.nullable(),
    /** Cash of the account in USDT. */
    available_cash: decimal,
    /** What the account holds of the symbol, over all profiles. Both are compared with the guard's own books. */
    held: decimal.nullable().default(null),
    /**
     * Of an order by signal: its confidence, what its profile asks for, its model (null: the caller does not say) and when
     * that expires, both compared with the retrain worker's registry.
     */
    signal: z
      .object({
        confidence: probability,
        entry_threshold: probability,
        model_version: modelVersion.nullable().default(null),
        model_expires_at: instant,
      })
      .nullable(),
    /** The order may stay open at the venue: its reservation lasts until it is confirmed or released. */
    rests: z.boolean().default(false),
  })
  .meta({ id: 'ReserveRequest' });
export type ReserveRequest = z.input<typeof reserveRequest>;

/** What a rule allows and what it saw, in its unit, as text; null where there is no number. */
export const denial = z
  .object({ reason: denialReason, limit: z.string().nullable(), observed: z.string().nullable(), message: z.string() })
  .meta({ id: 'Denial' });

/** How an order stands by one rule of the guard. */
export const ruleVerdict = denial
  .extend({
    /** `waived`: it would deny, but not an order that only reduces a position. */
    verdict: z.enum(['passed', 'denied', 'waived']),
  })
  .meta({ id: 'RuleVerdict' });
export type RuleVerdict = z.infer<typeof ruleVerdict>;

/** By each rule that applies to the order, in the order of the guard; none from a guard of an older version. */
const rules = z.array(ruleVerdict).default([]);

const riskDecision = z
  .discriminatedUnion('decision', [
    z.object({
      decision: z.literal('allowed'),
      reservation_id: z.string(),
      expires_at: instant,
      /** What it was reserved at: its own price, else the symbol's last accepted one; null: there is neither. */
      price: positiveDecimal.nullable(),
      /** What a buy may cost at most in USDT, fee and slippage included; null: a sell. */
      max_cost: positiveDecimal.nullable(),
      /** Of an order that only reduces a position: what it would have been denied for otherwise. */
      waived: z.array(denial),
      rules,
    }),
    z.object({
      decision: z.literal('denied'),
      ...denial.shape,
      /** Every rule that denies it, the reason first. */
      denials: z.array(denial).min(1),
      rules,
    }),
  ])
  .meta({ id: 'RiskDecision' });
export type RiskDecisionReply = z.infer<typeof riskDecision>;

export const riskState = z
  .object({
    state: z.enum(TRADING_STATES),
    kill_switch: killSwitch,
    /** May an order that opens or enlarges a position go out now, and if not, why. */
    trading: z.object({
      allowed: z.boolean(),
      reason: denialReason.nullable(),
      detail: z.string(),
      /** Every reason that holds, the first one first; empty: allowed. */
      reasons: z.array(z.object({ reason: denialReason, detail: z.string() })),
    }),
    daily_loss: decimal,
    daily_loss_limit: decimal,
    limits: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
    exposure: z.array(z.object({ symbol, quantity: decimal, notional: decimal })),
    open_reservations: z.number().int(),
    /** Whether the guard's books are those of the API's ledger; until they are, no new risk goes out. */
    books: z.object({
      state: z.enum(['unknown', 'agree', 'differ']),
      detail: z.string(),
      /**
       * Fills of the last 24 h that were reported otherwise than the guard has them: what they realised, or a price too far
       * from its own. The larger loss counts.
       */
      disputes: z.array(
        z.object({
          client_order_id: z.string(),
          about: z.enum(['realised', 'price']),
          own: decimal,
          reported: decimal,
          at: instant,
        }),
      ),
    }),
    /** When the model registry said last which models are promoted; null: never. What it said outlasts a restart. */
    models_as_of: instant.nullable(),
    /** By how much a provider's clock is ahead of the guard's. */
    clock_offset_seconds: z.number(),
    /** What the guard got from the providers itself; `stale`: too old to judge new risk by. */
    prices: z.array(
      z.object({
        symbol,
        price: positiveDecimal,
        source: provider,
        observed_at: instant,
        age_seconds: z.number(),
        stale: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'RiskState' });
export type RiskState = z.infer<typeof riskState>;

const money = positiveDecimal.nullable().optional();
const most = z.int().min(1).nullable().optional();

/** New values; null: the bound of the environment again; a limit that is not named stays as it is. */
export const limitChange = z
  .strictObject({
    max_notional_per_trade: money,
    max_daily_loss: money,
    max_drawdown: money,
    max_position_notional: money,
    max_gross_exposure: money,
    max_open_positions: most,
    max_orders_per_minute: most,
    max_cancels_per_minute: most,
    price_band_percent: money,
  })
  .refine((change) => Object.keys(change).length > 0, 'expected at least one limit')
  .meta({ id: 'LimitChange', minProperties: 1, examples: [{ max_notional_per_trade: '500', max_open_positions: 5 }] });
export type LimitChange = z.infer<typeof limitChange>;

const limitValues = z.record(z.string(), z.union([z.string(), z.number()]).nullable());

export const riskLimits = z
  .object({
    /** What is in force; null: no such limit. */
    limits: limitValues,
    /** The most that each can be: what the environment says. */
    bounds: limitValues,
    /** A change that loosens and waits for a second operator. */
    pending: z.object({ limits: limitValues, actor: z.string(), reason: z.string(), expires_at: instant }).nullable(),
  })
  .meta({ id: 'RiskLimits' });
export type RiskLimits = z.infer<typeof riskLimits>;

/** What a demand to close positions has done so far. */
const flattening = z
  .object({
    state: z.enum(TRADING_STATES),
    /** False: the guard goes on until everything is closed, or an operator sets the state `active`. */
    complete: z.boolean(),
    detail: z.string(),
    ...closeReport.shape,
    /** What the guard's own books still hold of it. */
    left: z.array(z.object({ symbol, quantity: decimal })),
  })
  .meta({ id: 'Flattening' });
export type Flattening = z.infer<typeof flattening>;

export const auditEntry = z
  .object({
    id: z.number().int(),
    at: instant,
    actor: z.string(),
    action: z.string(),
    outcome: z.enum(['accepted', 'refused']),
    detail: z.string(),
    request_id: z.string().nullable(),
    /** SHA-256 over the entry and the hash of the one before it; null: older than the chain. */
    hash: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const reason = z
  .string()
  .trim()
  .min(1, 'expected a reason')
  .max(500)
  .meta({ description: 'Why, for the audit', pattern: String.raw`\S`, examples: ['looking into a loss'] });

/** Somebody with a token of his own, as its owner is known to the guard. */
const operator = z.object({ name: z.string(), role }).meta({ id: 'Operator' });
export type Operator = z.infer<typeof operator>;

export const riskRoutes = {
  state: {
    method: 'GET',
    path: '/risk',
    tag: 'Risk',
    summary: 'State, limits, loss and exposure',
    access: 'reader',
    responses: { 200: riskState },
  },
  operator: {
    method: 'GET',
    path: '/risk/operator',
    tag: 'Risk',
    summary: 'Whose token it is. A service passes on where its own caller comes from in X-Forwarded-For',
    access: 'person',
    responses: { 200: operator },
  },
  killSwitch: {
    method: 'POST',
    path: '/risk/kill-switch',
    tag: 'Risk',
    summary: 'Engages (true), releases (false), or follows QT_KILL_SWITCH again (null)',
    access: 'admin',
    body: z.strictObject({ enabled: z.boolean().nullable(), reason }),
    responses: { 200: riskState },
  },
  setState: {
    method: 'POST',
    path: '/risk/state',
    tag: 'Risk',
    summary: 'active: as the limits say; reducing, halted: only orders that reduce a position',
    access: 'admin',
    body: z.strictObject({ state: z.enum(TRADING_STATES), reason }),
    responses: { 200: riskState },
  },
  flatten: {
    method: 'POST',
    path: '/risk/flatten',
    tag: 'Risk',
    summary:
      'Reduces only, cancels the orders under way and closes every position, or those in one symbol; then halts, if asked. 202: it goes on',
    access: 'admin',
    body: z.strictObject({
      symbol: symbol.optional(),
      reason,
      // biome-ignore lint/suspicious/noThenProperty: a word on the wire, never a function
      then: z.enum(['reducing', 'halted']).default('reducing'),
    }),
    responses: { 200: flattening, 202: flattening },
  },
  limits: {
    method: 'GET',
    path: '/risk/limits',
    tag: 'Risk',
    summary: 'The limits in force, the bounds that the environment sets them, and a change that waits',
    access: 'reader',
    responses: { 200: riskLimits },
  },
  setLimits: {
    method: 'PUT',
    path: '/risk/limits',
    tag: 'Risk',
    summary:
      'Changes limits within their bounds; one that loosens, where there are two operators, is answered 202 and in force once a second one sends the same',
    access: 'admin',
    body: z.strictObject({ limits: limitChange, reason }),
    responses: { 200: riskLimits, 202: riskLimits },
  },
  reset: {
    method: 'POST',
    path: '/risk/reset',
    tag: 'Risk',
    summary: 'Clears open reservations and the fail-safe; the loss that was, kill switch, state and positions stay',
    access: 'admin',
    body: z.strictObject({ reason }),
    responses: { 200: riskState },
  },
  settleDispute: {
    method: 'POST',
    path: '/risk/disputes/settle',
    tag: 'Risk',
    summary:
      'An operator has looked into a fill whose price, profit or loss was reported wrongly: it denies no more; the larger loss still counts',
    access: 'admin',
    body: z.strictObject({ client_order_id: clientOrderId, reason }),
    responses: { 200: riskState },
    errors: [404],
  },
  audit: {
    method: 'GET',
    path: '/risk/audit',
    tag: 'Risk',
    summary:
      'Every decision on an order and every act of an operator, newest first; `before` = `next` is the next page',
    access: 'reader',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      before: z.coerce.number().int().min(1).optional(),
      /** Unset: both. */
      kind: z.enum(['act', 'decision']).optional(),
    }),
    responses: { 200: z.object({ items: z.array(auditEntry), next: z.number().int().nullable() }) },
  },
  reserve: {
    method: 'POST',
    path: '/internal/orders/reserve',
    tag: 'Order checks',
    summary: 'May this order go out? Allowed: its exposure is held until it is confirmed, released or expires',
    access: 'service',
    body: reserveRequest,
    repeatable: true,
    responses: { 200: riskDecision },
  },
  confirm: {
    method: 'POST',
    path: '/internal/orders/confirm',
    tag: 'Order checks',
    summary:
      'What has executed of an order so far; `open`: the rest may still fill. What was reported before changes nothing',
    access: 'service',
    body: z.strictObject(reportedFill),
    repeatable: true,
    responses: { 200: z.object({ daily_loss: decimal }) },
  },
  release: {
    method: 'POST',
    path: '/internal/orders/release',
    tag: 'Order checks',
    summary: 'The order did not fill; repeated, changes nothing',
    access: 'service',
    body: z.strictObject({ reservation_id: z.string(), why: z.string() }),
    repeatable: true,
    responses: { 200: z.object({ released: z.boolean() }) },
  },
} as const satisfies Routes;
