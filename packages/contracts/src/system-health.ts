import { TRADING_BLOCKS } from '@qt/catalogue';
import { z } from 'zod';
import { provider } from './choices.ts';
import { healthCheck } from './operational.ts';
import { instant, modelVersion } from './values.ts';

const providerHealth = z
  .object({
    provider,
    circuit: z.enum(['closed', 'open', 'half_open']),
    since: instant,
    last_error: z.string().nullable(),
  })
  .meta({ id: 'ProviderHealth' });
export type ProviderHealth = z.infer<typeof providerHealth>;

export const systemHealth = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    since: instant,
    /** May an order inside the limits go out now, over its whole way, and since when; if not, why. */
    trading: z.object({
      allowed: z.boolean(),
      reason: z.enum(TRADING_BLOCKS).nullable(),
      detail: z.string(),
      since: instant,
    }),
    services: z.array(healthCheck),
    providers: z.array(providerHealth),
    model: z.object({ version: modelVersion.nullable(), beats_baseline: z.boolean().nullable(), detail: z.string() }),
  })
  .meta({ id: 'SystemHealth' });
export type SystemHealth = z.infer<typeof systemHealth>;
