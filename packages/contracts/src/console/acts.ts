import { TRADING_STATES } from '@qt/catalogue';
import { z } from 'zod';
import { jobId } from '../choices.ts';
import { clientOrderId } from '../orders.ts';
import { limitChange, reason } from '../risk-guard.ts';
import type { Routes } from '../route.ts';
import { instant, modelVersion, symbol } from '../values.ts';

/** What an operator can do at the console. Each goes to the service that owns it, with the operator's own token. */
export const act = z
  .discriminatedUnion('kind', [
    /** true engages, false releases, null follows QT_KILL_SWITCH again. */
    z.strictObject({ kind: z.literal('kill_switch'), enabled: z.boolean().nullable(), reason }),
    z.strictObject({ kind: z.literal('state'), state: z.enum(TRADING_STATES), reason }),
    z.strictObject({
      kind: z.literal('flatten'),
      symbol: symbol.optional(),
      // biome-ignore lint/suspicious/noThenProperty: a word on the wire, never a function
      then: z.enum(['reducing', 'halted']).optional(),
      reason,
    }),
    z.strictObject({ kind: z.literal('limits'), limits: limitChange, reason }),
    z.strictObject({ kind: z.literal('reset'), reason }),
    z.strictObject({ kind: z.literal('settle_dispute'), client_order_id: clientOrderId, reason }),
    z.strictObject({ kind: z.literal('close_positions'), symbol: symbol.optional(), reason }),
    z.strictObject({ kind: z.literal('cancel_order'), client_order_id: clientOrderId, reason }),
    z.strictObject({ kind: z.literal('retrain'), reason }),
    z.strictObject({ kind: z.literal('halt_promotions'), halted: z.boolean(), reason }),
    z.strictObject({ kind: z.literal('promote'), version: modelVersion, reason }),
    z.strictObject({ kind: z.literal('run_job'), job_id: jobId, reason }),
  ])
  .meta({
    id: 'Act',
    description: 'What an operator does at the console',
    examples: [{ kind: 'kill_switch', enabled: true, reason: 'looking into a loss' }],
  });
export type Act = z.infer<typeof act>;
export type ActKind = Act['kind'];

/** The row of the guard's audit, or what the log of another service says of the act (`sequence` null). */
const auditRow = z.object({
  sequence: z.int().nullable(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  outcome: z.enum(['accepted', 'refused']),
  detail: z.string(),
});

/** An act that was done: what its owner answered, and how it is written down. */
const actDone = z
  .object({
    kind: z.string(),
    /** The owner's name in telemetry: `qt-risk-guard`. */
    service: z.string(),
    /** The owner's status and body, as it sent them. 202: it goes on, or waits for a second operator. */
    status: z.int(),
    answer: z.unknown(),
    /** Null: the owner has not shown it yet. */
    audit: auditRow.nullable(),
    request_id: z.string(),
    duration_ms: z.number(),
  })
  .meta({ id: 'ActDone' });
export type ActDone = z.infer<typeof actDone>;

/** An act that loosens is asked for twice: it is done when the same act comes again with `confirm`. */
const actToConfirm = z
  .object({
    confirm: z.string(),
    expires_at: instant,
    /** What it will do, in words. */
    effect: z.string(),
  })
  .meta({ id: 'ActToConfirm' });
export type ActToConfirm = z.infer<typeof actToConfirm>;

export const actRoutes = {
  act: {
    method: 'POST',
    path: '/console/acts',
    tag: 'Console',
    summary: 'Does an act under the name of who has signed in; 202: it loosens, send it again with `confirm`',
    access: 'session',
    body: z.strictObject({ act, confirm: z.string().max(500).optional() }),
    responses: { 200: actDone, 202: actToConfirm },
    errors: [403, 404, 409, 422, 429, 503],
  },
} as const satisfies Routes;
