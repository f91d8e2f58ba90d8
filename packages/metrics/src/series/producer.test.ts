import type { SpanContext } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  InstrumentType,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { METRICS } from '@qt/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProducer, type HistogramPoint } from './producer.ts';
import { createReadWatch } from './read-watch.ts';
import { createRegistry } from './registry.ts';

const DELTA = AggregationTemporality.DELTA;
const CUMULATIVE = AggregationTemporality.CUMULATIVE;

function setUp(trace?: SpanContext) {
  const clock = { now: 1_000 };
  const now = () => clock.now;
  const admitted = { symbol: ['BTCUSDT'], profile: ['balanced'] };
  const registry = createRegistry({ service: 'qt-api', admitted, staging: false, now, currentTrace: () => trace });
  const levels: string[] = [];
  const watch = createReadWatch({ info: () => levels.push('info'), error: () => levels.push('error') });
  const reader = (temporality: (type: InstrumentType) => AggregationTemporality) => {
    const producer = createProducer({ metrics: registry.metrics, scope: { name: 'qt' }, temporality, now, watch });
    return async () => {
      const { resourceMetrics, errors } = await producer.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return { errors, metric: (name: string) => metrics.find(({ descriptor }) => descriptor.name === name) };
    };
  };
  return { clock, instruments: registry.instruments, reader, levels };
}

const hit = { cache_name: 'price', result: 'hit' } as const;

function pointOf(metric: MetricData | undefined, labels: object) {
  return metric?.dataPoints.find(({ attributes }) => JSON.stringify(attributes) === JSON.stringify(labels));
}

test('every metric goes out under its own name and without a unit, so that no translation changes the name', async () => {
  const { reader } = setUp();
  const collected = await reader(() => CUMULATIVE)();
  for (const name of Object.keys(METRICS)) {
    const metric = collected.metric(name);
    if (metric !== undefined) expect(metric.descriptor).toMatchObject({ name, unit: '' });
  }
  expect(collected.metric('qt_cache_hits_total')).toMatchObject({
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
  });
});

test('a delta reader gets what was added since it last asked, a cumulative one everything', async () => {
  const { clock, instruments, reader } = setUp();
  const delta = reader(() => DELTA);
  const cumulative = reader(() => CUMULATIVE);
  instruments.qt_cache_hits_total.add(3, hit);
  await delta();
  await cumulative();
  instruments.qt_cache_hits_total.add(2, hit);
  clock.now = 16_000;
  const increase = (await delta()).metric('qt_cache_hits_total');
  expect(increase?.aggregationTemporality).toBe(DELTA);
  expect(pointOf(increase, hit)).toMatchObject({ value: 2, startTime: [1, 0], endTime: [16, 0] });
  const total = (await cumulative()).metric('qt_cache_hits_total');
  expect(pointOf(total, hit)).toMatchObject({ value: 5, startTime: [1, 0], endTime: [16, 0] });
});

test('a delta histogram has only the new observations', async () => {
  const { instruments, reader } = setUp();
  const collect = reader((type) => (type === InstrumentType.HISTOGRAM ? DELTA : CUMULATIVE));
  instruments.qt_provider_latency_seconds.record(0.004, { provider: 'binance' });
  await collect();
  instruments.qt_provider_latency_seconds.record(99, { provider: 'binance' });
  const point = pointOf((await collect()).metric('qt_provider_latency_seconds'), { provider: 'binance' });
  expect(point?.value).toMatchObject({ count: 1, sum: 99, buckets: { counts: [...Array(12).fill(0), 1] } });
});

test('a collection is not changed by what is recorded after it', async () => {
  const { instruments, reader } = setUp();
  const collected = (await reader(() => CUMULATIVE)()).metric('qt_provider_latency_seconds');
  instruments.qt_provider_latency_seconds.record(1, { provider: 'binance' });
  expect(pointOf(collected, { provider: 'binance' })?.value).toMatchObject({
    count: 0,
    buckets: { counts: Array(13).fill(0) },
  });
});

test('a gauge that cannot be read is absent, the others stay, and the log says it once each way', async () => {
  const { instruments, reader, levels } = setUp();
  const collect = reader(() => CUMULATIVE);
  let broken = true;
  instruments.qt_model_confidence_threshold.observe(() => {
    if (broken) throw new Error('the store is gone');
    return [[0.55, { profile: 'balanced' }]];
  });
  await collect();
  const collected = await collect();
  expect(collected.errors).toHaveLength(1);
  expect(collected.metric('qt_model_confidence_threshold')).toBeUndefined();
  expect(collected.metric('qt_cache_hits_total')).toBeDefined();
  expect(levels).toEqual(['error']);
  broken = false;
  expect((await collect()).metric('qt_model_confidence_threshold')?.dataPoints).toHaveLength(1);
  expect(levels).toEqual(['error', 'info']);
});

