import { type MetricProducer, type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { ExportWatch } from './export-watch.ts';
import { positiveSetting } from './positive-setting.ts';
import { selectMetricExporter } from './select-exporters.ts';

const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 30_000;
/** Of one request: more would hold the event loop while they are serialized. */
const POINTS_A_BATCH = 500;

/** Pushes metrics by OTLP every `OTEL_METRIC_EXPORT_INTERVAL` (15 s by default); undefined while OTLP is off. */
export function createOtlpMetricReader(
  watch: ExportWatch,
  producerFor: (temporality: MetricReader['selectAggregationTemporality']) => MetricProducer,
): MetricReader | undefined {
  const exporter = selectMetricExporter(watch);
  if (exporter === undefined) return undefined;
  const interval = positiveSetting('OTEL_METRIC_EXPORT_INTERVAL') ?? INTERVAL_MS;
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(positiveSetting('OTEL_METRIC_EXPORT_TIMEOUT') ?? TIMEOUT_MS, interval),
    maxExportBatchSize: POINTS_A_BATCH,
    metricProducers: [producerFor((type) => exporter.selectAggregationTemporality(type))],
  });
}
