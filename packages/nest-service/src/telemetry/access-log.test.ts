import { context, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { startTestTelemetry } from '@qt/telemetry/testing';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createAccessLog } from './access-log.ts';

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const SPAN: SpanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function setUp(level: 'info' | 'warn' = 'info') {
  const lines: string[] = [];
  const { telemetry, stop } = startTestTelemetry('qt-api', {
    env: { QT_LOG_LEVEL: level },
    sink: { write: (line) => void lines.push(line) },
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  });
  stops.push(stop);
  return { lines, telemetry, access: createAccessLog(telemetry.server.log) };
}

test.each([
  ['GET', '/api/prices/latest/:symbol', 200, 1.23456, 'BTCUSDT'],
  ['POST', '/a "quoted" \\ route', 503, 0, undefined],
  ['other', 'unmatched', 404, 12345.6789, undefined],
])('the line of %s %s is the one that the event would have', (method, route, status, durationMs, symbol) => {
  const { lines, telemetry, access } = setUp();
  access(method, route, status)(ID, durationMs, SPAN, symbol);
  const duration_ms = Math.round(durationMs * 1000) / 1000;
  context.with(trace.setSpan(context.active(), trace.wrapSpanContext(SPAN)), () =>
    telemetry.withContext({ request_id: ID }, () =>
      telemetry.log.event('request.completed', {
        method,
        route,
        status_code: status,
        duration_ms,
        ...(symbol !== undefined && { symbol }),
      }),
    ),
  );
  expect(lines[0]).toBe(lines[1]);
});

test('there is no line where the level asks for less', () => {
  const { lines, access } = setUp('warn');
  access('GET', '/x', 200)(ID, 1, SPAN);
  expect(lines).toEqual([]);
});

test('whatever a method or a route holds, a line is one line and JSON that says just that', () => {
  const { lines, access } = setUp();
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      text,
      text,
      fc.integer(),
      fc.uuid(),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (method, route, status, id, ms) => {
        lines.length = 0;
        access(method, route, status)(id, ms, SPAN);
        expect(lines).toHaveLength(1);
        expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
        const line = JSON.parse(lines[0] ?? '');
        expect(line).toMatchObject({
          level: 'info',
          service: 'qt-api',
          method,
          route,
          status_code: status,
          request_id: id,
          duration_ms: Math.round(ms * 1000) / 1000,
        });
      },
    ),
  );
});
