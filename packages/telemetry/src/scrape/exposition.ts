import type { Attributes } from '@opentelemetry/api';
import { type CollectionResult, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { familyNameOf, labelNameOf } from './prometheus-names.ts';

/** `text`: Prometheus text 0.0.4. `openmetrics`: OpenMetrics 1.0.0, without the `_created` lines, which Prometheus would store as series. */
export type Format = 'text' | 'openmetrics';

interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly lines: string[];
}

/** Writes a collection as Prometheus reads it: the resource once in `target_info`, and no scope labels on any series. */
export function exposition(collected: CollectionResult['resourceMetrics'], format: Format): string {
  const families = new Map<string, Family>();
  for (const { metrics } of collected.scopeMetrics) {
    for (const metric of metrics) addTo(families, metric, format);
  }
  const target = sample('target_info', collected.resource.attributes, 1);
  const head =
    format === 'text'
      ? `# HELP target_info Target metadata\n# TYPE target_info gauge\n${target}`
      : `# HELP target Target metadata\n# TYPE target info\n${target}`;
  const body = [...families.values()].map((family) => written(family, format)).join('');
  return head + body + (format === 'openmetrics' ? '# EOF\n' : '');
}

/** Foreign instruments may share a name: one family then, and what is of another type is left out. */
function addTo(families: Map<string, Family>, metric: MetricData, format: Format): void {
  const type = typeOf(metric);
  if (type === undefined || metric.dataPoints.length === 0) return;
  const name = familyNameOf(metric);
  const family = families.get(name) ?? { name, type, help: metric.descriptor.description, lines: [] };
  if (family.type !== type) return;
  families.set(name, family);
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    for (const point of metric.dataPoints) {
      const { buckets, sum, count } = point.value;
      let below = 0;
      buckets.counts.forEach((inBucket, index) => {
        below += inBucket;
        const le = bound(buckets.boundaries[index], format);
        family.lines.push(sample(`${name}_bucket`, { ...point.attributes, le }, below));
      });
      family.lines.push(sample(`${name}_sum`, point.attributes, sum ?? 0));
      family.lines.push(sample(`${name}_count`, point.attributes, count));
    }
    return;
  }
  for (const point of metric.dataPoints) family.lines.push(sample(name, point.attributes, point.value as number));
}

function typeOf(metric: MetricData): Family['type'] | undefined {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return metric.isMonotonic ? 'counter' : 'gauge';
    case DataPointType.GAUGE:
      return 'gauge';
    case DataPointType.HISTOGRAM:
      return 'histogram';
    default:
      return undefined;
  }
}

function written({ name, type, help, lines }: Family, format: Format): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  if (format === 'text') return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n${lines.join('')}`;
  // OpenMetrics names a counter's family without the suffix that its samples have.
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  return `# HELP ${family} ${text.replaceAll('"', '\\"')}\n# TYPE ${family} ${type}\n${lines.join('')}`;
}

function sample(name: string, labels: Attributes, value: number): string {
  const pairs = Object.entries(labels).map(([label, of]) => `${labelNameOf(label)}="${escaped(of)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${numeral(value)}\n`;
}

function escaped(value: Attributes[string]): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numeral(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** OpenMetrics wants `1.0` where the older text has `1`; Prometheus 3 stores both as `1.0`. */
function bound(upper: number | undefined, format: Format): string {
  if (upper === undefined) return '+Inf';
  return format === 'openmetrics' && Number.isInteger(upper) ? upper.toFixed(1) : String(upper);
}
