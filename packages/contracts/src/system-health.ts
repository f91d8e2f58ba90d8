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
    /** Whether orders may go out, and if not, why: the risk guard's answer, and whether this API can place orders. */
    trading: z.object({ allowed: z.boolean(), detail: z.string() }),
    services: z.array(healthCheck),
    providers: z.array(providerHealth),
    model: z.object({ version: modelVersion.nullable(), beats_baseline: z.boolean().nullable(), detail: z.string() }),
  })
  .meta({ id: 'SystemHealth' });
export type SystemHealth = z.infer<typeof systemHealth>;
