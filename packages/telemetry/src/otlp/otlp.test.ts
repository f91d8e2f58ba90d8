import { createServer, type Socket } from 'node:net';
import { metrics } from '@opentelemetry/api';
import { METRICS } from '@qt/catalogue';
import { apiRoutes } from '@qt/contracts';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type OtlpReceiver, seriesName, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { parseExposition } from '../testing/parse-exposition.ts';
import { startTestTelemetry, type TestTelemetry } from '../testing/test-telemetry.ts';

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
  telemetry.attach(server, { routes: apiRoutes });
  server.get('/api/account', async () => ({ request_id: telemetry.requestId() }));
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  stopped.push(async () => server.close());
  return { url, scrape: async () => (await fetch(`${url}/metrics`)).text() };
}

const failures = async (scrape: () => Promise<string>, signal: string) => {
  return failuresIn(await scrape(), signal);
};

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

    const text = await scrape();
    await api.telemetry.shutdown(); // pushes once more

    const families = parseExposition(text);
    const scraped = new Map(
      families.flatMap(({ samples }) => samples.map(({ name, labels, value }) => [seriesName(name, labels), value])),
    );
    const pushed = collector.latestSeries();
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

test('OTLP carries the names and no units, so that Prometheus changes nothing', async () => {
  const api = start();
  await api.telemetry.shutdown();
  const sent = collector.latestMetrics();
  expect(sent.length).toBeGreaterThan(8);
  for (const { name, unit } of sent) {
    expect(METRICS).toHaveProperty(name);
    expect(unit ?? '').toBe('');
  }
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

test('the resource says who emits, and its instance stays the same after a restart', async () => {
  const first = start();
  await first.telemetry.shutdown();
  const { 'service.instance.id': instance, ...resource } = collector.resource();
  expect(resource).toMatchObject({
    'service.name': 'qt-api',
    'service.version': '0.0.0-test',
    'deployment.environment.name': 'production',
  });
  expect(instance).toMatch(/^[0-9a-f-]{36}$/);
});

test('OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go over what we say, as the specification has it', async () => {
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=drill,team=desk');
  vi.stubEnv('OTEL_SERVICE_NAME', 'qt-api-canary');
  await start().telemetry.shutdown();
  expect(collector.resource()).toMatchObject({
    'service.name': 'qt-api-canary',
    'deployment.environment.name': 'drill',
    team: 'desk',
  });
});

test('pushes are cumulative unless told otherwise: the same value again while nothing happens', async () => {
  vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '20');
  const api = start();
  const hit = { cache_name: 'price', result: 'hit' } as const;
  api.telemetry.instruments.qt_cache_hits_total.add(5, hit);
  await eventually(() => expect(collector.requests.length).toBeGreaterThan(3));
  expect(collector.latestSeries().get(seriesName('qt_cache_hits_total', hit))).toBe(5);
});

test('delta temporality is sent when the environment prefers it, and a scrape stays cumulative', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'delta');
  vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '20');
  const api = start();
  const { scrape } = await serve(api);
  const hit = { cache_name: 'price', result: 'hit' } as const;
  const series = seriesName('qt_cache_hits_total', hit);
  api.telemetry.instruments.qt_cache_hits_total.add(5, hit);
  await eventually(() => expect(collector.valuesOf(series).slice(-2)).toEqual([0, 0]));
  expect(collector.valuesOf(series).filter((value) => value !== 0)).toEqual([5]);
  const temporality = collector.latestMetrics().find(({ name }) => name === 'qt_cache_hits_total')?.sum;
  expect(temporality?.aggregationTemporality).toBe(1);
  expect(await scrape()).toContain('qt_cache_hits_total{cache_name="price",result="hit"} 5\n');
});

test('instruments of other libraries come by the same provider, on both paths', async () => {
  const api = start();
  const { scrape } = await serve(api);
  metrics.getMeter('some-library').createCounter('library.calls').add(2);
  expect(await scrape()).toContain('library_calls_total 2\n');
  await api.telemetry.shutdown();
  expect(collector.latestSeries().get(seriesName('library.calls', {}))).toBe(2);
});

