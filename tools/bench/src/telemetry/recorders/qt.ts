import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createMetric, createProducer, createScraper } from '@qt/metrics';
import { createOtlp } from '@qt/telemetry/otlp';
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
const watch = { succeeded() {}, failed() {}, lost() {} };
const scrape = createScraper({
  metrics: [metric],
  watch,
  collect: async () => ({ resource, scopeMetrics: [] }),
});
const otlp = createOtlp({
  watches: { metrics: watch, traces: watch, logs: watch },
  producerFor: (temporality) =>
    createProducer({ metrics: [metric], scope: { name: 'bench' }, temporality, now: Date.now, watch }),
});
const [pushing] = otlp.metricReaders;
if (pushing === undefined) throw new Error('OTEL_EXPORTER_OTLP_ENDPOINT: expected a collector, actual none');
new MeterProvider({ readers: [pushing] });
const bound = histogram.bind(LABELS);

export const recorder: Recorder = {
  byLabels: (value, labels) => histogram.record(value, labels),
  bound: (value) => bound.record(value),
  push: () => pushing.forceFlush(),
  scrape: async () => (await scrape('text')).reduce((bytes, piece) => bytes + piece.length, 0),
};
