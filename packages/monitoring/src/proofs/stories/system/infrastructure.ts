import { SCRAPED } from '../../series/path.ts';
import { type Labels, metric, type Process, type Series, up, type ValueAt } from '../../series/series.ts';
import type { Facts } from './facts.ts';
import { growing } from './grid.ts';
import { awayIn, FOREVER, within } from './incident.ts';

/** What Prometheus scrapes of the Collector and of Alertmanager. */
export function infrastructure({ incident, grid }: Facts): Series[] {
  const collector: Process = {
    path: SCRAPED,
    job: 'otel-collector',
    lives: awayIn(...(incident.collectorDown ?? [])),
  };
  const alertmanager: Process = { path: SCRAPED, job: 'alertmanager', lives: FOREVER };
  const of = (process: Process, name: string, labels: Labels, value: ValueAt) =>
    metric(process, name, labels, grid.until, value, grid.step);
  const waiting = (t: number) => within(incident.logStoreDown, t);
  const lines = { exporter: 'otlp_http/logs', data_type: 'logs' };
  return [
    ...up(collector, grid.until, grid.step),
    of(
      collector,
      'otelcol_receiver_accepted_log_records',
      { receiver: 'file_log' },
      growing(grid, () => 40),
    ),
    of(collector, 'otelcol_exporter_queue_size', lines, (t) => (waiting(t) ? 12 : 0)),
    of(
      collector,
      'otelcol_exporter_sent_log_records',
      { exporter: lines.exporter },
      growing(grid, (t) => (waiting(t) ? 0 : 40)),
    ),
    of(
      alertmanager,
      'alertmanager_notifications_failed_total',
      { integration: 'slack', reason: 'serverError' },
      growing(grid, (t) => (within(incident.slackDown, t) ? 1 : 0)),
    ),
  ];
}