test('a callback of a library that never ends is left behind by a scrape, and hides no other metric', async () => {
  const api = start();
  const { scrape } = await serve(api);
  const stuck = Promise.withResolvers<void>();
  const meter = metrics.getMeter('some-library');
  meter.createObservableGauge('library.stuck').addCallback(() => stuck.promise);
  meter.createCounter('library.calls').add(2);
  for (let twice = 0; twice < 2; twice++) {
    const text = await scrape();
    expect(text).toContain('library_calls_total 2\n');
    expect(text).toContain('qt_cache_hits_total{');
    expect(text).not.toContain('library_stuck');
  }
  stuck.resolve();
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

describe('spans tell what failed', () => {
  test('when work throws, which is thrown on', async () => {
    const { telemetry } = start();
    const failing = telemetry.inSpan('order', {}, () => Promise.reject(new TypeError('no price')));
    await expect(failing).rejects.toThrow('no price');
    await telemetry.shutdown();
    const [span] = collector.spans();
    expect(span?.status).toMatchObject({ code: 2, message: 'no price' });
    expect(span?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'TypeError' } });
  });

  test('when a service that is called answers 404 or cannot be reached', async () => {
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
});

describe('a collector that does not work', () => {
  test('is said once, counted each time, and said once when it works again', async () => {
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '20');
    collector.status = 400;
    const api = start();
    const { scrape } = await serve(api);
    await eventually(async () => expect(await failures(scrape, 'metrics')).toBeGreaterThan(2));
    const said = () =>
      api.lines.filter(({ message }) => String(message).startsWith('OTLP export')).map((l) => l['level']);
    expect(said()).toEqual(['warn']);
    collector.status = 200;
    await eventually(() => expect(said()).toEqual(['warn', 'info']));
    expect(api.lines.filter(({ message }) => String(message).startsWith('OpenTelemetry'))).toEqual([]);
  });

  test.each([
    ['metrics', 'rejectedDataPoints'],
    ['traces', 'rejectedSpans'],
  ])('and takes %s but in part, is counted and said like one that takes none', async (signal, rejected) => {
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '20');
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
    collector.answer = { partialSuccess: { [rejected]: '3', errorMessage: 'too old' } };
    const api = start();
    const { url, scrape } = await serve(api);
    await eventually(async () => {
      await fetch(`${url}/api/account`);
      expect(await failures(scrape, signal)).toBeGreaterThan(2);
    });
    const said = () => api.lines.filter(({ message }) => String(message).startsWith(`OTLP export of ${signal}`));
    expect(said()).toMatchObject([
      { level: 'warn', error: { message: 'the collector rejected 3 of an export: too old' } },
    ]);
    collector.answer = { partialSuccess: { [rejected]: '0', errorMessage: 'use a newer protocol' } };
    await eventually(async () => {
      await fetch(`${url}/api/account`);
      expect(said().map(({ level }) => level)).toEqual(['warn', 'info']);
    });
  });

  test('loses spans into a count, and holds no more of them than the queue', async () => {
    vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', '10');
    vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '5');
    collector.status = 400;
    const api = start();
    const { scrape } = await serve(api);
    for (let span = 0; span < 100; span++) await api.telemetry.inSpan('work', {}, () => {});
    await eventually(async () => expect(await failures(scrape, 'traces')).toBeGreaterThan(10));
  });

  test('is left behind by a shutdown after 3 s when it never answers', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    const { telemetry } = start();
    await telemetry.inSpan('work', {}, () => {});
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let ended = false;
    const shutdown = telemetry.shutdown().then(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(2999);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await shutdown;
    vi.useRealTimers();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});

describe('the standard variables', () => {
  test('leave OTLP off until an endpoint is set, with ids in the log all the same', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', undefined);
    const api = start();
    await api.telemetry.inSpan('work', {}, () => api.telemetry.log.info('inside'));
    await api.telemetry.shutdown();
    expect(collector.requests).toEqual([]);
    expect(api.lines[0]).toMatchObject({ message: 'inside', trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  test('send one signal alone when only its endpoint is set', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', undefined);
    vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `${collector.url}/v1/traces`);
    const { telemetry } = start();
    await telemetry.inSpan('work', {}, () => {});
    await telemetry.shutdown();
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
  });

  test.each([
    ['OTEL_METRICS_EXPORTER', '/v1/traces'],
    ['OTEL_TRACES_EXPORTER', '/v1/metrics'],
  ])('%s=none leaves the other signal', async (variable, path) => {
    vi.stubEnv(variable, 'none');
    const { telemetry } = start();
    await telemetry.inSpan('work', {}, () => {});
    await telemetry.shutdown();
    expect(collector.requests.map((request) => request.path)).toEqual([path]);
  });

  test('speak protobuf unless told otherwise', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', undefined);
    await start().telemetry.shutdown();
    expect(collector.requests).toEqual([{ path: '/v1/metrics', type: 'application/x-protobuf' }]);
  });

  test('sample as told', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
    const { telemetry } = start();
    await telemetry.inSpan('work', {}, () => {});
    await telemetry.shutdown();
    expect(collector.spans()).toEqual([]);
  });

  test('switch the SDK off, and request ids stay', async () => {
    vi.stubEnv('OTEL_SDK_DISABLED', 'true');
    const api = start();
    const { url, scrape } = await serve(api);
    const response = await fetch(`${url}/api/account`);
    expect(await response.json()).toEqual({ request_id: response.headers.get('x-request-id') });
    expect(await scrape()).not.toContain('qt_');
    await api.telemetry.shutdown();
    expect(collector.requests).toEqual([]);
  });

  test.each([
    ['http/protobuf', 'nonsense'],
    ['http/protobuf', 'localhost:4318'],
    ['http/protobuf', 'http://'],
    ['grpc', 'http://127.0.0.1:99999'],
    ['grpc', '://'],
  ])(
    'that are no endpoint for %s, such as %s, are said, and the service starts without',
    async (protocol, endpoint) => {
      vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', protocol);
      vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint);
      const api = start();
      const said = (signal: string) =>
        `OpenTelemetry: OTEL_EXPORTER_OTLP_ENDPOINT (${signal}): expected a URL that begins with http:// or https://, actual '${endpoint}'; no ${signal} are exported`;
      expect(api.lines.map(({ message }) => message)).toEqual([said('metrics'), said('traces')]);
      await api.telemetry.inSpan('work', {}, () => api.telemetry.log.info('inside'));
      expect(await scrapeOf(api)).toContain('qt_telemetry_export_failures_total{signal="metrics"} 0\n');
    },
  );

  test('that name no sampler and no propagator, but something of every object, are said too', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'constructor');
    vi.stubEnv('OTEL_PROPAGATORS', 'toString');
    const api = start();
    await api.telemetry.inSpan('work', {}, () => {});
    expect(api.lines.map(({ message }) => String(message).split(' expected')[0])).toEqual([
      'OpenTelemetry: OTEL_PROPAGATORS:',
      'OpenTelemetry: OTEL_TRACES_SAMPLER:',
    ]);
  });

  test('that say more than a timer can wait make it wait long, not not at all', async () => {
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '1e12');
    const warned = vi.fn();
    process.on('warning', warned);
    const api = start();
    await scrapeOf(api);
    process.off('warning', warned);
    expect(collector.requests).toEqual([]);
    expect(warned).not.toHaveBeenCalled();
  });

  test('that are wrong are said at the start', async () => {
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'carrier-pigeon');
    const api = start();
    expect(api.lines.map(({ message }) => message)).toContain(
      'OpenTelemetry: OTEL_METRICS_EXPORTER: expected otlp, prometheus, none, actual carrier-pigeon; leaving it out',
    );
  });
});

