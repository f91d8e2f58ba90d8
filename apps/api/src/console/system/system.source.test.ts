import { systemSection } from '@qt/contracts';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { LoopbackServer } from '@qt/test-kit';
import { afterEach, expect, test } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import { ScrapedMetrics } from './scraped-metrics.service.ts';
import { SystemSource } from './system.source.ts';

/** The start of a minute. */
const NOW = Date.parse('2026-01-01T12:00:00.000Z');
/** Nothing listens there. */
const DOWN = 'http://127.0.0.1:1';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function setUp(prometheus?: string) {
  const { telemetry, stop } = startTestTelemetry('qt-api');
  stops.push(stop);
  const config = fake<ApiConfig>({
    QT_RISK_GUARD_URL: DOWN,
    QT_SCHEDULER_URL: DOWN,
    QT_RETRAIN_WORKER_URL: DOWN,
    QT_MARKET: 'live',
    ...(prometheus === undefined ? {} : { QT_PROMETHEUS_URL: prometheus }),
  });
  const world = { now: NOW };
  const scraped = new ScrapedMetrics(config, telemetry, () => world.now);
  return { telemetry, scraped, world, source: new SystemSource(scraped, config, telemetry, () => world.now) };
}

test('without a Prometheus: what the API was asked and answered since its start', async () => {
  const { telemetry, scraped, world, source } = setUp();
  const route = '/api/positions';
  telemetry.server.admitRoute(route);
  await scraped.read();
  world.now += 60_000;
  const asked = { route, method: 'GET', status_code: '503' };
  telemetry.instruments.qt_api_request_total.add(1, asked);
  telemetry.instruments.qt_api_request_duration_seconds.record(0.03, asked);
  const operating = { route: 'operational', method: 'GET', status_code: '200' };
  telemetry.instruments.qt_api_request_duration_seconds.record(9, operating);
  telemetry.instruments.qt_cache_hits_total.add(3, { cache_name: 'price', result: 'hit' });
  await scraped.read();

  const section = await source.gather();
  expect(systemSection.parse(section)).toEqual(section);
  expect(section).toMatchObject({
    source: 'services',
    detail: 'QT_PROMETHEUS_URL is not set',
    from: '2026-01-01T12:00:00.000Z',
    errors: [0, 1],
    routes: [{ route, requests: 1, errors: 1, p50_seconds: expect.closeTo(0.0375, 10) }],
    denials: [],
    telemetry: [{ service: 'qt-api', log_lines_dropped: 0, export_failures: 0, series_overflow: 0 }],
  });
  const { upper_bounds, counts } = section.latency;
  expect(
    counts.map((minute) => minute.map((count, at) => (count > 0 ? upper_bounds[at] : null)).filter(Boolean)),
  ).toEqual([[], [0.05]]);
  expect(section.caches[0]).toEqual({ cache: 'price', hits: [0, 3], misses: [0, 0] });
});

/** Answers as Prometheus does, of an API that has started anew three minutes ago. */
const prometheus = () =>
  new LoopbackServer(({ url }, response) => {
    const query = new URL(url ?? '/', DOWN).searchParams.get('query') ?? '';
    const at = NOW / 1000;
    const counted = (le: string, ...values: number[]) => ({
      metric: { le },
      values: values.map((value, minute) => [at + (minute + 1 - values.length) * 60, String(value)]),
    });
    const result = query.startsWith('sum by (le)')
      ? [counted('+Inf', 900, 10, 10, 13), counted('0.5', 4, 5)]
      : query.includes('qt_risk_denials_total')
        ? [{ metric: { reason: 'cooldown' }, value: [at, '4'] }]
        : [];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', data: { result } }));
  });

test('with a Prometheus: what it has, and without its answer what the API has, saying why', async () => {
  const server = await prometheus().listen();
  const { url } = server;
  const { source } = setUp(url);
  expect(await source.gather()).toMatchObject({
    source: 'prometheus',
    detail: '',
    from: '2026-01-01T11:57:00.000Z',
    latency: {
      upper_bounds: [0.5],
      counts: [
        [0, 10],
        [4, 0],
        [1, 2],
      ],
    },
    denials: [{ reason: 'cooldown', orders: 4 }],
  });
  await server.close();
  expect(await source.gather()).toMatchObject({
    source: 'services',
    detail: expect.stringContaining(`GET ${url}/api/v1/query`),
    latency: { counts: [] },
  });
});
