import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { startTestTelemetry } from '../testing/test-telemetry.ts';

let collector: OtlpReceiver;
beforeEach(async () => {
  collector = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
});
afterEach(async () => {
  await collector.close();
  vi.unstubAllEnvs();
});

/** Logs a warning with an error, and an event within a span. */
async function logSome() {
  const { telemetry, lines, stop } = startTestTelemetry('qt-api', { env: { QT_ADMIN_TOKEN: 'admin-secret-1' } });
  telemetry.log.warn('it failed with admin-secret-1', { symbol: 'BTCUSDT', error: new TypeError('no price') });
  await telemetry.inSpan('work', {}, async () => {
    telemetry.log.event('provider.circuit.closed', { provider: 'binance', open_seconds: 3 });
  });
  await telemetry.shutdown();
  await stop();
  return lines;
}

test('lines are not sent by OTLP unless OTEL_LOGS_EXPORTER says so', async () => {
  await logSome();
  expect(collector.requests.map(({ path }) => path)).not.toContain('/v1/logs');
});

test('with OTEL_LOGS_EXPORTER=otlp each line is a log record, without secrets', async () => {
  vi.stubEnv('OTEL_LOGS_EXPORTER', 'otlp');
  const lines = await logSome();
  const [warning, event, ...rest] = collector.logRecords();
  expect(rest).toEqual([]);
  expect(warning).toMatchObject({
    severityNumber: 13,
    severityText: 'warn',
    body: { stringValue: 'it failed with [redacted]' },
    attributes: expect.arrayContaining([
      { key: 'symbol', value: { stringValue: 'BTCUSDT' } },
      { key: 'exception.type', value: { stringValue: 'TypeError' } },
      { key: 'exception.message', value: { stringValue: 'no price' } },
    ]),
  });
  expect(event).toMatchObject({
    eventName: 'provider.circuit.closed',
    traceId: lines.find((line) => line['event'] === 'provider.circuit.closed')?.['trace_id'],
  });
});