test('a delta has the exemplars of its own time only, a cumulative point the latest there are', async () => {
  const { clock, instruments, reader } = setUp({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
  const readers = { delta: reader(() => DELTA), cumulative: reader(() => CUMULATIVE) };
  const binance = { provider: 'binance' } as const;
  const exemplars = async (of: keyof typeof readers) => {
    const point = pointOf((await readers[of]()).metric('qt_provider_latency_seconds'), binance);
    return (point as HistogramPoint).exemplars.map(({ value }) => value);
  };
  clock.now = 2_000;
  instruments.qt_provider_latency_seconds.record(0.004, binance);
  clock.now = 3_000;
  expect(await exemplars('delta')).toEqual([0.004]);
  clock.now = 4_000;
  instruments.qt_provider_latency_seconds.record(7, binance);
  clock.now = 5_000;
  expect(await exemplars('delta')).toEqual([7]);
  expect(await exemplars('delta')).toEqual([]);
  expect(await exemplars('cumulative')).toEqual([0.004, 7]);
});

test('a reader that misses some cycles gets them all at once, and the other reader does not notice', async () => {
  const { instruments, reader } = setUp();
  const [often, seldom] = [reader(() => DELTA), reader(() => DELTA)];
  const added = async (collect: typeof often) =>
    pointOf((await collect()).metric('qt_cache_hits_total'), hit)?.value as number;
  const seen: number[] = [];
  for (const value of [1, 2, 4]) {
    instruments.qt_cache_hits_total.add(value, hit);
    seen.push(await added(often));
  }
  expect(seen).toEqual([1, 2, 4]);
  expect(await added(seldom)).toBe(7);
  expect(await added(seldom)).toBe(0);
});

test.each([DELTA, CUMULATIVE])(
  'a series that ends and begins anew counts from 0 and from then (%d)',
  async (temporality) => {
    const { clock, instruments, reader } = setUp();
    const collect = reader(() => temporality);
    const labels = { profile: 'balanced', model_version: 'v1' };
    const inference = async () => pointOf((await collect()).metric('qt_model_inference_duration_seconds'), labels);
    instruments.qt_model_inference_duration_seconds.record(0.5, labels);
    instruments.qt_model_inference_duration_seconds.record(0.5, labels);
    await inference();
    instruments.qt_model_inference_duration_seconds.end({ model_version: 'v1' });
    expect(await inference()).toBeUndefined();
    clock.now = 7_000;
    instruments.qt_model_inference_duration_seconds.record(0.25, labels);
    clock.now = 8_000;
    expect(await inference()).toMatchObject({ startTime: [7, 0], endTime: [8, 0], value: { count: 1, sum: 0.25 } });
  },
);

test.each([DELTA, CUMULATIVE])(
  'no point begins after its end, though the clock is set back (%d)',
  async (temporality) => {
    const { clock, reader } = setUp();
    const collect = reader(() => temporality);
    for (const now of [3_000, 500, 400]) {
      clock.now = now;
      const point = pointOf((await collect()).metric('qt_cache_hits_total'), hit);
      expect(point?.startTime[0]).toBeLessThanOrEqual(point?.endTime[0] ?? Number.NaN);
      expect(point?.startTime[1]).toBeLessThanOrEqual(
        point?.startTime[0] === point?.endTime[0] ? (point?.endTime[1] ?? 0) : 1e9,
      );
    }
  },
);

test('whenever two readers of deltas ask, each gets every observation once, in points that follow each other', async () => {
  const step = fc.oneof(
    fc.record({ seconds: fc.constantFrom(0.004, 0.3, 99) }),
    fc.record({ asks: fc.constantFrom('a' as const, 'b' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { clock, instruments, reader } = setUp();
      const readers = { a: reader(() => DELTA), b: reader(() => DELTA) };
      const seen = { a: [] as DataPoint<Histogram>[], b: [] as DataPoint<Histogram>[] };
      const ask = async (of: 'a' | 'b') => {
        const point = pointOf((await readers[of]()).metric('qt_provider_latency_seconds'), { provider: 'binance' });
        seen[of].push(point as DataPoint<Histogram>);
      };
      let recorded = 0;
      for (const one of steps) {
        clock.now += 1_000;
        if ('asks' in one) {
          await ask(one.asks);
          continue;
        }
        recorded += 1;
        instruments.qt_provider_latency_seconds.record(one.seconds, { provider: 'binance' });
      }
      for (const of of ['a', 'b'] as const) {
        await ask(of);
        const counts = seen[of].map(({ value }) => value.count);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(recorded);
        const inBuckets = seen[of].map(({ value }) => value.buckets.counts.reduce((sum, count) => sum + count, 0));
        expect(inBuckets).toEqual(counts);
        expect(seen[of].slice(1).map(({ startTime }) => startTime)).toEqual(
          seen[of].slice(0, -1).map(({ endTime }) => endTime),
        );
      }
    }),
  );
});
