import type { HrTime } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
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
import type { HistogramCell, NumberCell } from './cells.ts';
import type { Metric } from './metric.ts';
import type { ReadWatch } from './read-watch.ts';
import { type Since, sinceLastTime, sinceStart } from './since.ts';

/** The instrumentation scope of every catalogued metric. */
export const SCOPE = '@qt/telemetry';

export interface ProducerOptions {
  readonly metrics: readonly Metric[];
  readonly temporality: AggregationTemporalitySelector;
  readonly now: () => number;
  readonly watch: ReadWatch;
}

/**
 * Gives the catalogued metrics to one reader. Each reader has its own, because delta temporality is what changed
 * since that reader last asked.
 *
 * Names go out as the catalogue has them and without a unit: Prometheus' translation of OTLP then changes nothing
 * (it would append the unit, and `_ratio` for unit `1`; a counter's `_total` is already there).
 */
export function createProducer({ metrics, temporality, now, watch }: ProducerOptions): MetricProducer {
  const since = {
    counter: sinceOf(temporality(InstrumentType.COUNTER)),
    histogram: sinceOf(temporality(InstrumentType.HISTOGRAM)),
    gauge: sinceStart(),
  };
  return {
    async collect(): Promise<CollectionResult> {
      const time = now();
      const errors: unknown[] = [];
      const collected: MetricData[] = [];
      for (const metric of metrics) {
        try {
          const data = collectMetric(metric, since[metric.kind], time);
          if (data.dataPoints.length > 0) collected.push(data);
          watch.succeeded(metric.name);
        } catch (error) {
          watch.failed(metric.name, error);
          errors.push(error);
        }
      }
      const scopeMetrics = [{ scope: { name: SCOPE }, metrics: collected }];
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors };
    },
  };
}

function sinceOf(temporality: AggregationTemporality): Since {
  return temporality === AggregationTemporality.DELTA ? sinceLastTime() : sinceStart();
}

function collectMetric(metric: Metric, since: Since, time: number): MetricData {
  const endTime = hrTime(time);
  const common = {
    descriptor: { name: metric.name, description: metric.spec.help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: since.temporality,
  };
  if (metric.kind === 'histogram') {
    const { bounds } = metric;
    const dataPoints = points(metric.collect(), (cell): DataPoint<Histogram> => {
      const { counts, sum, count, from } = since.histogram(cell, time);
      const value = { buckets: { boundaries: [...bounds], counts }, sum, count };
      return { startTime: hrTime(from), endTime, attributes: cell.labels, value };
    });
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const dataPoints = points(metric.collect(), (cell): DataPoint<number> => {
    const { value, from } = metric.kind === 'counter' ? since.number(cell, time) : { value: cell.value, from: time };
    return { startTime: hrTime(from), endTime, attributes: cell.labels, value };
  });
  if (metric.kind === 'gauge') return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
  return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
}

function points<C extends NumberCell | HistogramCell, P>(cells: Iterable<C>, point: (cell: C) => P): P[] {
  return Array.from(cells, point);
}

function hrTime(ms: number): HrTime {
  return [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
