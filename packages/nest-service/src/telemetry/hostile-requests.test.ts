import { once } from 'node:events';
import { connect } from 'node:net';
import { startTestTelemetry } from '@qt/telemetry/testing';
import fc from 'fast-check';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { instrumentRequests } from './instrument-requests.ts';

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('whatever bytes a client sends, each line is JSON and no text of the client stands in an access line', async () => {
  const lines: string[] = [];
  const guard = startTestTelemetry('qt-risk-guard', { sink: { write: (line) => void lines.push(line) } });
  const target = Fastify();
  instrumentRequests(target, guard.telemetry, {});
  target.get('/known/:symbol', async () => 'ok');
  const { port } = new URL(await target.listen({ port: 0, host: '127.0.0.1' }));
  const bytes = (first: string, last: string) => {
    const code = fc.integer({ min: first.charCodeAt(0), max: last.charCodeAt(0) });
    const known = fc.constantFrom('\\', '"', '"}\\u000a{"', `${ID}"`, `00-${'a'.repeat(32)}-1-"`);
    return fc.oneof(fc.string({ unit: code.map((one) => String.fromCharCode(one)) }), known);
  };
  const names = ['x-request-id', 'user-agent', 'traceparent', 'tracestate', 'baggage', 'accept', 'x-forwarded-for'];
  const request = fc.record({
    method: fc.constantFrom('GET', 'HEAD', 'PROPFIND', 'M-SEARCH'),
    path: bytes('!', '~').map((text) => `/known/${text}`),
    headers: fc.dictionary(fc.constantFrom(...names), bytes(' ', '\xff')),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, headers }) => {
      const socket = connect(Number(port), '127.0.0.1').resume();
      const head = Object.entries({ ...headers, host: 'x', connection: 'close' }).map((pair) => pair.join(': '));
      socket.write(`${[`${method} ${path} HTTP/1.1`, ...head].join('\r\n')}\r\n\r\n`, 'latin1');
      await once(socket, 'close');
    }),
    { numRuns: 200 },
  );
  await target.close();
  await guard.stop();
  expect(lines.length).toBeGreaterThan(150);
  for (const line of lines) {
    const { request_id, method, route, trace_id, span_id, ...rest } = JSON.parse(line) as Record<string, string>;
    expect(request_id).toMatch(UUID);
    expect(['GET', 'HEAD', 'other']).toContain(method);
    expect(['/known/:symbol', 'unmatched']).toContain(route);
    expect(`${trace_id}${span_id}`).toMatch(/^[0-9a-f]{48}$/);
    expect(Object.keys(rest)).toEqual([
      'level',
      'timestamp',
      'service',
      'status_code',
      'duration_ms',
      'event',
      'message',
    ]);
  }
}, 30_000);
