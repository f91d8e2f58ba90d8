import { z } from 'zod';
import { profile } from '../choices.ts';
import { filledOrder, order, position } from '../orders.ts';
import { listedModel, modelSkill, retrainRun } from '../retrain-worker.ts';
import { riskLimits, riskState } from '../risk-guard.ts';
import type { Routes } from '../route.ts';
import { schedulerHealth } from '../scheduler.ts';
import { signals } from '../signals.ts';
import { systemHealth } from '../system-health.ts';
import { decimal, instant, positiveDecimal, probability, symbol } from '../values.ts';
import { timelineItem } from './events.ts';
import { systemSection } from './system.ts';

/** A part that another service answers for: as it answered, or why it is missing and since when. */
const from = <T extends z.ZodType>(answer: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), answer }),
    z.object({ ok: z.literal(false), detail: z.string(), since: instant }),
  ]);

/** What is: `/health`, `/risk`, `/risk/limits` and `/health/scheduler` as they answer, and the model's age. */
export const nowSection = z
  .object({
    health: systemHealth,
    risk: from(riskState),
    limits: from(riskLimits),
    scheduler: from(schedulerHealth),
    model: z
      .object({
        version: z.string(),
        /** From when on its age counts, and when it opens no more positions. */
        proven_at: instant,
        expires_at: instant,
      })
      .nullable(),
  })
  .meta({ id: 'NowSection' });
export type NowSection = z.infer<typeof nowSection>;

export const moneySection = z
  .object({
    account: z.object({
      currency: z.literal('USDT'),
      cash: decimal,
      equity: decimal.nullable(),
      realised_pnl: decimal,
      fees: decimal,
    }),
    positions: z.array(position),
    /** Orders that have not ended, oldest first. */
    orders: z.array(order),
    /** The latest fills, newest first. */
    fills: z.array(filledOrder),
    /** The newest price of each symbol, whatever its age; null: none since the start. */
    prices: z.array(z.object({ symbol, price: positiveDecimal.nullable(), observed_at: instant.nullable() })),
  })
  .meta({ id: 'MoneySection' });
export type MoneySection = z.infer<typeof moneySection>;

export const modelSection = z
  .object({
    /** Each profile's latest scan, as `/api/signals` answers it; null: none yet. */
    profiles: z.array(z.object({ profile, entry_threshold: probability, signals: signals.nullable() })),
    models: from(z.object({ promotions_halted: z.boolean(), items: z.array(listedModel) })),
    runs: from(z.array(retrainRun)),
    skill: from(modelSkill),
  })
  .meta({ id: 'ModelSection' });
export type ModelSection = z.infer<typeof modelSection>;

/** An alert that fires or is about to. */
const alert = z
  .object({
    name: z.string(),
    state: z.enum(['pending', 'firing']),
    severity: z.string(),
    summary: z.string(),
    labels: z.record(z.string(), z.string()),
    since: instant,
    /** The page of the alert at this API; null: it has none. */
    runbook: z.string().nullable(),
  })
  .meta({ id: 'FiringAlert' });
export type FiringAlert = z.infer<typeof alert>;

export const alertsSection = z
  .object({
    /** `health`: neither is set or answers, so what is wrong is said from `/health`. */
    source: z.enum(['alertmanager', 'prometheus', 'health']),
    /** Why not from where it was expected; empty: from there. */
    detail: z.string(),
    items: z.array(alert),
  })
  .meta({ id: 'AlertsSection' });
export type AlertsSection = z.infer<typeof alertsSection>;

/** `items`: what has happened since the last one; oldest first. The first one of a stream has the last hour. */
export const timelineSection = z.object({ items: z.array(timelineItem) }).meta({ id: 'TimelineSection' });
export type TimelineSection = z.infer<typeof timelineSection>;

/** The events of `/console/stream` by name: each has a whole section, but `timeline`, which only has what is new. */
export const sections = {
  now: nowSection,
  money: moneySection,
  model: modelSection,
  alerts: alertsSection,
  system: systemSection,
  timeline: timelineSection,
} as const;
export type SectionName = keyof typeof sections;
export type Sections = { readonly [K in SectionName]: z.infer<(typeof sections)[K]> };

/** What `data` of each of the stream's events but `heartbeat` is: when the section was gathered, and the section. */
export interface SectionEvent<K extends SectionName = SectionName> {
  readonly at: string;
  readonly section: Sections[K];
}

/** `data` of the event `heartbeat`, which comes every second or two, whether or not anything has changed. */
export const heartbeat = z.object({
  at: instant,
  /** When the last snapshot was complete; null: none yet. */
  snapshot_at: instant.nullable(),
  /** Of the API, and of its start. */
  version: z.string(),
  started_at: instant,
  /** Of the page that the API serves: another one means that an open page should load again. */
  build: z.string(),
});
export type Heartbeat = z.infer<typeof heartbeat>;

/** `data` of the event `session`, which only a console gets whose session is over; where reading takes one, it is the last. */
export const sessionEnd = z.object({ ended: z.enum(['expired', 'withdrawn', 'signed_out']) });
export type SessionEnd = z.infer<typeof sessionEnd>;

export const streamRoutes = {
  stream: {
    method: 'GET',
    path: '/console/stream',
    tag: 'Console',
    summary:
      'Server-sent events: `now`, `money`, `model`, `alerts`, `system`, `timeline` whenever they change, `heartbeat` every second, `session` when it is over; resumes by Last-Event-ID',
    access: 'reader',
    responses: { 200: null },
    errors: [503],
  },
} as const satisfies Routes;
