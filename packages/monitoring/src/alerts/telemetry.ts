import type { MetricName, ServiceName } from '@qt/catalogue';
import type { Alert, Condition } from './alert.ts';
import { alive, byName, jobOf, promql } from './promql.ts';

/** The trading services, each with a series that it alone exports, and always; the simulator is not watched. */
const WATCHED = {
  'qt-api': 'qt_model_confidence_threshold',
  'qt-scheduler': 'qt_scheduler_last_run_timestamp_seconds',
  'qt-retrain-worker': 'qt_retrain_runs_total',
  'qt-risk-guard': 'qt_risk_kill_switch_engaged',
} as const satisfies Record<Exclude<ServiceName, 'qt-market-sim'>, MetricName>;

type Watched = keyof typeof WATCHED;
const watched = Object.keys(WATCHED) as Watched[];

const gone = (service: Watched): Condition => ({
  cause: `${service.slice('qt-'.length).replace('-', '_')}_gone`,
  for: '2m',
  labels: { service },
  // Any report counts, scraped or pushed. `absent` of several selectors has no labels, so the job is put back.
  expr: promql`
    label_replace(
      absent(
        ${signsOfLife(service).join('\n        or ')}
      ),
      "job", "${service}", "", ""
    )
  `,
  description: 'No instance of {{ $labels.job }} has reported for two minutes.',
});

function signsOfLife(service: Watched): string[] {
  const exported = [`qt_process_start_timestamp_seconds{${jobOf(service)}}`, WATCHED[service]];
  return [...exported.map(alive), `up{${jobOf(service)}} == 1`];
}

export const telemetryTargetDown: Alert = {
  name: 'TelemetryTargetDown',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'telemetry',
  summary: 'No telemetry from {{ $labels.job }}',
  conditions: [
    {
      cause: 'scrape_failed',
      for: '2m',
      labels: { service: '{{ $labels.job }}' },
      expr: promql`${byName(`up{${jobOf(...watched)}}`)} == 0`,
      description: 'Scrapes of {{ $labels.job }} at {{ $labels.instance }} have failed for two minutes.',
    },
    ...watched.map(gone),
    {
      cause: 'unseen',
      // As soon as RiskGuardDown: each service that pushes through the Collector is missing at once.
      for: '1m',
      labels: { service: 'otel-collector' },
      expr: promql`
        max by (job) (${byName(`up{${jobOf('otel-collector')}}`)}) == 0
        and on () absent(
          ${watched.flatMap(signsOfLife).join('\n          or ')}
        )
      `,
      description:
        'The Collector is down, and no service reports in another way: whether orders go out cannot be seen here. /health of the API says it.',
    },
  ],
};

export const telemetrySeriesOverflow: Alert = {
  name: 'TelemetrySeriesOverflow',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'telemetry',
  summary: '{{ $labels.metric }} of {{ $labels.job }} counts series under "other"',
  conditions: [
    {
      cause: 'overflow',
      for: '0s',
      labels: { service: '{{ or $labels.job "qt-api" }}' },
      expr: promql`sum by (metric, job) (${byName('increase(qt_telemetry_series_overflow_total[15m])')}) > 0`,
      description:
        '{{ $value | printf "%.0f" }} recordings of {{ $labels.metric }} in 15 minutes had label values outside the allowed set or the series budget.',
    },
  ],
};

/** What the Collector calls the items of a signal. */
const ITEMS = { traces: 'spans', metrics: 'metric_points', logs: 'log_records' } as const;

/** How much the Collector has counted of some signals in five minutes, by signal. */
function counted(what: string, ...signals: readonly (keyof typeof ITEMS)[]): string {
  const each = signals.map(
    (signal) => `label_replace(increase(otelcol_${what}_${ITEMS[signal]}[5m]), "signal", "${signal}", "", "")`,
  );
  return `sum by (job, signal) (${byName(each.join(' or '))})`;
}

export const telemetryExportFailing: Alert = {
  name: 'TelemetryExportFailing',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'telemetry',
  summary: 'Telemetry is lost at {{ $labels.job }}: {{ $labels.signal }}',
  conditions: [
    {
      cause: 'lost',
      for: '5m',
      labels: { service: '{{ $labels.job }}' },
      expr: promql`sum by (job, signal) (${byName('increase(qt_telemetry_export_failures_total[5m])')}) > 0`,
      description:
        '{{ $value | printf "%.0f" }} spans, data points or log records ({{ $labels.signal }}) of {{ $labels.job }} could not be delivered in 5 minutes and are lost. Trading is not affected.',
    },
    {
      cause: 'dropped',
      for: '5m',
      labels: { service: '{{ $labels.job }}' },
      expr: promql`
        sum by (job, signal) (
          ${byName('label_replace(increase(qt_log_lines_dropped_total[5m]), "signal", "logs", "", "")')}
        ) > 0
      `,
      description:
        '{{ $value | printf "%.0f" }} log lines of {{ $labels.job }} were dropped in 5 minutes, for 5 minutes now: nobody reads its output, or the disk for it is full. Trading is not affected.',
    },
    {
      cause: 'refused',
      for: '5m',
      labels: { service: '{{ $labels.job }}' },
      expr: promql`${counted('receiver_refused', 'traces', 'metrics', 'logs')} > 0`,
      description:
        'The Collector has refused {{ $value | printf "%.0f" }} spans, data points or log records ({{ $labels.signal }}) in 5 minutes, for 5 minutes now: it lacks memory, or its queue is full. Whoever sent them tries again for a while and then loses them. Trading is not affected.',
    },
    {
      cause: 'undelivered',
      for: '5m',
      labels: { service: '{{ $labels.job }}' },
      // LogShippingStopped covers log lines.
      expr: promql`${counted('exporter_send_failed', 'traces', 'metrics')} > 0`,
      description:
        'The Collector could not deliver {{ $value | printf "%.0f" }} spans or data points ({{ $labels.signal }}) in 5 minutes, for 5 minutes now, and they are lost: the store behind it refuses them or is away. Trading is not affected.',
    },
  ],
};

/** The dead man's switch: always fires, so that its absence shows that alerting is broken. */
export const WATCHDOG = {
  name: 'Watchdog',
  expr: 'vector(1)',
  summary: 'Alerting works',
  description: 'This alert always fires. When its heartbeat stops, Prometheus or Alertmanager is down.',
} as const;
