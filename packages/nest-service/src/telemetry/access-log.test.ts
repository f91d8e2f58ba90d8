import { context, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withContext } from '../context.ts';
import { createAccessLog } from './access-log.ts';
import { createLog } from './create-log.ts';
import { createScrub } from './redaction.ts';

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const SPAN: SpanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

function setUp(level: 'info' | 'warn' = 'info') {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  const options = {
    service: 'qt-api',
    level,
    scrub: createScrub({}),
    sink,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  };
  return { lines, log: createLog(options), access: createAccessLog(options) };
}

test.each([
  ['GET', '/api/prices/latest/:symbol', 200, 1.23456, 'BTCUSDT'],
  ['POST', '/a "quoted" \\ route', 503, 0, undefined],
  ['other', 'unmatched', 404, 12345.6789, undefined],
])('the line of %s %s is the one that the event would have', (method, route, status, durationMs, symbol) => {
  const { lines, log, access } = setUp();
  access(method, route, status)(ID, durationMs, SPAN, symbol);
  const duration_ms = Math.round(durationMs * 1000) / 1000;
  context.with(trace.setSpan(context.active(), trace.wrapSpanContext(SPAN)), () =>
    withContext({ request_id: ID }, () =>
      log.event('request.completed', {
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
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      text,
      text,
      fc.integer(),
      fc.uuid(),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (method, route, status, id, ms) => {
        const { lines, access } = setUp();
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
        });
      },
    ),
  );
});
