import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import { BUCKETS, type Recorder } from './recorder.ts';

const reader = new PrometheusExporter({ preventServerStart: true });
reader.selectCardinalityLimit = () => 20_000;
const aggregation = { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BUCKETS } } as const;
const provider = new MeterProvider({
  readers: [reader],
  views: [{ instrumentName: '*', aggregation, aggregationCardinalityLimit: 20_000 }],
});
const histogram = provider.getMeter('bench').createHistogram('request_duration', { unit: 's' });
const serializer = new PrometheusSerializer();

export const recorder: Recorder = {
  byLabels: (value, labels) => histogram.record(value, labels),
  bound: undefined,
  scrape: async () => Buffer.from(serializer.serialize((await reader.collect()).resourceMetrics)).length,
};
