import { RUN_STATUSES } from '@qt/catalogue';
import { z } from 'zod';
import { jobId, provider } from './choices.ts';
import type { Routes } from './route.ts';
import { instant } from './values.ts';

export const jobRun = z
  .object({
    run_id: z.string(),
    status: z.enum(RUN_STATUSES),
    started_at: instant,
    finished_at: instant,
    duration_ms: z.number(),
    symbols_done: z.number().int(),
    errors_by_provider: z.record(z.string(), z.number().int()),
    error: z.string().nullable(),
  })
  .meta({ id: 'JobRun' });
export type JobRun = z.infer<typeof jobRun>;

export const schedulerHealth = z
  .object({
    status: z.enum(['ok', 'degraded']),
    jobs: z.array(
      z.object({
        job_id: jobId,
        interval_seconds: z.number(),
        running: z.boolean(),
        last_run: jobRun.nullable(),
        degraded_in_a_row: z.number().int(),
        next_run_at: instant,
      }),
    ),
    /** The latest synthetic check of each provider. */
    providers: z.array(
      z.object({
        provider,
        ok: z.boolean(),
        checked_at: instant,
        duration_ms: z.number(),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'SchedulerHealth' });
export type SchedulerHealth = z.infer<typeof schedulerHealth>;

export const schedulerRoutes = {
  health: {
    method: 'GET',
    path: '/health/scheduler',
    tag: 'Health',
    summary: 'Jobs, their last and next runs, and the synthetic checks',
    access: 'public',
    responses: { 200: schedulerHealth },
  },
  runJob: {
    method: 'POST',
    path: '/jobs/:job_id/run',
    tag: 'Jobs',
    summary: 'Runs a job now; 409 while it runs',
    access: 'admin',
    params: z.object({ job_id: jobId }),
    responses: { 202: z.object({ job_id: jobId, run_id: z.string() }) },
    errors: [409],
  },
} as const satisfies Routes;
