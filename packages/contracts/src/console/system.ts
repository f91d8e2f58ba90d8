import { CACHES, DENIAL_REASONS, SERVICES } from '@qt/catalogue';
import { z } from 'zod';
import { instant } from '../values.ts';

/** Rises of counters, by minute or as a sum; from Prometheus they are estimates, so not whole. */
const rise = z.number().min(0);
const seconds = z.number().min(0);

/** One route template of the API over the last hour; a quantile is null where nothing was asked. */
const routeLatency = z.object({
  route: z.string(),
  requests: rise,
  /** Answered with 500 or more. */
  errors: rise,
  p50_seconds: seconds.nullable(),
  p95_seconds: seconds.nullable(),
  p99_seconds: seconds.nullable(),
});
export type RouteLatency = z.infer<typeof routeLatency>;

/** How whole the telemetry of a service is, over all minutes. */
const serviceTelemetry = z.object({
  service: z.enum(SERVICES),
  log_lines_dropped: rise,
  /** Spans, data points and log records that OTLP could not deliver. */
  export_failures: rise,
  /** Label sets that were counted as `other`. */
  series_overflow: rise,
  /** Null: its metrics cannot be read now. */
  event_loop_p99_seconds: seconds.nullable(),
});
export type ServiceTelemetry = z.infer<typeof serviceTelemetry>;

/**
 * The signals of the system: latency, errors, caches, denials, and the health of telemetry itself. Requests that only
 * operate the API, as the console's own, are not among them. Arrays by minute are all as long as `latency.counts`.
 */
export const systemSection = z
  .object({
    /** `services`: as each answers at `/metrics`, kept by the API since its start. */
    source: z.enum(['prometheus', 'services']),
    /** Why not from Prometheus; empty: from there. */
    detail: z.string(),
    /** The first minute's start; the others follow without a gap, at most three hours of them. */
    from: instant,
    latency: z.object({
      /** Of the buckets, in seconds, ascending; one more bucket is above the last. */
      upper_bounds: z.array(seconds),
      /** Requests by minute and bucket. */
      counts: z.array(z.array(rise)),
    }),
    /** Requests answered with 500 or more, by minute. */
    errors: z.array(rise),
    /** Lookups by minute. */
    caches: z.array(z.object({ cache: z.enum(CACHES), hits: z.array(rise), misses: z.array(rise) })),
    routes: z.array(routeLatency),
    /** Orders denied over all minutes, the most frequent reason first. */
    denials: z.array(z.object({ reason: z.enum(DENIAL_REASONS), orders: rise })),
    telemetry: z.array(serviceTelemetry),
  })
  .meta({ id: 'SystemSection' });
export type SystemSection = z.infer<typeof systemSection>;
