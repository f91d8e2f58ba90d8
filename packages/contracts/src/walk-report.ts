import { z } from 'zod';
import { action, denialReason, profile, provider } from './choices.ts';
import { symbol } from './values.ts';

/** A failed step of a walk. */
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
    /** Symbols without signals because candles are missing at the exchange, which is no failure. */
    skipped: z.array(z.object({ symbol: z.string(), reason: z.string() })).optional(),
  })
  .meta({ id: 'WalkReport' });
export type WalkReport = z.infer<typeof walkReport>;
