import { apiRoutes } from '@qt/contracts';
import { parseExposition } from '@qt/metrics/testing';
import {
  type OtlpReceiver,
  seriesName,
  startOtlpReceiver,
  startTestTelemetry,
  type TestTelemetry,
} from '@qt/telemetry/testing';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { instrumentRequests } from './instrument-requests.ts';

/** The first push starts a thread, for which a busy machine may take its time. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 4500 });

let collector: OtlpReceiver;
let stopped: (() => Promise<void>)[];

beforeEach(async () => {
  stopped = [];
  collector = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
});

afterEach(async () => {
  for (const stop of stopped.reverse()) await stop();
  await collector.close();
  vi.unstubAllEnvs();
});

function start(env: Record<string, string> = {}): TestTelemetry<'qt-api'> {
  const api = startTestTelemetry('qt-api', { env });
  stopped.push(api.stop);
  return api;
}

async function serve({ telemetry }: TestTelemetry<'qt-api'>) {
  const server = Fastify();
  instrumentRequests(server, telemetry, apiRoutes);
  server.get('/api/account', async () => ({ request_id: telemetry.requestId() }));
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  stopped.push(async () => server.close());
  return { url, scrape: async () => (await fetch(`${url}/metrics`)).text() };
}

describe.each([
  ['production', {}],
  ['staging', { STAGING_MODE: '1' }],
])('in %s', (_, env) => {
  test('each series of a scrape has a twin in OTLP with the same value, and the other way round', async () => {
    const api = start(env);
    const { url, scrape } = await serve(api);
    const { instruments } = api.telemetry;
    await api.telemetry.fetch(`${url}/api/account`, { urlTemplate: '/api/account' });
    instruments.qt_cache_hits_total.add(3, { cache_name: 'price', result: 'miss', symbol: 'BTCUSDT' });
    instruments.qt_provider_latency_seconds.record(0.07, { provider: 'binance' });
    instruments.qt_model_confidence.set(0.61, { profile: 'balanced', model_version: 'v1' });
    instruments.qt_model_confidence.set(0.62, { profile: 'balanced', model_version: 'v2' });
    instruments.qt_model_confidence.end({ model_version: 'v1' });
    instruments.qt_trade_decisions_total.add(1, { symbol: 'UNKNOWN', action: 'buy' });
    instruments.qt_model_confidence_threshold.observe(() => [[0.55, { profile: 'balanced' }]]);

    await scrape(); // so that there is a latency of it
    const text = await scrape();
    await api.telemetry.shutdown(); // pushes once more

    const families = parseExposition(text);
    const scraped = new Map(
      families.flatMap(({ samples }) => samples.map(({ name, labels, value }) => [seriesName(name, labels), value])),
    );
    const pushed = collector.allSeries();
    // OTLP has the resource beside the series.
    const names = [...scraped.keys()].filter((series) => !series.startsWith('target_info'));
    expect([...pushed.keys()].sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThan(300);
    // What moves by itself between the two: the process, and the scrape that is itself a request.
    const still = names.filter((series) => !/^qt_process_(event_loop|resident)|"operational"/.test(series));
    const valuesIn = (all: Map<string, number>) => still.map((series) => [series, all.get(series)]);
    expect(valuesIn(pushed)).toEqual(valuesIn(scraped));
  });
});

test("OTLP carries OpenTelemetry's own metrics as its conventions have them, numbers as numbers", async () => {
  const api = start();
  const { url } = await serve(api);
  await (await api.telemetry.fetch(`${url}/api/account`, { urlTemplate: '/api/account' })).json();
  const port = Number(new URL(url).port);
  await eventually(() => expect(api.lines.some(({ event }) => event === 'request.completed')).toBe(true));
  await api.telemetry.shutdown();
  const sent = (name: string) => collector.latestMetrics().find((metric) => metric.name === name);
  const attributesOf = (name: string) => sent(name)?.histogram?.dataPoints.map(({ attributes }) => attributes);
  const method = { key: 'http.request.method', value: { stringValue: 'GET' } };
  const status = { key: 'http.response.status_code', value: { intValue: 200 } };
  expect(attributesOf('http.server.request.duration')).toEqual([
    [
      method,
      status,
      { key: 'url.scheme', value: { stringValue: 'http' } },
      { key: 'network.protocol.version', value: { stringValue: '1.1' } },
      { key: 'http.route', value: { stringValue: '/api/account' } },
    ],
  ]);
  expect(attributesOf('http.client.request.duration')).toEqual([
    [
      method,
      { key: 'server.address', value: { stringValue: '127.0.0.1' } },
      { key: 'server.port', value: { intValue: port } },
      status,
    ],
  ]);
  expect(sent('http.server.request.duration')).toMatchObject({
    unit: 's',
    histogram: {
      dataPoints: [{ explicitBounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] }],
    },
  });
});

test('QT_HTTP_SEMCONV=0 leaves them out, on both paths', async () => {
  const api = start({ QT_HTTP_SEMCONV: '0' });
  const { url, scrape } = await serve(api);
  await (await api.telemetry.fetch(`${url}/api/account`, { urlTemplate: '/api/account' })).json();
  expect(await scrape()).not.toContain('http_');
  await api.telemetry.shutdown();
  expect(collector.latestMetrics().filter(({ name }) => name.startsWith('http'))).toEqual([]);
});

test('one trace and one request id go through a client span, the next service and back into its log', async () => {
  const api = start();
  const { url } = await serve(api);
  const { telemetry } = api;
  const request_id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
  const answer = await telemetry.withContext({ request_id, job_id: 'signal_scan' }, () =>
    telemetry.inSpan('job signal_scan', {}, async () => {
      telemetry.log.info('calling');
      const to = `${url}/api/account?signature=abcdef&limit=1`;
      return (await telemetry.fetch(to, { urlTemplate: '/api/{part}' })).json();
    }),
  );
  expect(answer).toEqual({ request_id });
  const { trace_id } = api.lines.find(({ message }) => message === 'calling') ?? {};
  await eventually(() => expect(api.lines.some(({ event }) => event === 'request.completed')).toBe(true));
  expect(api.lines.find(({ event }) => event === 'request.completed')).toMatchObject({ request_id, trace_id });
  await telemetry.shutdown();

  const [server, client, job] = collector.spans();
  expect([job?.name, client?.name, server?.name]).toEqual(['job signal_scan', 'GET /api/{part}', 'GET /api/account']);
  expect(collector.spans().map(({ traceId }) => traceId)).toEqual([trace_id, trace_id, trace_id]);
  expect(client?.parentSpanId).toBe(job?.spanId);
  expect(server?.parentSpanId).toBe(client?.spanId);
  const attributes = Object.fromEntries(client?.attributes.map(({ key, value }) => [key, value.stringValue]) ?? []);
  expect(attributes['url.full']).toBe(`${url}/api/account?signature=[redacted]&limit=1`);
  expect(attributes['url.template']).toBe('/api/{part}');
});

test('a client span tells when the service answers 404 or cannot be reached', async () => {
  const api = start();
  const { url } = await serve(api);
  expect((await api.telemetry.fetch(`${url}/nothing`, { urlTemplate: '/nothing' })).status).toBe(404);
  await expect(api.telemetry.fetch('http://127.0.0.1:1/', { urlTemplate: '/' })).rejects.toThrow('fetch failed');
  await api.telemetry.shutdown();
  const clients = collector.spans().filter(({ kind }) => kind === 3);
  expect(clients.map(({ status }) => status.code)).toEqual([2, 2]);
  const measured = [...collector.latestSeries().keys()].filter((series) =>
    series.startsWith('http_client_request_duration_seconds_count'),
  );
  const common = { http_request_method: 'GET', server_address: '127.0.0.1' };
  const answered = { server_port: new URL(url).port, http_response_status_code: '404', error_type: '404' };
  expect(measured).toEqual(
    [
      { ...common, ...answered },
      { ...common, server_port: '1', error_type: 'TypeError' },
    ].map((labels) => seriesName('http_client_request_duration_seconds_count', labels)),
  );
});

test('OTEL_SDK_DISABLED switches the SDK off, and request ids stay', async () => {
  vi.stubEnv('OTEL_SDK_DISABLED', 'true');
  const api = start();
  const { url, scrape } = await serve(api);
  const response = await fetch(`${url}/api/account`);
  expect(await response.json()).toEqual({ request_id: response.headers.get('x-request-id') });
  expect(await scrape()).not.toContain('qt_');
  await api.telemetry.shutdown();
  expect(collector.requests).toEqual([]);
});

test('with OTEL_LOGS_EXPORTER=otlp access lines are no log records', async () => {
  vi.stubEnv('OTEL_LOGS_EXPORTER', 'otlp');
  const api = start();
  const { url } = await serve(api);
  await fetch(`${url}/api/account`);
  await eventually(() => expect(api.lines.some(({ event }) => event === 'request.completed')).toBe(true));
  api.telemetry.log.info('the only record');
  await api.telemetry.shutdown();
  expect(collector.logRecords().map(({ body }) => body)).toEqual([{ stringValue: 'the only record' }]);
});
