import { TRADING_BLOCKS } from '@qt/catalogue';
import { z } from 'zod';
import { jobId, profile, provider } from './choices.ts';
import { healthCheck } from './operational.ts';
import { retrainHealth } from './retrain-worker.ts';
import { jobRun } from './scheduler.ts';
import { instant, modelVersion } from './values.ts';

const providerHealth = z
  .object({
    provider,
    circuit: z.enum(['closed', 'open', 'half_open']),
    /** When the circuit opened, whatever probes have failed since; if it is closed, when it closed. */
    since: instant,
    last_error: z.string().nullable(),
  })
  .meta({ id: 'ProviderHealth' });
export type ProviderHealth = z.infer<typeof providerHealth>;

const serviceHealth = healthCheck
  .extend({
    /** How often the service has started on its data folder; null if it does not answer. */
    starts: z.number().int().nullable(),
  })
  .meta({ id: 'ServiceHealth' });
export type ServiceHealth = z.infer<typeof serviceHealth>;

const example = {
  status: 'degraded',
  since: '2026-01-01T12:00:00.000Z',
  trading: {
    allowed: false,
    reason: 'kill_switch',
    detail: 'kill switch: engaged by admin: looking into a loss',
    since: '2026-01-01T12:00:00.000Z',
    reason_since: '2026-01-01T12:00:00.000Z',
  },
  services: [
    { name: 'qt-api', ok: true, detail: 'ready', since: '2026-01-01T09:00:00.000Z', starts: 3 },
    {
      name: 'qt-retrain-worker',
      ok: false,
      detail: 'GET http://127.0.0.1:8002/health/ready: connect ECONNREFUSED 127.0.0.1:8002',
      since: '2026-01-01T12:00:00.000Z',
      starts: null,
    },
  ],
  providers: [{ provider: 'binance', circuit: 'closed', since: '2026-01-01T09:00:00.000Z', last_error: null }],
  prices: [{ provider: 'binance', symbols: 3, oldest_seconds: 12.5 }],
  model: { version: 'm-20260101t000000z', beats_baseline: true, detail: 'trained at 2026-01-01T00:00:00.000Z' },
  market: 'live',
  environment: 'production',
  version: '0.1.0',
  signals: [{ profile: 'balanced', age_seconds: 12.5 }],
  jobs: [
    {
      job_id: 'signal_scan',
      last_run: { status: 'success', finished_at: '2026-01-01T11:59:48.000Z', symbols_done: 3, error: null },
      degraded_in_a_row: 0,
    },
  ],
  retraining: null,
};

export const systemHealth = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    since: instant,
    /** May an order inside the limits go out now, over its whole way; if not, why. */
    trading: z.object({
      allowed: z.boolean(),
      reason: z.enum(TRADING_BLOCKS).nullable(),
      detail: z.string(),
      /** Since orders may go out, or may not. */
      since: instant,
      /** Since this is the reason; null while orders may go out. */
      reason_since: instant.nullable(),
    }),
    services: z.array(serviceHealth),
    providers: z.array(providerHealth),
    /** Where the newest prices came from, so that one sees which still come. */
    prices: z.array(
      z.object({
        /** Null for symbols that have had no price since the API started. */
        provider: provider.nullable(),
        symbols: z.number().int(),
        /** Age of the oldest of them; null if there is none. */
        oldest_seconds: z.number().nullable(),
      }),
    ),
    model: z.object({ version: modelVersion.nullable(), beats_baseline: z.boolean().nullable(), detail: z.string() }),
    /** Where prices come from: the exchanges, the simulator, or a recording. */
    market: z.enum(['sim', 'replay', 'live']),
    /** `deployment.environment.name` of the telemetry: `production` or `staging`, unless it was set otherwise. */
    environment: z.string(),
    /** Of the API. */
    version: z.string(),
    /** Age of each profile's newest signal, also after a restart; null before the first. */
    signals: z.array(z.object({ profile, age_seconds: z.number().nullable() })),
    /** Null if the scheduler does not answer. */
    jobs: z
      .array(
        z.object({
          job_id: jobId,
          last_run: jobRun.pick({ status: true, finished_at: true, symbols_done: true, error: true }).nullable(),
          degraded_in_a_row: z.number().int(),
        }),
      )
      .nullable(),
    /** Null if the retrain worker does not answer. */
    retraining: retrainHealth.nullable(),
  })
  .meta({ id: 'SystemHealth', examples: [example] });
export type SystemHealth = z.infer<typeof systemHealth>;
