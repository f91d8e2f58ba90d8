import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logs, SeverityNumber } from '@opentelemetry/api';
import { parseExposition } from '@qt/metrics/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { startTestTelemetry, type TestTelemetry } from '../testing/test-telemetry.ts';

let server: Server;
let scrapePort: number;
let api: TestTelemetry<'qt-api'>;

afterEach(async () => {
  await api.stop();
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

async function listen(one: Server): Promise<number> {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return (one.address() as AddressInfo).port;
}

async function startBefore(collector: RequestListener, env: Record<string, string> = {}) {
  server = createServer(collector);
  const port = await listen(server);
  const free = createServer();
  scrapePort = await listen(free);
  await new Promise((resolve) => free.close(resolve));
  vi.stubEnv('OTEL_METRICS_EXPORTER', 'prometheus');
  vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_HOST', '127.0.0.1');
  vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', String(scrapePort));
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://user:secret@127.0.0.1:${port}`);
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  api = startTestTelemetry('qt-api');
  return { address: `http://127.0.0.1:${port}` };
}

const refuse: RequestListener = (_, answer) => answer.writeHead(401).end();
/** Begins an answer and never ends it, though each byte of it comes soon. */
const trickle: RequestListener = (_, answer) => {
  answer.writeHead(200).flushHeaders();
  const bytes = setInterval(() => answer.write('.'), 20);
  answer.on('close', () => clearInterval(bytes));
};

/** By the standard port: a scrape of the service's own would leave a span. */
const scrape = async () => (await fetch(`http://127.0.0.1:${scrapePort}/metrics`)).text();

async function lost(signal: string): Promise<number> {
  const families = parseExposition(await scrape());
  const family = families.find(({ name }) => name === 'qt_telemetry_export_failures_total');
  return family?.samples.find(({ labels }) => labels['signal'] === signal)?.value ?? -1;
}

const causes = () => api.lines.map(({ error }) => String((error as { message: string } | undefined)?.message));

const spans = async (count: number) => {
  for (let span = 0; span < count; span++) await api.telemetry.inSpan('work', {}, () => {});
};

test.each(['http/protobuf', 'http/json'])(
  'spans that the collector refuses are counted one by one, and the log says status and address: %s',
  async (protocol) => {
    const env = { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_BSP_SCHEDULE_DELAY: '20' };
    const { address } = await startBefore(refuse, env);
    await spans(7);
    await vi.waitFor(async () => expect(await lost('traces')).toBe(7), { timeout: 4500 });
    const message = `${address}/v1/traces answered 401 Unauthorized`;
    expect(api.lines).toMatchObject([{ level: 'warn', error: { message } }]);
    expect(JSON.stringify(api.lines)).not.toContain('secret');
  },
);

test('a queue that is full hides no other cause: each is logged once', async () => {
  const env = { OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_SCHEDULE_DELAY: '20' };
  await startBefore(refuse, env);
  await vi.waitFor(
    async () => {
      await spans(20);
      expect(api.lines).toHaveLength(2);
    },
    { timeout: 4500 },
  );
  const [refused, full] = causes().sort();
  expect(full).toBe('the queue of 4 spans is full');
  expect(refused).toContain('answered 401');
});

test.each([
  ['http/protobuf', 'metrics'],
  ['http/protobuf', 'traces'],
  ['http/json', 'traces'],
])('what is lost to a collector that trickles its answer is counted: %s, %s', async (protocol, signal) => {
  await startBefore(trickle, {
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_METRICS_EXPORTER: 'otlp,prometheus',
    OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    OTEL_METRIC_EXPORT_INTERVAL: '100',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });
  await spans(3);
  const least = signal === 'traces' ? 3 : 40;
  await vi.waitFor(async () => expect(await lost(signal)).toBeGreaterThanOrEqual(least), { timeout: 4500 });
  expect(causes()).toContainEqual(expect.stringContaining('no complete answer'));
});

test('log records go to the collector where OTEL_LOGS_EXPORTER says so, and are counted when lost', async () => {
  const paths: string[] = [];
  await startBefore(
    ({ url = '' }, answer) => {
      paths.push(url);
      answer.writeHead(paths.length === 1 ? 200 : 400).end();
    },
    { OTEL_LOGS_EXPORTER: 'otlp', OTEL_BLRP_SCHEDULE_DELAY: '20' },
  );
  const logger = logs.getLogger('some-library');
  logger.emit({ severityNumber: SeverityNumber.INFO, body: 'one' });
  await vi.waitFor(() => expect(paths).toEqual(['/v1/logs']), { timeout: 4500 });
  logger.emit({ severityNumber: SeverityNumber.INFO, body: 'two' });
  // The second, and the line that says that it is lost.
  await vi.waitFor(async () => expect(await lost('logs')).toBe(2), { timeout: 4500 });
});

test('OTEL_NODE_EXPERIMENTAL_SDK_METRICS=true adds the metrics of the exporters themselves', async () => {
  await startBefore((_, answer) => answer.end(), {
    OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });
  await spans(2);
  const exported = /^otel_sdk_exporter_span_exported_total\{.*otel_component_type="otlp_http_span_exporter".*\} 2$/m;
  await vi.waitFor(async () => expect(await scrape()).toMatch(exported), { timeout: 4500 });
});
