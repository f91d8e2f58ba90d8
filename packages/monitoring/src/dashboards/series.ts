import type { LabelsOf, MetricName, Metrics } from '@qt/catalogue';

/** The metrics of one kind. */
type Of<K> = { [N in MetricName]: Metrics[N]['kind'] extends K ? N : never }[MetricName];

/** A matcher's operator and value: a closed label set admits only its own values, or a pattern. */
type Match<V> = V extends string ? `="${V}"` | `!="${V}"` | `=~"${string}"` | `!~"${string}"` : never;

/** Matchers by label: a label that the metric does not have does not compile. */
export type Matchers<N extends MetricName> = { readonly [L in keyof LabelsOf<N>]?: Match<LabelsOf<N>[L]> };

/** The processes chosen by the dashboard's variables; `target_info` identifies them, scraped or pushed. */
export const CHOSEN =
  'target_info{job=~"(.+/)?$job", instance=~"$instance", deployment_environment_name=~"$environment"}';

/** The current value of a gauge, per process. */
export function gauge<N extends Of<'gauge'>>(name: N, matchers: Matchers<N> = {}): string {
  return chosen(selector(name, matchers));
}

/** When a gauge was last sampled, per process: a pushed series is still read five minutes after its last push. */
export function sampledAt<N extends Of<'gauge'>>(name: N): string {
  return chosen(`timestamp(${selector(name, {})})`);
}

/** A pushed series is still read for five minutes after its end: older than two pushes of 60 s, it is gone. */
export const FRESH_SECONDS = 150;

/** A gauge that ends with what it tells of, per process. */
export function freshGauge<N extends Of<'gauge'>>(name: N): string {
  return `(${gauge(name)}) and on (job, instance) (${sampledAt(name)}) > time() - ${FRESH_SECONDS}`;
}

/** A counter's increase per second, per series. */
export function rate<N extends Of<'counter'>>(name: N, matchers: Matchers<N> = {}): string {
  return chosen(`rate(${selector(name, matchers)}[$__rate_interval])`);
}

/** A counter's increase over a window, by default the dashboard's time range, per series. */
export function increase<N extends Of<'counter'>>(name: N, matchers: Matchers<N> = {}, window = '$__range'): string {
  return chosen(`increase(${selector(name, matchers)}[${window}])`);
}

type Part = 'bucket' | 'sum' | 'count';

/** A part of a histogram as a rate per second, per series. */
export function histogramRate<N extends Of<'histogram'>>(name: N, part: Part, matchers: Matchers<N> = {}): string {
  return chosen(`rate(${selector(name, matchers, `_${part}`)}[$__rate_interval])`);
}

/** What was added to a part of a histogram in the dashboard's time range, per series. */
export function histogramIncrease<N extends Of<'histogram'>>(name: N, part: Part): string {
  return chosen(`increase(${selector(name, {}, `_${part}`)}[$__range])`);
}

/** A quantile (0 to 1) of a histogram over all processes, split by `labels`. */
export function quantile<N extends Of<'histogram'>>(
  q: number,
  name: N,
  labels: readonly (keyof LabelsOf<N> & string)[] = [],
  matchers: Matchers<N> = {},
): string {
  return `histogram_quantile(${q}, sum by (${['le', ...labels].join(', ')}) (${histogramRate(name, 'bucket', matchers)}))`;
}

const WATCHERS = { prometheus: 'prometheus', alertmanager: 'alertmanager', otelcol: 'otel-collector' } as const;
type WatcherMetric = `${keyof typeof WATCHERS}_${string}`;

/** A series of what watches the services: of Prometheus, Alertmanager or the Collector. It belongs to no environment. */
export function watcher(name: WatcherMetric, matchers = ''): string {
  const job = WATCHERS[name.slice(0, name.indexOf('_')) as keyof typeof WATCHERS];
  return `${name}{job="${job}"${matchers === '' ? '' : `, ${matchers}`}}`;
}

/** 0 while the watcher of this series is scraped: the value of what it has not counted yet. */
export function zeroOf(name: WatcherMetric): string {
  const job = WATCHERS[name.slice(0, name.indexOf('_')) as keyof typeof WATCHERS];
  return `0 * max(up{job="${job}"})`;
}

/** Whether scrapes of the chosen services, and of what watches them, succeed. A dead target is in no environment. */
export const TARGETS = 'up{job=~"(.+/)?$job", instance=~"$instance"}';

/** The series with one more label. */
export function named(label: string, value: string, expr: string): string {
  return `label_replace(${expr}, "${label}", "${value}", "", "")`;
}

function chosen(expr: string): string {
  return `${expr} and on (job, instance) ${CHOSEN}`;
}

/** Every selector has job and instance, so that Prometheus reads no more than needed. */
function selector(name: string, matchers: object, suffix = ''): string {
  const own = Object.entries(matchers).map(([label, match]) => `${label}${match}`);
  return `${name}${suffix}{${['job=~"(.+/)?$job"', 'instance=~"$instance"', ...own].join(', ')}}`;
}
