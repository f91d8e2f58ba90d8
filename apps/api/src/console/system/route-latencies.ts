import type { RouteLatency } from '@qt/contracts';
import { boundOf } from './bound-of.ts';
import type { MetricHistory } from './metric-history.ts';
import { type Bucket, quantileOf } from './quantile.ts';

/** The minutes that latencies of routes are of. */
const LATELY = 60;

/** Those that were asked in the last hour, the most frequent first. */
export async function routeLatenciesOf(history: MetricHistory): Promise<RouteLatency[]> {
  const [sums, statuses] = await Promise.all([
    history.overall('qt_api_request_duration_seconds_bucket', ['route', 'le'], LATELY),
    history.overall('qt_api_request_total', ['route', 'status_code'], LATELY),
  ]);
  const failed = statuses.filter(({ labels: [, status] }) => status?.startsWith('5'));
  return [...Map.groupBy(sums, ({ labels: [route = ''] }) => route)]
    .map(([route, own]) => {
      const buckets = own
        .map(({ labels: [, le = ''], value }): Bucket => ({ upperBound: boundOf(le), count: value }))
        .sort((a, b) => a.upperBound - b.upperBound);
      return {
        route,
        requests: buckets.at(-1)?.count ?? 0,
        errors: failed.reduce((all, { labels, value }) => all + (labels[0] === route ? value : 0), 0),
        p50_seconds: quantileOf(0.5, buckets),
        p95_seconds: quantileOf(0.95, buckets),
        p99_seconds: quantileOf(0.99, buckets),
      };
    })
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests);
}
