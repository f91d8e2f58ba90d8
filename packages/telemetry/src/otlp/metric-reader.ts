import {
  type AggregationTemporalitySelector,
  type MetricProducer,
  type MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { waitFromEnv } from '../environment.ts';
import type { DelegateContext } from './delegates.ts';
import { createMetricExporter } from './exporters.ts';

const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 30_000;
/** More would hold the event loop while they are serialized. */
const POINTS_A_BATCH = 250;

export function createOtlpMetricReader(
  context: DelegateContext,
  producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer,
): MetricReader {
  const exporter = createMetricExporter(context);
  const interval = waitFromEnv('OTEL_METRIC_EXPORT_INTERVAL') ?? INTERVAL_MS;
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(waitFromEnv('OTEL_METRIC_EXPORT_TIMEOUT') ?? TIMEOUT_MS, interval),
    maxExportBatchSize: POINTS_A_BATCH,
    metricProducers: [producerFor((type) => exporter.selectAggregationTemporality(type))],
  });
}
