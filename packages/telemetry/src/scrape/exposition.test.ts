import { ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../metrics/registry.ts';
import { parseExposition } from '../testing/parse-exposition.ts';
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

test('what a label holds is escaped', () => {
  const [, family] = parseExposition(ofLibrary(foreign('some.queue', '', DataPointType.GAUGE)));
  expect(family?.samples).toEqual([{ name: 'some_queue', labels: { peer_name: 'a"b\\c\nd' }, value: 1.5 }]);
});

test.each([
  ['some.requests', '{request}', DataPointType.SUM, 'some_requests_total'],
  ['some.duration', 's', DataPointType.SUM, 'some_duration_seconds_total'],
  ['some.use', '1', DataPointType.GAUGE, 'some_use_ratio'],
  ['some.memory', 'By', DataPointType.GAUGE, 'some_memory_bytes'],
  ['some.memory.bytes', 'By', DataPointType.GAUGE, 'some_memory_bytes'],
] as const)("a library's %s in %s has the name that Prometheus would give it by OTLP", (name, unit, type, expected) => {
  const [, family] = parseExposition(ofLibrary(foreign(name, unit, type)));
  expect(family?.name).toBe(expected);
});

test('of two instruments with one name and different types, the first stays', () => {
  const families = parseExposition(
    ofLibrary(foreign('x_total', '', DataPointType.SUM), foreign('x_total', '', DataPointType.GAUGE)),
  );
  expect(families.map(({ name, type }) => `${name} ${type}`)).toEqual(['target_info gauge', 'x_total counter']);
});
