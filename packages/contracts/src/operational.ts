import { z } from 'zod';
import { eventRoutes } from './console/events.ts';
import { spanRoutes } from './console/traces.ts';
import type { Routes } from './route.ts';
import { instant } from './values.ts';

/** One thing that a service needs for its work, how it is, and since when. */
export const healthCheck = z
  .object({
    name: z.string(),
    ok: z.boolean(),
    detail: z.string(),
    since: instant,
  })
  .meta({ id: 'HealthCheck' });
export type HealthCheck = z.infer<typeof healthCheck>;

export const readiness = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    service: z.string(),
    version: z.string(),
    /** How often the service has started on its data folder. */
    starts: z.number().int().default(1),
    checks: z.array(healthCheck),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readiness>;

/** The routes that every service has. */
export const operationalRoutes = {
  live: {
    method: 'GET',
    path: '/health/live',
    tag: 'Health',
    summary: 'The process runs',
    access: 'public',
    responses: { 200: z.object({ status: z.literal('live'), service: z.string(), started_at: instant }) },
  },
  ready: {
    method: 'GET',
    path: '/health/ready',
    tag: 'Health',
    summary: 'The service can do its work: 200, else 503 with the same body',
    access: 'public',
    responses: { 200: readiness, 503: readiness },
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    tag: 'Operations',
    summary: 'Prometheus text, OpenMetrics when asked',
    access: 'public',
    responses: { 200: null },
  },
  ...eventRoutes,
  ...spanRoutes,
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    tag: 'Operations',
    summary: 'This contract',
    access: 'public',
    responses: { 200: null },
  },
  docs: {
    method: 'GET',
    path: '/docs',
    tag: 'Operations',
    summary: 'This contract as a page',
    access: 'public',
    responses: { 200: null },
  },
} as const satisfies Routes;
