import { logs, SeverityNumber } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from './testing/otlp-receiver.ts';
import { startTestTelemetry, type TestTelemetry } from './testing/test-telemetry.ts';

// The SDK keeps the methods that the console has when it is imported.
const printed = vi.hoisted(() => {
  const methods = ['error', 'warn', 'info', 'debug', 'trace', 'log'] as const;
  return methods.map((method) => vi.spyOn(console, method).mockImplementation(() => {}));
});

let collector: OtlpReceiver;
let api: TestTelemetry<'qt-api'>;

beforeEach(async () => {
  collector = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
});

afterEach(async () => {
  await api.stop();
  await collector.close();
  vi.unstubAllEnvs();
});

test('OTEL_LOG_LEVEL puts the diagnostics of OpenTelemetry into the log, and nothing on the console', async () => {
  vi.stubEnv('OTEL_LOG_LEVEL', 'debug');
  api = startTestTelemetry('qt-api');
  await api.telemetry.shutdown();
  const messages = api.lines.map(({ message }) => String(message));
  expect(messages.some((message) => message.startsWith('OpenTelemetry: '))).toBe(true);
  expect(messages.filter((message) => message.includes('overw'))).toEqual([]);
  for (const method of printed) expect(method).not.toHaveBeenCalled();
});

test('log records that a library emits go nowhere while no exporter of logs is set', async () => {
  api = startTestTelemetry('qt-api');
  logs.getLogger('some-library').emit({ severityNumber: SeverityNumber.INFO, body: 'a record' });
  await api.telemetry.shutdown();
  expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/metrics']);
});

test('the instance id is the one that is kept, whatever OTEL_NODE_RESOURCE_DETECTORS names', async () => {
  vi.stubEnv('OTEL_NODE_RESOURCE_DETECTORS', 'all');
  api = startTestTelemetry('qt-api', { env: { POD_NAME: 'qt-api-0' } });
  await api.telemetry.shutdown();
  expect(collector.resource()['service.instance.id']).toBe('qt-api-0');
});
