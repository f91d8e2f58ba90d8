import { setImmediate as turn } from 'node:timers/promises';
import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { type InstrumentationScope, millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type AggregationTemporalitySelector,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  InstrumentType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricSpec } from '@qt/catalogue';
import type { Cell, Exemplar, SeriesLabels } from './cells.ts';
import { renewExemplars } from './exemplar.ts';
import type { Metric } from './metric.ts';
import type { ReadWatch } from './read-watch.ts';
import { type Since, sinceLastTime, sinceStart } from './since.ts';
import { createSlices, type InSlices } from './slices.ts';

export interface ProducerOptions {
  readonly metrics: readonly Metric[];
  /** In whose name they go out. */
  readonly scope: InstrumentationScope;
  readonly temporality: AggregationTemporalitySelector;
  readonly now: () => number;
  readonly watch: ReadWatch;
}

export interface HistogramPoint extends DataPoint<Histogram> {
  readonly exemplars: readonly Exemplar[];
}

/**
 * Gives the catalogued metrics to one reader; for deltas each reader needs its own. Names have no unit, so that
 * Prometheus' translation of OTLP does not append one; metrics of OpenTelemetry's conventions have theirs, of which
 * that translation makes the catalogue's names.
 */
export function createProducer({ metrics, scope, temporality, now, watch }: ProducerOptions): MetricProducer {
  const since = {
    counter: sinceOf(temporality(InstrumentType.COUNTER)),
    histogram: sinceOf(temporality(InstrumentType.HISTOGRAM)),
    gauge: sinceStart,
  };
  return {
    async collect(): Promise<CollectionResult> {
      const time = now();
      const inSlices = createSlices();
      const errors: unknown[] = [];
      const collected: MetricData[] = [];
      for (const metric of metrics) {
        try {
          const data = await collectMetric(metric, since[metric.kind], time, inSlices);
          if (data.dataPoints.length > 0) collected.push(data);
          watch.succeeded(metric.name);
        } catch (error) {
          watch.failed(metric.name, error);
          errors.push(error);
        }
      }
      await turn(); // the reader encodes its first batch at once
      const scopeMetrics = [{ scope, metrics: collected }];
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors };
    },
  };
}

// What every point has of its own lives through a push, and each collection of garbage copies it: some is shared.
const NO_EXEMPLARS: readonly Exemplar[] = [];

/** The time of a series' start; those that began together share it. */
function sharedTimes(): (ms: number) => HrTime {
  let last = Number.NaN;
  let time: HrTime = [0, 0];
  return (ms) => {
    if (ms !== last) time = millisToHrTime(ms);
    last = ms;
    return time;
  };
}

function sinceOf(temporality: AggregationTemporality): Since {
  return temporality === AggregationTemporality.DELTA ? sinceLastTime() : sinceStart;
}

async function collectMetric(metric: Metric, since: Since, time: number, inSlices: InSlices): Promise<MetricData> {
  const endTime = millisToHrTime(time);
  const startOf = sharedTimes();
  const { convention } = metric.spec;
  const common = {
    descriptor: {
      name: convention?.name ?? metric.name,
      description: metric.spec.help,
      unit: convention?.unit ?? '',
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: since.temporality,
  };
  if (metric.kind === 'histogram') {
    const boundaries = [...metric.bounds];
    const dataPoints = await points(metric.collect(), inSlices, (cell): HistogramPoint => {
      const { numbers, from } = since.change(cell, time);
      const counts = numbers.slice(0, -1);
      const count = counts.reduce((total, inBucket) => total + inBucket, 0);
      // A delta has only the exemplars of its own time.
      const exemplars =
        cell.exemplars?.filter((one): one is Exemplar => one !== undefined && one.at >= from) ?? NO_EXEMPLARS;
      renewExemplars(cell);
      const value = { buckets: { boundaries, counts }, sum: numbers.at(-1) ?? 0, count };
      return {
        startTime: startOf(from),
        endTime,
        attributes: attributesOf(cell.labels, convention),
        value,
        exemplars,
      };
    });
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const dataPoints = await points(metric.collect(), inSlices, (cell): DataPoint<number> => {
    const { numbers, from } = since.change(cell, time);
    const startTime = metric.kind === 'gauge' ? endTime : startOf(from);
    return { startTime, endTime, attributes: attributesOf(cell.labels, convention), value: numbers[0] ?? 0 };
  });
  if (metric.kind === 'gauge') return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
  return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
}

const INTEGERS = ['http.response.status_code', 'server.port'];

/** The labels by the names and with the types that OpenTelemetry's conventions give them. */
function attributesOf(labels: SeriesLabels, convention: MetricSpec['convention']): Attributes {
  if (convention === undefined) return labels;
  const named = Object.entries(labels).map(([label, value]) => [convention.attributes[label] ?? label, value] as const);
  return Object.fromEntries(named.map(([name, value]) => [name, INTEGERS.includes(name) ? Number(value) : value]));
}

/** Lists the cells first: a series may begin or end between two slices. */
async function points<C extends Cell, P>(cells: Iterable<C>, inSlices: InSlices, point: (cell: C) => P): Promise<P[]> {
  const made: P[] = [];
  await inSlices([...cells], (cell) => made.push(point(cell)));
  return made;
}
