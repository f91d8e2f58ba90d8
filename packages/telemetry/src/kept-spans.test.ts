import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestTelemetry, type TestTelemetry } from './testing/test-telemetry.ts';

let running: TestTelemetry<'qt-api'>;
beforeEach(() => {
  running = startTestTelemetry('qt-api');
});
afterEach(() => running.stop());

/** A request with one piece of work inside; its trace id. */
async function request(method: string, work: () => Promise<void> = async () => {}): Promise<string> {
  const { telemetry } = running;
  const attributes = { 'http.request.method': method };
  let traceId = '';
  await telemetry.inSpan(`${method} /api/trades`, attributes, async (span) => {
    traceId = span.spanContext().traceId;
    await telemetry.inSpan('order.execute', {}, work);
  });
  return traceId;
}

test('the spans of a trace that changed something are kept, with their parents', async () => {
  const traceId = await request('POST');
  const [inner, outer] = running.telemetry.spans.of(traceId);
  expect([inner?.name, outer?.name]).toEqual(['order.execute', 'POST /api/trades']);
  expect(inner).toMatchObject({ service: 'qt-api', kind: 'internal', parentSpanId: outer?.spanId, error: null });
  expect(outer?.parentSpanId).toBeNull();
  expect(inner?.startedAt).toBeGreaterThanOrEqual(outer?.startedAt ?? Number.POSITIVE_INFINITY);
  expect(inner?.durationMs).toBeLessThanOrEqual(outer?.durationMs ?? 0);
});

test('a failed span says why', async () => {
  const { telemetry } = running;
  let traceId = '';
  const failing = telemetry.inSpan('job signal_scan', {}, (span) => {
    traceId = span.spanContext().traceId;
    throw new Error('no candles');
  });
  await expect(failing).rejects.toThrow('no candles');
  expect(telemetry.spans.of(traceId)).toMatchObject([{ name: 'job signal_scan', error: 'no candles' }]);
});

test('a trace that only read is not kept, and the oldest goes when there are too many', async () => {
  expect(running.telemetry.spans.of(await request('GET'))).toEqual([]);
  const first = await request('POST');
  for (let more = 0; more < 4999; more++) await request('POST');
  expect(running.telemetry.spans.of(first)).toHaveLength(2);
  await request('POST');
  expect(running.telemetry.spans.of(first)).toEqual([]);
});

test('a page in a browser adds to a trace that is kept here, and begins none', async () => {
  const traceId = await request('POST');
  const span = { name: 'console.act', kind: 'internal', spanId: 'b'.repeat(16), parentSpanId: null } as const;
  const relayed = { ...span, startedAt: 1, durationMs: 2, attributes: { 'error.type': 'refused' } };
  running.telemetry.relay('qt-console', [{ ...relayed, traceId }]);
  running.telemetry.relay('qt-console', [{ ...relayed, traceId: 'c'.repeat(32) }]);
  expect(running.telemetry.spans.of(traceId).at(-1)).toMatchObject({ service: 'qt-console', error: 'refused' });
  expect(running.telemetry.spans.of('c'.repeat(32))).toEqual([]);
});
