import type { Attributes } from '@opentelemetry/api';
import { type CollectionResult, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { boundText, escaped, type FamilyType, type Format, familyHead, numeral } from './format.ts';
import { familyNameOf, labelNameOf } from './prometheus-names.ts';

interface Family {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  readonly lines: string[];
}

/**
 * Writes what the SDK collected, the instruments of libraries, as Prometheus reads it: the resource once in
 * `target_info`, and no scope labels on any series. Families that are already `taken` are left out. Without the end
 * that OpenMetrics wants.
 */
export function exposition(
  collected: CollectionResult['resourceMetrics'],
  format: Format,
  taken: ReadonlySet<string> = new Set(),
): string {
  const families = new Map<string, Family>();
  for (const { metrics } of collected.scopeMetrics) {
    for (const metric of metrics) addTo(families, metric, format);
  }
  const target = sample('target_info', collected.resource.attributes, 1);
  const head =
    format === 'text'
      ? `# HELP target_info Target metadata\n# TYPE target_info gauge\n${target}`
      : `# HELP target Target metadata\n# TYPE target info\n${target}`;
  const own = [...families.values()].filter(({ name }) => !taken.has(name));
  return (
    head + own.map(({ name, type, help, lines }) => familyHead(name, type, help, format) + lines.join('')).join('')
  );
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
        const le = boundText(buckets.boundaries[index], format);
        family.lines.push(sample(`${name}_bucket`, { ...point.attributes, le }, below));
      });
      family.lines.push(sample(`${name}_sum`, point.attributes, sum ?? 0));
      family.lines.push(sample(`${name}_count`, point.attributes, count));
    }
    return;
  }
  for (const point of metric.dataPoints) family.lines.push(sample(name, point.attributes, point.value as number));
}

function typeOf(metric: MetricData): FamilyType | undefined {
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

function sample(name: string, labels: Attributes, value: number): string {
  const pairs = Object.entries(labels).map(([label, of]) => `${labelNameOf(label)}="${escaped(textOf(of))}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${numeral(value)}\n`;
}

function textOf(value: Attributes[string]): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
