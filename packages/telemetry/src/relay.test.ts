import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RelayedSpan } from './relay.ts';
import { type OtlpReceiver, startOtlpReceiver } from './testing/otlp-receiver.ts';
import { startTestTelemetry } from './testing/test-telemetry.ts';

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

const SPAN: RelayedSpan = {
  name: 'console.act',
  kind: 'internal',
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: null,
  startedAt: 1_700_000_000_000,
  durationMs: 12.5,
  attributes: { 'qt.act': 'kill_switch' },
};

test('spans of another process go out with the own ones, parents and failures as it has them', async () => {
  const { telemetry, stop } = startTestTelemetry('qt-api');
  const child = {
    ...SPAN,
    spanId: 'c'.repeat(16),
    parentSpanId: SPAN.spanId,
    attributes: { 'error.type': 'TypeError' },
  };
  telemetry.relay('qt-console', [SPAN, child]);
  await telemetry.inSpan('own', {}, () => {});
  await stop();
  const spans = collector.spans();
  const shown = spans.map(({ service, name, spanId, parentSpanId, status }) => [
    ...[service, name, spanId, parentSpanId || null, status.code],
  ]);
  expect(shown).toEqual(
    expect.arrayContaining([
      ['qt-console', 'console.act', SPAN.spanId, null, 0],
      ['qt-console', 'console.act', child.spanId, SPAN.spanId, 2],
      ['qt-api', 'own', expect.any(String), null, expect.any(Number)],
    ]),
  );
  expect(spans.filter(({ traceId }) => traceId === SPAN.traceId)).toHaveLength(2);
});

test('where traces are not exported, they are dropped', async () => {
  vi.stubEnv('OTEL_TRACES_EXPORTER', 'none');
  const { telemetry, stop } = startTestTelemetry('qt-api');
  telemetry.relay('qt-console', [SPAN]);
  await stop();
  expect(collector.spans()).toEqual([]);
});
