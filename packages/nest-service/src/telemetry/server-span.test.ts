import { request } from 'node:http';
import { apiRoutes } from '@qt/contracts';
import { type OtlpReceiver, type OtlpSpan, startOtlpReceiver, startTestTelemetry } from '@qt/telemetry/testing';
import Fastify from 'fastify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { instrumentRequests } from './instrument-requests.ts';

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

/** The server spans of these requests, `METHOD path` each. */
async function spansOf(...requests: readonly string[]): Promise<OtlpSpan[]> {
  const { telemetry, stop } = startTestTelemetry('qt-api');
  const server = Fastify();
  instrumentRequests(server, telemetry, apiRoutes);
  server.get('/api/account', async () => ({}));
  server.get('/health/live', async () => ({}));
  server.get('/api/fails', async (_request, reply) => {
    telemetry.recordException(new TypeError('no such thing'));
    await reply.code(500).send({});
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  for (const each of requests) {
    const [method = '', path = ''] = each.split(' ');
    await new Promise((done) =>
      request(`${url}${path}`, { method }, (response) => response.resume().once('end', done)).end(),
    );
  }
  await server.close();
  await telemetry.shutdown();
  await stop();
  return collector.spans().filter(({ kind }) => kind === 2);
}

const attributesOf = (span: OtlpSpan | undefined) =>
  Object.fromEntries(span?.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]) ?? []);

test('a request has the attributes of the semantic conventions, its query left out', async () => {
  const [span] = await spansOf('GET /api/account?limit=1');
  expect(span?.name).toBe('GET /api/account');
  expect(attributesOf(span)).toMatchObject({
    'http.request.method': 'GET',
    'http.route': '/api/account',
    'http.response.status_code': 200,
    'url.scheme': 'http',
    'url.path': '/api/account',
    'network.protocol.version': '1.1',
    'server.address': '127.0.0.1',
    'server.port': expect.any(Number),
    'client.address': '127.0.0.1',
  });
});

test('a request that no route matches is named by its method alone and has no route', async () => {
  const [span] = await spansOf('GET /nowhere');
  expect(span?.name).toBe('GET');
  expect(attributesOf(span)).not.toHaveProperty('http.route');
});

test('a method that nobody knows is _OTHER, with the original beside it', async () => {
  const [span] = await spansOf('PURGE /api/account');
  expect(span?.name).toBe('HTTP');
  expect(attributesOf(span)).toMatchObject({
    'http.request.method': '_OTHER',
    'http.request.method_original': 'PURGE',
  });
});

test('what nobody expected is an exception on the span, and its error.type', async () => {
  const [span] = await spansOf('GET /api/fails');
  expect(attributesOf(span)).toMatchObject({ 'error.type': 'TypeError', 'http.response.status_code': 500 });
  expect(span).toMatchObject({ status: { code: 2 }, events: [{ name: 'exception' }] });
});

test('probes and scrapes leave no span', async () => {
  const spans = await spansOf('GET /metrics', 'GET /health/live', 'GET /health', 'GET /healthy', 'GET /api/account');
  expect(spans.map((span) => attributesOf(span)['url.path'])).toEqual(['/healthy', '/api/account']);
});