describe('an export', () => {
  test('of many series goes in requests that each stay small, and nothing is lost between them', async () => {
    const symbol = Array.from({ length: 600 }, (_, at) => `S${at}USDT`);
    const api = startTestTelemetry('qt-api', { admitted: { symbol, profile: ['balanced'] } });
    stopped.push(api.stop);
    await scrapeOf(api); // is itself a request, which begins a series
    const text = await scrapeOf(api);
    await api.telemetry.shutdown();
    const points = collector.bodies.map((body) => body.points);
    expect(Math.max(...points)).toBeLessThanOrEqual(500);
    const series = parseExposition(text).flatMap(({ type, samples }) =>
      type === 'histogram' ? samples.filter(({ name }) => name.endsWith('_count')) : samples,
    );
    expect(points.reduce((sum, count) => sum + count, 0)).toBe(series.length - 1); // target_info
  });

  test.each([
    [undefined, undefined],
    ['gzip', 'gzip'],
    ['none', undefined],
  ])('with OTEL_EXPORTER_OTLP_COMPRESSION=%s to this machine is encoded as %s', async (compression, encoding) => {
    if (compression !== undefined) vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression);
    await start().telemetry.shutdown();
    expect(collector.bodies.at(-1)?.encoding).toBe(encoding);
    expect(collector.latestMetrics().length).toBeGreaterThan(8);
  });

  test('is tried again when the collector is busy, and then no loss is counted', async () => {
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '500');
    collector.busy = 2;
    const api = start();
    await eventually(() => expect(collector.latestMetrics().length).toBeGreaterThan(8));
    expect(collector.busy).toBe(0);
    expect(failuresIn(await scrapeOf(api), 'metrics')).toBe(0);
  });

  test('has the exemplars of sampled work', async () => {
    const api = start();
    let trace = {};
    await api.telemetry.inSpan('ask', {}, (span) => {
      api.telemetry.instruments.qt_provider_latency_seconds.record(0.5, { provider: 'binance' });
      const { traceId, spanId } = span.spanContext();
      trace = { traceId, spanId };
    });
    await api.telemetry.shutdown();
    const latency = collector.latestMetrics().find(({ name }) => name === 'qt_provider_latency_seconds');
    const exemplars = latency?.histogram?.dataPoints.flatMap((point) => point.exemplars ?? []);
    expect(exemplars).toEqual([expect.objectContaining({ ...trace, asDouble: 0.5 })]);
  });
});

async function scrapeOf({ telemetry }: TestTelemetry<'qt-api'>): Promise<string> {
  const server = Fastify();
  telemetry.attach(server, { routes: {} });
  const { body } = await server.inject({ url: '/metrics' });
  await server.close();
  return body;
}

function failuresIn(text: string, signal: string): number | undefined {
  const family = parseExposition(text).find(({ name }) => name === 'qt_telemetry_export_failures_total');
  return family?.samples.find(({ labels }) => labels['signal'] === signal)?.value;
}
