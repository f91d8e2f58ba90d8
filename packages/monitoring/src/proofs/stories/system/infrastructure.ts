import { SCRAPED } from '../../series/path.ts';
import { type Labels, metric, type Process, type Series, up, type ValueAt } from '../../series/series.ts';
import type { Facts } from './facts.ts';
import { growing } from './grid.ts';
import { awayIn, FOREVER, type Span, within } from './incident.ts';

const ALERTMANAGERS = ['http://10.0.0.1:9093/api/v2/alerts', 'http://10.0.0.2:9093/api/v2/alerts'] as const;

/** What Prometheus scrapes of the Collector, of two Alertmanagers and of itself. */
export function infrastructure({ incident, grid }: Facts): Series[] {
  const process = (job: string, away: readonly Span[] = [], replica = 0): Process => ({
    path: SCRAPED,
    job,
    lives: away.length === 0 ? FOREVER : awayIn(...away),
    replica,
  });
  const collector = process('otel-collector', incident.collectorDown);
  const prometheus = process('prometheus');
  const alertmanager = process('alertmanager');
  const other = process('alertmanager', incident.alertmanagerDown, 1);
  const of = (from: Process, name: string, labels: Labels, value: ValueAt) =>
    metric(from, name, labels, grid.until, value, grid.step);
  const counted = (spans: readonly Span[] | undefined, amount: number) =>
    growing(grid, (t) => (within(spans, t) ? amount : 0));
  const waiting = (t: number) => within(incident.logStoreDown, t);
  const logs = { exporter: 'otlp_http/logs' };
  return [
    ...[collector, prometheus, alertmanager, other].flatMap((each) => up(each, grid.until, grid.step)),
    of(
      collector,
      'otelcol_receiver_accepted_log_records',
      { receiver: 'file_log' },
      growing(grid, () => 40),
    ),
    of(collector, 'otelcol_exporter_queue_size', { ...logs, data_type: 'logs' }, (t) => (waiting(t) ? 12 : 0)),
    of(
      collector,
      'otelcol_exporter_sent_log_records',
      logs,
      growing(grid, (t) => (waiting(t) ? 0 : 40)),
    ),
    ...['spans', 'metric_points', 'log_records'].map((items) =>
      of(collector, `otelcol_receiver_refused_${items}`, { receiver: 'otlp' }, counted(incident.collectorRefuses, 20)),
    ),
    of(
      collector,
      'otelcol_exporter_send_failed_metric_points',
      { exporter: 'otlp_http/prometheus' },
      counted(incident.metricsRefused, 500),
    ),
    of(
      alertmanager,
      'alertmanager_notifications_failed_total',
      { integration: 'slack', reason: 'serverError' },
      counted(incident.slackDown, 1),
    ),
    // Watchdog alone is sent each minute.
    ...['errors', 'dropped'].flatMap((what) =>
      ALERTMANAGERS.map((url, n) =>
        of(
          prometheus,
          `prometheus_notifications_${what}_total`,
          { alertmanager: url },
          n === 0 ? () => 0 : counted(incident.alertmanagerDown, 1),
        ),
      ),
    ),
  ];
}
