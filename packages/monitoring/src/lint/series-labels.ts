import { type LabelSet, METRICS, type MetricSpec, SERVICES } from '@qt/catalogue';
import { INFRASTRUCTURE } from '../alerts/alert.ts';
import { ALERTS, RECORDINGS, WATCHDOG } from '../alerts/index.ts';

/** The values a label can have: a closed set, or any. */
type Values = readonly string[] | undefined;
export type SeriesLabels = ReadonlyMap<string, Values>;

const JOBS = [...SERVICES, ...INFRASTRUCTURE];

/** Labels of every series, from the scrape target or the OTLP resource. */
const TARGET: readonly (readonly [string, Values])[] = [
  ['job', JOBS],
  ['instance', undefined],
];

/** Series that are not ours, with the labels that queries may use: of Prometheus, the Collector and Alertmanager. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  up: [],
  scrape_duration_seconds: [],
  target_info: ['service_name', 'service_version', 'deployment_environment_name', 'service_instance_id'],
  prometheus_rule_evaluation_failures_total: ['rule_group'],
  prometheus_notifications_errors_total: ['alertmanager'],
  prometheus_notifications_dropped_total: ['alertmanager'],
  prometheus_notifications_sent_total: ['alertmanager'],
  prometheus_tsdb_head_series: [],
  alertmanager_notifications_failed_total: ['integration', 'reason'],
  alertmanager_notifications_total: ['integration'],
  otelcol_exporter_queue_size: ['exporter', 'data_type'],
  otelcol_exporter_queue_capacity: ['exporter', 'data_type'],
  ...ofEachSignal('otelcol_exporter_sent', 'exporter'),
  ...ofEachSignal('otelcol_exporter_send_failed', 'exporter'),
  ...ofEachSignal('otelcol_receiver_accepted', 'receiver'),
  ...ofEachSignal('otelcol_receiver_refused', 'receiver'),
};

function ofEachSignal(name: string, label: string): Record<string, readonly string[]> {
  return Object.fromEntries(['log_records', 'metric_points', 'spans'].map((signal) => [`${name}_${signal}`, [label]]));
}

/** The labels of the series with this name; `undefined` for a name that the catalogue does not have. */
export function seriesLabels(name: string): SeriesLabels | undefined {
  const others = OTHERS[name];
  if (others !== undefined) return new Map([...TARGET, ...others.map((label) => [label, undefined] as const)]);
  if (name === 'ALERTS') return alertLabels();
  if (RECORDINGS.some(({ record }) => record === name)) return new Map();
  const own = METRICS[name as keyof typeof METRICS] as MetricSpec | undefined;
  if (own !== undefined && own.kind !== 'histogram') return new Map([...TARGET, ...labelsOf(own)]);
  const [, base, part] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? [];
  const histogram = METRICS[base as keyof typeof METRICS] as MetricSpec | undefined;
  if (histogram?.kind !== 'histogram') return undefined;
  const bounds = part === 'bucket' ? ([['le', [...(histogram.buckets ?? []).map(String), '+Inf']]] as const) : [];
  return new Map<string, Values>([...TARGET, ...labelsOf(histogram), ...bounds]);
}

function labelsOf({ labels, optionalLabels, debugLabels }: MetricSpec): [string, Values][] {
  return Object.entries({ ...labels, ...optionalLabels, ...debugLabels }).map(([label, set]) => [label, closed(set)]);
}

function closed(set: LabelSet): Values {
  return typeof set === 'string' ? undefined : set;
}

/** The labels of `ALERTS`, Prometheus' series of pending and firing alerts. */
function alertLabels(): SeriesLabels {
  return new Map<string, Values>([
    ['alertname', [...ALERTS.map(({ name }) => name), WATCHDOG.name]],
    ['alertstate', ['pending', 'firing']],
    ['severity', ['high', 'medium']],
    ['service', JOBS],
    ['instance', undefined],
    ['cause', ALERTS.flatMap(({ conditions }) => conditions.map(({ cause }) => cause))],
  ]);
}
