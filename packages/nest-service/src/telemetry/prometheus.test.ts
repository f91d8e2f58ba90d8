import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metrics } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { apiRoutes } from '@qt/contracts';
import { createMetric, createScraper, type MetricOptions } from '@qt/metrics';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { freePorts, locate, Prometheus, until } from '@qt/test-kit';
import fc from 'fast-check';
import Fastify from 'fastify';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { instrumentRequests } from './instrument-requests.ts';
import { addMetricsRoute } from './metrics-route.ts';

const stops: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** The real telemetry of the API with something of everything recorded. */
async function busyApi(port = 0) {
  const api = startTestTelemetry('qt-api');
  stops.push(api.stop);
  const server = Fastify();
  instrumentRequests(server, api.telemetry, apiRoutes);
  server.get('/api/account', async () => 'ok');
  const url = await server.listen({ port, host: '127.0.0.1' });
  stops.push(() => server.close());
  await fetch(`${url}/api/account`);
  const { instruments } = api.telemetry;
  instruments.qt_provider_latency_seconds.record(0.07, { provider: 'binance' });
  instruments.qt_provider_latency_seconds.record(99, { provider: 'binance' });
  instruments.qt_model_confidence.set(0.61, { profile: 'balanced', model_version: 'v1' });
  instruments.qt_trade_decisions_total.add(3, { symbol: 'BTCUSDT', action: 'buy' });
  recordAsLibrary();
  return { ...api, url };
}

/** By OpenTelemetry's own API, in units and with attributes that Prometheus writes otherwise. */
function recordAsLibrary() {
  const measured = (unit: string) => ({ unit, description: 'Something of a library.' });
  const meter = metrics.getMeter('some-library');
  meter.createCounter('library.calls', measured('{call}')).add(2, { 'peer.name': 'a', peer_name: 'b', _from: 'c' });
  meter.createHistogram('library.duration', measured('s')).record(0.3, { '2nd': 'a' });
  meter.createGauge('library.use', measured('1')).record(0.5);
  meter.createUpDownCounter('library.use.change', measured('1')).add(1);
  meter.createGauge('library.speed', measured('By/s')).record(5);
  meter.createGauge('library.load', measured('{request}/m')).record(5);
  meter.createGauge('library.memory.bytes', measured('By')).record(5);
  meter.createCounter('library.total.things', measured('apples')).add(5);
}

async function startPrometheus(port: number, protocol = 'OpenMetricsText1.0.0'): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-conformance-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const configFile = join(folder, 'prometheus.yml');
  const targets = [`127.0.0.1:${port}`];
  const job = {
    job_name: 'qt-api',
    scrape_interval: '1s',
    scrape_timeout: '1s',
    scrape_protocols: [protocol],
    static_configs: [{ targets }],
    // The one thing in which the paths differ: Prometheus 3 itself makes le="1.0" of a scraped 1, but le="1" of OTLP's.
    metric_relabel_configs: [{ source_labels: ['le'], regex: '(.+)\\.0', target_label: 'le', replacement: '$1' }],
  };
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify({ scrape_configs: [job] }));
  const prometheus = await Prometheus.start({ configFile });
  stops.push(() => prometheus.stop());
  return prometheus;
}

const anyMetric: MetricOptions = {
  name: 'any',
  spec: {
    kind: 'gauge',
    help: 'Any "text"\\n\n.',
    question: 'plan',
    services: [],
    labels: { text: 'budget' },
    budget: 1000,
  },
  admitted: { symbol: new Set(), profile: new Set(), route: new Set() },
  staging: false,
  now: Date.now,
  onOverflow: () => {},
};

/** What no text should hold, and some do. */
const CONTROL = fc.constantFrom(...'\0\t\r\v\x1b\x7f\x85\u2028\u2029\ufeff\ufffd\uffff');

const needs = (binary: 'promtool' | 'prometheus') => (locate(binary) === undefined ? ` (needs ${binary})` : '');

