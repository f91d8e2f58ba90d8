import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { createMetric, createMetricExporter, createProducer, createScraper } from '@qt/telemetry/engine';
import { BUCKETS, LABELS, type Labels, type Recorder } from './recorder.ts';

const metric = createMetric({
  name: 'request_duration_seconds',
  spec: {
    kind: 'histogram',
    help: 'Latency.',
    question: 'plan',
    services: [],
    labels: { route: 'budget', method: 'budget', status_code: 'budget' },
    buckets: BUCKETS,
    budget: 20_000,
  },
  admitted: { symbol: new Set(), profile: new Set(), route: new Set() },
  staging: false,
  now: Date.now,
  onOverflow: () => {},
});
const histogram = metric.handle as {
  record(value: number, labels: Labels): void;
  bind(labels: Labels): { record(value: number): void };
};
const resource = { attributes: {}, merge: () => resource, getRawAttributes: () => [] };
const scrape = createScraper({
  metrics: [metric],
  watch: { succeeded() {}, failed() {} },
  collect: async () => ({ resource, scopeMetrics: [] }),
});
const watch = { succeeded() {}, failed() {} };
const temporality = () => AggregationTemporality.CUMULATIVE;
// As the telemetry itself sets it up.
const pushing = new PeriodicExportingMetricReader({
  exporter: createMetricExporter('http/protobuf', {}),
  exportIntervalMillis: 3_600_000,
  maxExportBatchSize: 500,
  metricProducers: [createProducer({ metrics: [metric], temporality, now: Date.now, watch })],
});
new MeterProvider({ readers: [pushing] });
const bound = histogram.bind(LABELS);

export const recorder: Recorder = {
  byLabels: (value, labels) => histogram.record(value, labels),
  bound: (value) => bound.record(value),
  push: () => pushing.forceFlush(),
  scrape: async () => (await scrape('text')).reduce((bytes, piece) => bytes + piece.length, 0),
};
