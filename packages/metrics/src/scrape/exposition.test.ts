import { ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../series/registry.ts';
import { parseExposition } from '../testing/parse-exposition.ts';
import { turnsDuring } from '../testing/turns-during.ts';
import { exposition } from './exposition.ts';
import type { Format } from './format.ts';
import { createScraper } from './scraper.ts';

const resource = resourceFromAttributes({ 'service.name': 'qt-api', 'service.version': '1.2.3' });
const watch = { succeeded() {}, failed() {} };

function registry() {
  const admitted = { symbol: ['BTCUSDT'], profile: ['balanced'] };
  return createRegistry({ service: 'qt-api', admitted, staging: false, now: () => 1000 });
}

async function written(metrics: ReturnType<typeof registry>['metrics'], format: Format) {
  const scrape = createScraper({ metrics, watch, collect: async () => ({ resource, scopeMetrics: [] }) });
  return Buffer.concat([...(await scrape(format))]).toString();
}

const foreign = (name: string, unit: string, dataPointType: DataPointType.SUM | DataPointType.GAUGE) =>
  ({
    descriptor: { name, unit, description: 'of a library', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType,
    isMonotonic: true,
    dataPoints: [{ startTime: [0, 0], endTime: [1, 0], attributes: { 'peer.name': 'a"b\\c\nd' }, value: 1.5 }],
  }) as MetricData;

const ofLibrary = (...metrics: MetricData[]) =>
  exposition({ resource, scopeMetrics: [{ scope: { name: 'some-library' }, metrics }] }, 'text');

describe.each<Format>(['text', 'openmetrics'])('a scrape as %s', (format) => {
  test('is well-formed, every histogram adding up', async () => {
    const { instruments, metrics } = registry();
    for (const seconds of [0.004, 0.3, 99]) {
      instruments.qt_provider_latency_seconds.record(seconds, { provider: 'binance' });
    }
    const families = parseExposition(await written(metrics, format));
    const latency = families.find(({ name }) => name === 'qt_provider_latency_seconds');
    const binance = latency?.samples.filter(({ labels }) => labels['provider'] === 'binance') ?? [];
    expect(binance.find(({ name }) => name.endsWith('_sum'))?.value).toBe(99.304);
    expect(binance.find(({ labels }) => labels['le'] === '+Inf')?.value).toBe(3);
    expect(binance.find(({ labels }) => Number(labels['le']) === 0.5)?.value).toBe(2);
  });

  test('carries the resource once, on target_info, and no scope or target labels elsewhere', async () => {
    const families = parseExposition(await written(registry().metrics, format));
    const [target, ...others] = families;
    expect(target?.samples).toEqual([
      { name: 'target_info', labels: { service_name: 'qt-api', service_version: '1.2.3' }, value: 1 },
    ]);
    const labels = new Set(others.flatMap(({ samples }) => samples.flatMap((sample) => Object.keys(sample.labels))));
    expect([...labels].filter((label) => /scope|service|instance/.test(label))).toEqual([]);
  });
});

test('OpenMetrics names a counter family without _total, ends with EOF and has no _created', async () => {
  const text = await written(registry().metrics, 'openmetrics');
  expect(text).toContain('# TYPE qt_trade_decisions counter\nqt_trade_decisions_total{');
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  expect(text).not.toContain('_created');
});

test('bounds are written so that both formats make the same series in Prometheus', async () => {
  const { metrics } = registry();
  expect(await written(metrics, 'text')).toContain('le="1"}');
  expect(await written(metrics, 'openmetrics')).toContain('le="1.0"}');
});

test('what a label holds is escaped', async () => {
  const [, family] = parseExposition(await ofLibrary(foreign('some.queue', '', DataPointType.GAUGE)));
  expect(family?.samples).toEqual([{ name: 'some_queue', labels: { peer_name: 'a"b\\c\nd' }, value: 1.5 }]);
});

test.each([
  ['some.requests', '{request}', DataPointType.SUM, 'some_requests_total'],
  ['some.duration', 's', DataPointType.SUM, 'some_duration_seconds_total'],
  ['some.use', '1', DataPointType.GAUGE, 'some_use_ratio'],
  ['some.memory', 'By', DataPointType.GAUGE, 'some_memory_bytes'],
  ['some.memory.bytes', 'By', DataPointType.GAUGE, 'some_memory_bytes'],
  ['some.speed', 'By/s', DataPointType.GAUGE, 'some_speed_bytes_per_second'],
  ['some.rate', '{request}/s', DataPointType.GAUGE, 'some_rate_per_second'],
  ['some.things', 'apples', DataPointType.GAUGE, 'some_things_apples'],
  ['some.thing', 'constructor', DataPointType.GAUGE, 'some_thing_constructor'],
] as const)(
  "a library's %s in %s has the name that Prometheus would give it by OTLP",
  async (name, unit, type, expected) => {
    const [, family] = parseExposition(await ofLibrary(foreign(name, unit, type)));
    expect(family?.name).toBe(expected);
  },
);

test('of two instruments with one name and different types, the first stays', async () => {
  const families = parseExposition(
    await ofLibrary(foreign('x_total', '', DataPointType.SUM), foreign('x_total', '', DataPointType.GAUGE)),
  );
  expect(families.map(({ name, type }) => `${name} ${type}`)).toEqual(['target_info gauge', 'x_total counter']);
});

test('attributes that become one label are joined, as Prometheus does with what it gets by OTLP', async () => {
  const metric = foreign('some.queue', '', DataPointType.GAUGE);
  const [point] = metric.dataPoints;
  const attributes = { 'peer.name': 'dotted', peer_name: 'plain', 'peer-name': 'dashed' };
  const [, family] = parseExposition(
    await ofLibrary({ ...metric, dataPoints: [{ ...point, attributes }] } as MetricData),
  );
  expect(family?.samples[0]?.labels).toEqual({ peer_name: 'dashed;dotted;plain' });
});

test('whatever libraries record, a scrape of it is well-formed, no name or series twice', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 5 });
  const attribute = fc.oneof(fc.constantFrom('a', 'a.b', 'a_b', 'le', '', '__name__', '_', '0', 'é'), text);
  const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text), fc.constantFrom(undefined, 5n));
  const metric = fc.record({
    descriptor: fc.record({
      name: fc.constantFrom(
        'x',
        'x_total',
        'x.bucket',
        'x_sum',
        'x.count',
        'target_info',
        'target',
        'taken',
        'taken_sum',
      ),
      unit: fc.constantFrom('', 's', '1', 'By/s', '{x}'),
      description: text,
    }),
    dataPointType: fc.constantFrom(DataPointType.SUM, DataPointType.GAUGE, DataPointType.HISTOGRAM),
    isMonotonic: fc.boolean(),
    points: fc.array(fc.dictionary(attribute, value), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(metric, { maxLength: 8 }),
      fc.constantFrom<Format>('text', 'openmetrics'),
      async (metrics, format) => {
        const histogram = { buckets: { boundaries: [1], counts: [2, 3] }, sum: 4, count: 5 };
        const made = metrics.map(({ points, ...rest }) => ({
          ...rest,
          dataPoints: points.map((attributes) => ({
            attributes,
            value: rest.dataPointType === DataPointType.HISTOGRAM ? histogram : 1,
          })),
        }));
        const scopeMetrics = [{ scope: { name: 'a' }, metrics: made as unknown as MetricData[] }];
        const families = parseExposition(await exposition({ resource, scopeMetrics }, format, ['taken', 'taken_sum']));
        expect(families.filter(({ name }) => name === 'taken_sum' || name === 'taken')).toEqual([]);
      },
    ),
  );
});

test('the event loop runs while many series of libraries are written', async () => {
  const metric = foreign('some.calls', '', DataPointType.SUM);
  const [point] = metric.dataPoints;
  const dataPoints = Array.from({ length: 2000 }, (_, peer) => ({ ...point, attributes: { peer } }));
  const turns = await turnsDuring(() => ofLibrary({ ...metric, dataPoints } as MetricData));
  expect(turns).toBeGreaterThanOrEqual(8);
});
