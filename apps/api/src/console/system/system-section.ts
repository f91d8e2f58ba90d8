import { CACHES, DENIAL_REASONS, type DenialReason } from '@qt/catalogue';
import type { SystemSection } from '@qt/contracts';
import { boundOf } from './bound-of.ts';
import { type MetricHistory, MINUTE_MS, MINUTES, type Sum } from './metric-history.ts';
import { routeLatenciesOf } from './route-latencies.ts';
import { serviceTelemetryOf } from './service-telemetry.ts';

type ByMinute = readonly Sum<readonly (number | null)[]>[];

/** The section of a history, without where it is from. Rejects if the history does. */
export async function systemSectionOf(history: MetricHistory): Promise<Omit<SystemSection, 'source' | 'detail'>> {
  const [latency, statuses, caches, routes, denials, telemetry] = await Promise.all([
    history.byMinute('qt_api_request_duration_seconds_bucket', ['le']),
    history.byMinute('qt_api_request_total', ['status_code']),
    history.byMinute('qt_cache_hits_total', ['cache_name', 'result']),
    routeLatenciesOf(history),
    history.overall('qt_risk_denials_total', ['reason'], MINUTES),
    serviceTelemetryOf(history),
  ]);
  const buckets = latency
    .map(({ labels: [le = ''], value }) => ({ upperBound: boundOf(le), value }))
    .sort((a, b) => a.upperBound - b.upperBound);
  const known = Array.from({ length: MINUTES }, (_, at) => buckets.some(({ value }) => value[at] != null));
  const first = Math.max(0, known.indexOf(true));
  const length = known.includes(true) ? MINUTES - first : 0;
  const minutes = Array.from({ length }, (_, at) => first + at);
  const sum = (of: ByMinute, wanted: (labels: readonly string[]) => boolean) =>
    minutes.map((at) => of.reduce((all, { labels, value }) => all + (wanted(labels) ? (value[at] ?? 0) : 0), 0));
  return {
    from: new Date(history.lastMinute() - Math.max(0, length - 1) * MINUTE_MS).toISOString(),
    latency: {
      upper_bounds: buckets.map(({ upperBound }) => upperBound).filter(Number.isFinite),
      counts: minutes.map((at) =>
        buckets.map(({ value }, bucket) => Math.max(0, (value[at] ?? 0) - (buckets[bucket - 1]?.value[at] ?? 0))),
      ),
    },
    errors: sum(statuses, ([status]) => status?.startsWith('5') === true),
    caches: CACHES.map((cache) => ({
      cache,
      hits: sum(caches, ([name, result]) => name === cache && result === 'hit'),
      misses: sum(caches, ([name, result]) => name === cache && result === 'miss'),
    })),
    routes,
    denials: denials
      .map(({ labels: [reason], value }) => ({ reason: reason as DenialReason, orders: value }))
      .filter(({ reason, orders }) => orders > 0 && DENIAL_REASONS.includes(reason))
      .sort((a, b) => b.orders - a.orders),
    telemetry,
  };
}
