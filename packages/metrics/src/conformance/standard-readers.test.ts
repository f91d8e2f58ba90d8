import type { IncomingMessage, ServerResponse } from 'node:http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { createScraper } from '../scrape/scraper.ts';
import { createProducer } from '../series/producer.ts';
import { createRegistry } from '../series/registry.ts';
import { parseExposition } from '../testing/parse-exposition.ts';

const watch = { succeeded() {}, failed() {} };
const HIT = { cache_name: 'price', result: 'hit' } as const;

/** One provider with OpenTelemetry's own readers beside ours, each with a producer of its own. */
function setUp() {
  const admitted = { symbol: ['BTCUSDT'], profile: ['balanced'] };
  const { instruments, metrics } = createRegistry({ service: 'qt-api', admitted, staging: false, now: () => 1000 });
  const producers = (temporality: AggregationTemporality) => [
    createProducer({ metrics, scope: { name: 'qt' }, watch, now: () => 2000, temporality: () => temporality }),
  ];
  const pushing = (temporality: AggregationTemporality) => {
    const exporter = new InMemoryMetricExporter(temporality);
    const reader = new PeriodicExportingMetricReader({ exporter, metricProducers: producers(temporality) });
    return { exporter, reader };
  };
  const delta = pushing(AggregationTemporality.DELTA);
  const cumulative = pushing(AggregationTemporality.CUMULATIVE);
  const metricProducers = producers(AggregationTemporality.CUMULATIVE);
  const plain = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true, metricProducers });
  const ours = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'qt-api' }),
    readers: [delta.reader, cumulative.reader, plain, ours],
  });
  const scrape = createScraper({ metrics, watch, collect: async () => (await ours.collect()).resourceMetrics });
  return { instruments, delta, cumulative, plain, scrape, provider };
}

/** What the plain exporter answers. */
function answerOf(plain: PrometheusExporter): Promise<string> {
  return new Promise((resolve) => {
    const response = { setHeader() {}, end: resolve } as unknown as ServerResponse;
    plain.getMetricsRequestHandler({} as IncomingMessage, response);
  });
}

function hits(exporter: InMemoryMetricExporter): unknown[] {
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  const points = metrics.filter(({ descriptor }) => descriptor.name === 'qt_cache_hits_total');
  return points.map(({ dataPoints }) => {
    const isHit = ({ attributes }: DataPoint<unknown>) =>
      attributes['result'] === 'hit' && attributes['cache_name'] === 'price';
    return (dataPoints as DataPoint<unknown>[]).find(isHit)?.value;
  });
}

test("OpenTelemetry's own Prometheus exporter on the same provider answers the same series, the resource too", async () => {
  const { instruments, plain, scrape, provider } = setUp();
  instruments.qt_provider_latency_seconds.record(0.07, { provider: 'binance' });
  instruments.qt_model_confidence.set(0.6, { profile: 'balanced', model_version: 'a "b" \\ \n c' });
  provider.getMeter('some-library').createCounter('library.calls').add(2, { 'peer.name': 'a' });
  const seriesIn = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .sort();
  const own = Buffer.concat([...(await scrape('text'))]).toString();
  parseExposition(own);
  expect(seriesIn(own)).toEqual(seriesIn(await answerOf(plain)));
  await provider.shutdown();
});

test('a reader of deltas and one of sums side by side each get what is theirs, however often the other asks', async () => {
  const { instruments, delta, cumulative, plain, provider } = setUp();
  for (const added of [1, 2, 4]) {
    instruments.qt_cache_hits_total.add(added, HIT);
    await delta.reader.forceFlush();
    await answerOf(plain);
  }
  await cumulative.reader.forceFlush();
  instruments.qt_cache_hits_total.add(8, HIT);
  await cumulative.reader.forceFlush();
  await delta.reader.forceFlush();
  expect(hits(delta.exporter)).toEqual([1, 2, 4, 8]);
  expect(hits(cumulative.exporter)).toEqual([7, 15]);
  await provider.shutdown();
});
