import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BUCKETS, type Recorder } from './recorder.ts';

const reader = new PrometheusExporter({ preventServerStart: true });
reader.selectCardinalityLimit = () => 20_000;
const aggregation = { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BUCKETS } } as const;
const pushing = new PeriodicExportingMetricReader({
  exporter: new OTLPMetricExporter(),
  exportIntervalMillis: 3_600_000,
});
pushing.selectCardinalityLimit = () => 20_000;
const provider = new MeterProvider({
  readers: [reader, pushing],
  views: [{ instrumentName: '*', aggregation, aggregationCardinalityLimit: 20_000 }],
});
const histogram = provider.getMeter('bench').createHistogram('request_duration', { unit: 's' });
const serializer = new PrometheusSerializer();

export const recorder: Recorder = {
  byLabels: (value, labels) => histogram.record(value, labels),
  bound: undefined,
  push: () => pushing.forceFlush(),
  scrape: async () => Buffer.from(serializer.serialize((await reader.collect()).resourceMetrics)).length,
};
