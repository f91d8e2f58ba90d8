import { createServer, type Server } from 'node:net';
import { parseExposition } from '@qt/metrics/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTestTelemetry, type TestTelemetry } from './testing/test-telemetry.ts';

let other: Server;
let api: TestTelemetry<'qt-api'>;
let port: number;

beforeEach(async () => {
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  port = (other.address() as { port: number }).port;
  vi.stubEnv('OTEL_METRICS_EXPORTER', 'prometheus');
  vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_HOST', '127.0.0.1');
  vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', String(port));
});

afterEach(async () => {
  await api.stop();
  other.close();
  vi.unstubAllEnvs();
});

test('OTEL_METRICS_EXPORTER=prometheus serves the same series on the standard port, the resource too', async () => {
  await new Promise((resolve) => other.close(resolve));
  api = startTestTelemetry('qt-api');
  api.telemetry.instruments.qt_cache_hits_total.add(3, { cache_name: 'price', result: 'hit' });
  await api.telemetry.fetch('http://127.0.0.1:1/', { urlTemplate: '/' }).catch(() => {});
  const text = await vi.waitFor(async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  expect(text).toContain('qt_cache_hits_total{cache_name="price",result="hit"} 3\n');
  const names = parseExposition(text).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['target_info', 'qt_cache_hits_total', 'http_client_request_duration_seconds']),
  );
  expect(text).not.toContain('otel_scope');
});

test('a standard port that is in use is reported, and the service starts', async () => {
  api = startTestTelemetry('qt-api');
  await vi.waitFor(() =>
    expect(api.lines).toMatchObject([
      { level: 'warn', message: expect.stringContaining('Prometheus exporter cannot listen'), port },
    ]),
  );
});
