import { z } from 'zod';
import { action, profile } from '../choices.ts';
import { order } from '../orders.ts';
import { ruleVerdict } from '../risk-guard.ts';
import type { Routes } from '../route.ts';
import { instant, modelVersion, probability, symbol } from '../values.ts';

/** One profile's decision on one symbol in one minute, with everything that led to it and followed from it. */
export const decisionRecord = z
  .object({
    symbol,
    /** Null: of an order by hand. */
    profile: profile.nullable(),
    /** Start of the minute. */
    minute: instant,
    /** Why there was a trade, or none: one sentence. */
    answer: z.string(),
    /** That it was decided or ordered in; null: there was none, or it is not known any more. */
    trace_id: z.string().nullable(),
    /** Null: no scan came to this symbol in this minute, or it is asked by the id of an order that no signal led to. */
    scan: z
      .object({
        at: instant,
        request_id: z.string(),
        model_version: modelVersion,
        features: z.array(z.object({ name: z.string(), value: z.number() })),
        probabilities: z.object({ buy: probability, sell: probability, hold: probability }),
        action,
        confidence: probability,
        entry_threshold: probability,
      })
      .nullable(),
    /** What the guard said of the order; null: it was not asked. */
    guard: z
      .object({
        decision: z.enum(['allowed', 'denied', 'unavailable']),
        detail: z.string(),
        rules: z.array(ruleVerdict),
      })
      .nullable(),
    order: order.nullable(),
  })
  .meta({ id: 'DecisionRecord' });
export type DecisionRecord = z.infer<typeof decisionRecord>;

export const whyRoutes = {
  why: {
    method: 'GET',
    path: '/console/why',
    tag: 'Console',
    summary:
      'Why there was a trade, or none: by symbol, profile and minute of the last 24 h, or by `id`: of a request, trace or order',
    access: 'reader',
    query: z.strictObject({
      /** Unset: every configured one. */
      symbol: symbol.optional(),
      profile: profile.optional(),
      /** Any instant of the minute; unset: the last whole minute. */
      at: instant.optional(),
      /** In place of the others. */
      id: z.string().min(1).max(200).optional(),
    }),
    responses: { 200: z.object({ items: z.array(decisionRecord) }) },
  },
} as const satisfies Routes;
