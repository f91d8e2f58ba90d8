import { createServer, type Socket } from 'node:net';
import { metrics } from '@opentelemetry/api';
import { METRICS } from '@qt/catalogue';
import { parseExposition } from '@qt/metrics/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type OtlpReceiver, seriesName, startOtlpReceiver } from '../testing/otlp-receiver.ts';
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

const failures = async (api: TestTelemetry<'qt-api'>, signal: string) => failuresIn(await scrapeOf(api), signal);

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

test('pushes are cumulative by default: the same value again while nothing happens', async () => {
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
  const hit = { cache_name: 'price', result: 'hit' } as const;
  const series = seriesName('qt_cache_hits_total', hit);
  api.telemetry.instruments.qt_cache_hits_total.add(5, hit);
  await eventually(() => expect(collector.valuesOf(series).slice(-2)).toEqual([0, 0]));
  expect(collector.valuesOf(series).filter((value) => value !== 0)).toEqual([5]);
  const temporality = collector.latestMetrics().find(({ name }) => name === 'qt_cache_hits_total')?.sum;
  expect(temporality?.aggregationTemporality).toBe(1);
  expect(await scrapeOf(api)).toContain('qt_cache_hits_total{cache_name="price",result="hit"} 5\n');
});

test('instruments of other libraries come by the same provider, on both paths', async () => {
  const api = start();
  metrics.getMeter('some-library').createCounter('library.calls').add(2);
  expect(await scrapeOf(api)).toContain('library_calls_total 2\n');
  await api.telemetry.shutdown();
  expect(collector.latestSeries().get(seriesName('library.calls', {}))).toBe(2);
});

test('a callback of a library that never ends is left behind by a scrape, and hides no other metric', async () => {
  const api = start();
  const stuck = Promise.withResolvers<void>();
  const meter = metrics.getMeter('some-library');
  meter.createObservableGauge('library.stuck').addCallback(() => stuck.promise);
  meter.createCounter('library.calls').add(2);
  for (let twice = 0; twice < 2; twice++) {
    const text = await scrapeOf(api);
    expect(text).toContain('library_calls_total 2\n');
    expect(text).toContain('qt_cache_hits_total{');
    expect(text).not.toContain('library_stuck');
  }
  stuck.resolve();
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
});

describe('a collector that does not work', () => {
  test('is said once, counted each time, and said once when it works again', async () => {
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '20');
    collector.status = 400;
    const api = start();
    await eventually(async () => expect(await failures(api, 'metrics')).toBeGreaterThan(2));
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
    await eventually(async () => {
      await api.telemetry.inSpan('work', {}, () => {});
      expect(await failures(api, signal)).toBeGreaterThan(2);
    });
    const said = () => api.lines.filter(({ message }) => String(message).startsWith(`OTLP export of ${signal}`));
    expect(said()).toMatchObject([
      { level: 'warn', error: { message: 'the collector rejected 3 of an export: too old' } },
    ]);
    collector.answer = { partialSuccess: { [rejected]: '0', errorMessage: 'use a newer protocol' } };
    await eventually(async () => {
      await api.telemetry.inSpan('work', {}, () => {});
      expect(said().map(({ level }) => level)).toEqual(['warn', 'info']);
    });
  });

  test('loses spans into a count, and holds no more of them than the queue', async () => {
    vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', '10');
    vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '5');
    collector.status = 400;
    const api = start();
    for (let span = 0; span < 100; span++) await api.telemetry.inSpan('work', {}, () => {});
    await eventually(async () => expect(await failures(api, 'traces')).toBeGreaterThan(10));
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

  test('speak protobuf by default', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', undefined);
    await start().telemetry.shutdown();
    expect(collector.requests).toEqual([{ path: '/v1/metrics', type: 'application/x-protobuf' }]);
  });

  test('sample as configured', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
    const { telemetry } = start();
    await telemetry.inSpan('work', {}, () => {});
    await telemetry.shutdown();
    expect(collector.spans()).toEqual([]);
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
    const text = await scrapeOf(api);
    await api.telemetry.shutdown();
    const points = collector.bodies.map((body) => body.points);
    expect(Math.max(...points)).toBeLessThanOrEqual(250);
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
  return Buffer.concat([...(await telemetry.server.scrape('text'))]).toString();
}

function failuresIn(text: string, signal: string): number | undefined {
  const family = parseExposition(text).find(({ name }) => name === 'qt_telemetry_export_failures_total');
  return family?.samples.find(({ labels }) => labels['signal'] === signal)?.value;
}
