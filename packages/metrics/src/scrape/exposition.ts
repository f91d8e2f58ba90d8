import type { Attributes } from '@opentelemetry/api';
import {
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { createSlices, type InSlices } from '../series/slices.ts';
import { boundText, escaped, type FamilyType, type Format, familyHead, namesTakenBy, numeral } from './format.ts';
import { familyNameOf, labelNameOf } from './prometheus-names.ts';

interface Family {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  /** The lines of each point by its labels. */
  readonly points: Map<string, string>;
}

/**
 * Writes what the SDK collected, the instruments of libraries, for Prometheus: the resource once as `target_info`, no
 * scope labels. A family with a name that is already `taken` is left out, since Prometheus could drop the whole scrape.
 */
export async function exposition(
  collected: CollectionResult['resourceMetrics'],
  format: Format,
  taken: readonly string[] = [],
  inSlices: InSlices = createSlices(),
): Promise<string> {
  const families = new Map<string, Family>();
  for (const { metrics } of collected.scopeMetrics) {
    for (const metric of metrics) await addTo(families, metric, format, inSlices);
  }
  const target = sample('target_info', labelsText(collected.resource.attributes), 1);
  const head =
    format === 'text'
      ? `# HELP target_info Target metadata\n# TYPE target_info gauge\n${target}`
      : `# HELP target Target metadata\n# TYPE target info\n${target}`;
  const used = new Set([...taken, 'target', 'target_info']);
  let text = head;
  for (const { name, type, help, points } of families.values()) {
    const names = namesTakenBy(name, type);
    if (names.some((one) => used.has(one))) continue;
    for (const one of names) used.add(one);
    text += familyHead(name, type, help, format) + [...points.values()].join('');
  }
  return text;
}

/** Instruments of one name share a family; another type, or the same series again, is left out. */
async function addTo(families: Map<string, Family>, metric: MetricData, format: Format, inSlices: InSlices) {
  const type = typeOf(metric);
  if (type === undefined || metric.dataPoints.length === 0) return;
  const name = familyNameOf(metric);
  const family = families.get(name) ?? { name, type, help: metric.descriptor.description, points: new Map() };
  if (family.type !== type) return;
  families.set(name, family);
  await inSlices(metric.dataPoints as DataPoint<number | Histogram>[], ({ attributes, value }) => {
    const labels = labelsText(attributes, type);
    if (family.points.has(labels)) return;
    const lines = typeof value === 'number' ? sample(name, labels, value) : histogramLines(name, labels, value, format);
    family.points.set(labels, lines);
  });
}

function histogramLines(name: string, labels: string, { buckets, sum, count }: Histogram, format: Format): string {
  const before = labels === '' ? '' : `${labels},`;
  let below = 0;
  const lines = buckets.counts.map((inBucket, bucket) => {
    below += inBucket;
    return sample(`${name}_bucket`, `${before}le="${boundText(buckets.boundaries[bucket], format)}"`, below);
  });
  return lines.join('') + sample(`${name}_sum`, labels, sum ?? 0) + sample(`${name}_count`, labels, count);
}

/** Prometheus' text has none for exponential histograms. */
function typeOf(metric: MetricData): FamilyType | undefined {
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) return undefined;
  if (metric.dataPointType === DataPointType.HISTOGRAM) return 'histogram';
  return metric.dataPointType === DataPointType.SUM && metric.isMonotonic ? 'counter' : 'gauge';
}

function sample(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${numeral(value)}\n`;
}

/** Attributes whose names become one label are joined by `;`, as Prometheus does for OTLP. */
function labelsText(attributes: Attributes, type: FamilyType = 'gauge'): string {
  const labels = new Map<string, string>();
  for (const [attribute, value] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = labelNameOf(attribute);
    const known = labels.get(name);
    labels.set(name, known === undefined ? textOf(value) : `${known};${textOf(value)}`);
  }
  if (type === 'histogram') labels.delete('le');
  return [...labels].map(([label, text]) => `${label}="${escaped(text)}"`).join(',');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
