import { SERVICES } from '@qt/catalogue';
import { z } from 'zod';
import type { Routes } from '../route.ts';

const traceId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits')
  .meta({ id: 'TraceId', examples: ['4bf92f3577b34da6a3ce929d0e0e4736'] });

/** A span of a trace as the console draws it. */
export const traceSpan = z
  .object({
    /** `service.name`. */
    service: z.string(),
    name: z.string(),
    kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
    span_id: z.string(),
    /** Null: it began the trace. */
    parent_span_id: z.string().nullable(),
    /** Unix ms, with a fraction. */
    started_at_ms: z.number(),
    duration_ms: z.number(),
    /** Why it failed; null: it did not. */
    error: z.string().nullable(),
  })
  .meta({ id: 'TraceSpan' });
export type TraceSpan = z.infer<typeof traceSpan>;

/** Every service's latest traces that changed something. */
export const spanRoutes = {
  spans: {
    method: 'GET',
    path: '/spans',
    tag: 'Operations',
    summary:
      'The spans of one trace, of the latest in which this service changed something; empty: it is not among them',
    access: 'service',
    query: z.strictObject({ trace_id: traceId }),
    responses: { 200: z.object({ items: z.array(traceSpan) }) },
  },
} as const satisfies Routes;

const trace = z
  .object({
    /** `services`: as each keeps its latest traces; `none`: the trace is nowhere. */
    source: z.enum(['jaeger', 'services', 'none']),
    /** Why not from where it was expected, or why it is nowhere; empty: all is well. */
    detail: z.string(),
    /** Services that did not answer, so theirs may be missing. */
    missing: z.array(z.enum(SERVICES)),
    /** In the order of their start. */
    spans: z.array(traceSpan),
  })
  .meta({ id: 'Trace' });
export type Trace = z.infer<typeof trace>;

export const traceRoutes = {
  trace: {
    method: 'GET',
    path: '/console/traces/:trace_id',
    tag: 'Console',
    summary: 'A trace, from Jaeger where there is one, else from what the services keep of the latest ones',
    access: 'reader',
    params: z.object({ trace_id: traceId }),
    responses: { 200: trace },
  },
} as const satisfies Routes;
