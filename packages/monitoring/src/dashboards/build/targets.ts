import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { type LogQuery, logQl } from '../log-query.ts';
import { LOKI, PROMETHEUS } from './data-sources.ts';

/**
 * The least step of a query with a rate. Grafana makes `$__rate_interval` four times as long, so that it holds enough
 * samples whether they are scraped every 15 s or pushed every 60 s.
 */
const RATE_STEP = '1m';

/** A query over the shown time. `legend` is Grafana's format: `{{label}}`. */
export function trend(expr: string, legend: string): prometheus.DataqueryBuilder {
  const query = new prometheus.DataqueryBuilder().datasource(PROMETHEUS).expr(expr).legendFormat(legend).range();
  return expr.includes('$__rate_interval') ? query.interval(RATE_STEP) : query;
}

/** p50, p95 and p99 by `quantileOf`. Dots on the panel are requests with a trace, drawn once for all three. */
export function percentiles(quantileOf: (q: number) => string): prometheus.DataqueryBuilder[] {
  return [0.5, 0.95, 0.99].map((q) => {
    const query = trend(quantileOf(q), `p${q * 100}`);
    return q === 0.99 ? query.exemplar(true) : query;
  });
}

/** A query for the value at the end of the shown time. */
export function latest(expr: string, legend: string): prometheus.DataqueryBuilder {
  const query = new prometheus.DataqueryBuilder().datasource(PROMETHEUS).expr(expr).legendFormat(legend).instant();
  return expr.includes('$__rate_interval') ? query.interval(RATE_STEP) : query;
}

/** The same for a table: one row per series, one column per label. */
export function rows(expr: string, legend: string): prometheus.DataqueryBuilder {
  return latest(expr, legend).format(prometheus.PromQueryFormat.Table);
}

/** A histogram's buckets for a heatmap, with dots for requests with a trace. */
export function buckets(expr: string): prometheus.DataqueryBuilder {
  return trend(expr, '{{le}}').format(prometheus.PromQueryFormat.Heatmap).exemplar(true);
}

/** Log lines, the newest first. */
export function lines(query: LogQuery): loki.DataqueryBuilder {
  return new loki.DataqueryBuilder().datasource(LOKI).expr(logQl(query)).queryType('range').maxLines(200);
}
