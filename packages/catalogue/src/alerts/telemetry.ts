import { SERVICES, type ServiceName } from '../labels.ts';
import type { Alert, Condition } from './alert.ts';
import { promql } from './promql.ts';

/** The services that trade; the simulator is nobody's target. */
const WATCHED = SERVICES.filter((service) => service !== 'qt-market-sim');

const gone = (service: ServiceName): Condition => ({
  cause: `${service.slice('qt-'.length).replace('-', '_')}_gone`,
  for: '2m',
  // Every service always exports this, on both paths; absence is judged by it and not by `up`.
  expr: promql`absent(qt_process_start_timestamp_seconds{job="${service}"})`,
  description: `Nothing has been heard of any {{ $labels.job }} for two minutes.`,
});

export const telemetryTargetDown: Alert = {
  name: 'TelemetryTargetDown',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'overview',
  summary: '{{ $labels.job }} gives no telemetry',
  conditions: [
    {
      cause: 'scrape_failed',
      for: '2m',
      expr: promql`up{job=~"qt-api|qt-scheduler|qt-retrain-worker|qt-risk-guard"} == 0`,
      description: '{{ $labels.job }} at {{ $labels.instance }} has not answered a scrape for two minutes.',
    },
    ...WATCHED.map(gone),
  ],
};

export const telemetrySeriesOverflow: Alert = {
  name: 'TelemetrySeriesOverflow',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'overview',
  summary: '{{ $labels.metric }} of {{ $labels.job }} hides series under "other"',
  conditions: [
    {
      cause: 'overflow',
      for: '0s',
      expr: promql`sum by (metric, job) (increase(qt_telemetry_series_overflow_total[15m])) > 0`,
      description:
        '{{ $value | printf "%.0f" }} recordings of {{ $labels.metric }} in 15 minutes had label values outside the admitted set or the budget.',
    },
  ],
};

/** The dead man's switch: always fires, so that its silence says that alerting itself is broken. */
export const WATCHDOG = {
  name: 'Watchdog',
  expr: 'vector(1)',
  summary: 'Alerting works',
  description: 'This alert always fires. When its heartbeat stops, Prometheus or Alertmanager is down.',
} as const;