describe.skipIf(needs('promtool') !== '')(`promtool check metrics${needs('promtool')}`, () => {
  test('finds no fault in a scrape', async () => {
    const { url } = await busyApi();
    const input = await (await fetch(`${url}/metrics`)).text();
    const found = spawnSync(locate('promtool') ?? '', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect(found).toMatchObject({ stdout: '', stderr: '', status: 0 });
  });
});

describe.skipIf(needs('prometheus') !== '')(`a real Prometheus${needs('prometheus')}`, () => {
  test('has the same series from a scrape and from OTLP, name for name, label for label', async () => {
    const [port = 0] = await freePorts(1);
    const prometheus = await startPrometheus(port);
    vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', `${prometheus.url}/api/v1/otlp/v1/metrics`);
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '500');
    await busyApi(port);
    const instance = `127.0.0.1:${port}`;
    const seriesOf = async (match: string) => {
      const series = await prometheus.query(`{__name__=~"(qt|http|library)_.+",${match}}`);
      return series
        .map(({ labels: { instance: _, ...labels } }) => JSON.stringify(Object.entries(labels).sort()))
        .sort();
    };
    const both = async () => {
      const scraped = await seriesOf(`instance="${instance}"`);
      const pushed = await seriesOf(`instance!="${instance}"`);
      // Each request of the scrape itself brings series of its own, to the one path sooner than to the other.
      return scraped.length > 300 && pushed.length >= scraped.length ? { scraped, pushed } : undefined;
    };
    const { scraped, pushed } = await until('the series of both paths', both);
    expect(pushed).toEqual(scraped);
  }, 60_000);

  test.each(['OpenMetricsText1.0.0', 'PrometheusText0.0.4'])(
    'reads from a scrape as %s the very labels and values that were recorded, whatever they hold',
    async (protocol) => {
      const odd = fc.string({
        unit: fc.oneof(
          fc.constantFrom('a', '"', '\\', '\n', 'n', '{', '}', ',', '=', ' ', '€', '🦄', '\u0301', '#'),
          CONTROL,
        ),
        minLength: 1,
        maxLength: 12,
      });
      const recorded = new Map(
        fc.sample(fc.tuple(odd, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })), 300),
      );
      const metric = createMetric({ ...anyMetric, name: 'odd_total', spec: { ...anyMetric.spec, kind: 'counter' } });
      const handle = metric.handle as { add(value: number, labels: object): void };
      for (const [text, value] of recorded) handle.add(value, { text });
      const server = Fastify();
      stops.push(() => server.close());
      const collect = async () => ({ resource: emptyResource(), scopeMetrics: [] });
      addMetricsRoute(server, createScraper({ metrics: [metric], watch: { succeeded() {}, failed() {} }, collect }));
      const url = await server.listen({ port: 0, host: '127.0.0.1' });
      const prometheus = await startPrometheus(Number(new URL(url).port), protocol);
      const read = await until('the scrape', async () => {
        const series = await prometheus.query('odd_total');
        return series.length === 0
          ? undefined
          : new Map(series.map(({ labels, samples }) => [labels['text'], samples[0]?.[1]]));
      });
      expect(read).toEqual(recorded);
    },
    60_000,
  );

  test.each(['a scrape', 'OTLP'])(
    'gets by %s the exemplar of a sampled request, with its trace',
    async (path) => {
      const [port = 0, nobody = 0] = await freePorts(2);
      const prometheus = await startPrometheus(path === 'OTLP' ? nobody : port);
      if (path === 'OTLP') {
        vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', `${prometheus.url}/api/v1/otlp/v1/metrics`);
        vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '500');
      }
      const { lines } = await busyApi(port);
      const { trace_id, span_id } = await until('the access line', () =>
        lines.find(({ event }) => event === 'request.completed'),
      );
      const exemplar = await until('the exemplar', async () => {
        const now = Date.now() / 1000;
        const query = 'qt_api_request_duration_seconds_bucket{route="/api/account"}';
        return (await prometheus.exemplars(query, now - 60, now + 60))[0];
      });
      expect(exemplar).toEqual({ trace_id, span_id });
    },
    60_000,
  );
});
