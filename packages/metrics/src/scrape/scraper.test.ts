import { emptyResource } from '@opentelemetry/resources';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { createProducer } from '../series/producer.ts';
import { createRegistry } from '../series/registry.ts';
import { parseExposition } from '../testing/parse-exposition.ts';
import { turnsDuring } from '../testing/turns-during.ts';
import { createScraper } from './scraper.ts';

const watch = { succeeded() {}, failed() {} };

function setUp(symbols = 1) {
  const symbol = Array.from({ length: symbols }, (_, at) => `S${at}USDT`);
  const registry = createRegistry({
    service: 'qt-api',
    admitted: { symbol, profile: ['balanced'] },
    staging: false,
    now: () => 1000,
  });
  const { metrics, instruments } = registry;
  const collect = async () => ({ resource: emptyResource(), scopeMetrics: [] });
  const scrape = createScraper({ metrics, watch, collect });
  return { metrics, instruments, scrape, text: async () => Buffer.concat([...(await scrape('text'))]).toString() };
}

test('scrapes at one time share one collection, later ones have their own', async () => {
  const { instruments, scrape } = setUp();
  let reads = 0;
  instruments.qt_model_confidence_threshold.observe(() => {
    reads += 1;
    return [[0.55, { profile: 'balanced' }]];
  });
  const [first, second] = await Promise.all([scrape('text'), scrape('text')]);
  expect(second).toBe(first);
  expect(reads).toBe(1);
  await scrape('text');
  expect(reads).toBe(2);
});

test('the event loop runs while many series are written and collected', async () => {
  const { metrics, scrape } = setUp(1300);
  const temporality = () => AggregationTemporality.CUMULATIVE;
  const producer = createProducer({ metrics, scope: { name: 'qt' }, watch, temporality, now: () => 2000 });
  expect(await turnsDuring(() => scrape('text'))).toBeGreaterThan(10);
  expect(await turnsDuring(() => producer.collect())).toBeGreaterThan(10);
});

test('a series that ends while a scrape is written stands in it once or not at all', async () => {
  const { instruments, text } = setUp(1300);
  const running = text();
  setImmediate(() => {
    instruments.qt_model_confidence.set(0.5, { profile: 'balanced', model_version: 'v1' });
    instruments.qt_model_confidence.end({});
    instruments.qt_model_confidence.set(0.5, { profile: 'balanced', model_version: 'v1' });
  });
  parseExposition(await running); // throws for a series that stands twice
});

test('a histogram that is recorded into while a scrape is written stands there with buckets, count and sum of one moment', async () => {
  const { instruments, text } = setUp(1300);
  const latency = instruments.qt_provider_latency_seconds;
  let done = false;
  const record = () => {
    latency.record(1, { provider: 'binance' });
    latency.record(1, { provider: 'coingecko' });
    if (!done) setImmediate(record);
  };
  setImmediate(record);
  const families = parseExposition(await text()); // throws for buckets that do not add up
  done = true;
  const samples = families.find(({ name }) => name === 'qt_provider_latency_seconds')?.samples ?? [];
  const valuesOf = (suffix: string) => samples.filter(({ name }) => name.endsWith(suffix)).map(({ value }) => value);
  expect(valuesOf('_sum')).toEqual(valuesOf('_count'));
  expect(Math.max(...valuesOf('_count'))).toBeGreaterThan(0);
});
