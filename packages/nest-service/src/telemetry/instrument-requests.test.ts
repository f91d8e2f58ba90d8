import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { json } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { apiRoutes, statusesOf } from '@qt/contracts';
import { parseExposition } from '@qt/metrics/testing';
import { startTestTelemetry, type TestTelemetry } from '@qt/telemetry/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { instrumentRequests } from './instrument-requests.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INBOUND = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

let api: TestTelemetry<'qt-api'>;
let server: FastifyInstance;
let url: string;
/** What `/streamed` answers with, as it comes. */
let streamed: PassThrough;
/** Set by `/slow` when its handler runs; released by the test. */
let slow: { entered: PromiseWithResolvers<void>; release: PromiseWithResolvers<void> };

beforeEach(async () => {
  api = startTestTelemetry('qt-api');
  server = Fastify({ bodyLimit: 1000 });
  const { telemetry } = api;
  instrumentRequests(server, telemetry, apiRoutes);
  streamed = new PassThrough();
  slow = { entered: Promise.withResolvers(), release: Promise.withResolvers() };
  server.get('/api/prices/latest/:symbol', async () => ({ ok: true }));
  server.post('/api/trades', async (_, reply) => {
    await turn();
    telemetry.log.info('in the handler');
    return reply.code(201).send({ request_id: telemetry.requestId() });
  });
  server.get('/boom', async () => {
    throw new Error('boom');
  });
  server.get('/gone', (_, reply) => {
    reply.callNotFound();
  });
  server.get('/streamed', (_, reply) => {
    reply.send(streamed);
  });
  server.register(async (guarded) => {
    guarded.addHook('onRequest', async (_, reply) => reply.code(401).send('who are you?'));
    guarded.get('/guarded', async () => 'never');
  });
  server.get('/slow', async () => {
    slow.entered.resolve();
    await slow.release.promise;
    return 'late';
  });
  server.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    telemetry.log.info('in the error handler', { fastify_id: request.id });
    return reply.code(error.statusCode ?? 500).send({ request_id: telemetry.requestId() });
  });
  url = await server.listen({ port: 0, host: '127.0.0.1' });
});

afterEach(async () => {
  slow.release.resolve();
  await server.close();
  await api.stop();
});

const completed = () => api.lines.filter(({ event }) => event === 'request.completed');

async function completedCount(count: number) {
  await vi.waitFor(() => expect(completed()).toHaveLength(count));
  return completed();
}

async function counted() {
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const samples = families.find(({ name }) => name === 'qt_api_request_total')?.samples ?? [];
  return samples.filter(({ labels }) => labels['route'] !== 'operational');
}

async function happened() {
  const samples = await counted();
  return samples.filter(({ value }) => value > 0).map(({ labels, value }) => ({ ...labels, value }));
}

/** Sends the head first and the body, in two packets of its own, when the server has begun to work on it. */
async function postSlowly(body: string, headers: Record<string, string> = {}): Promise<unknown> {
  const arrived = once(server.server, 'request');
  const length = String(Buffer.byteLength(body));
  const sent = httpRequest(`${url}/api/trades`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
  });
  sent.flushHeaders();
  const [request] = (await arrived) as [IncomingMessage];
  const firstPart = once(request, 'data');
  sent.write(body.slice(0, 3));
  await firstPart;
  sent.end(body.slice(3));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return json(answer);
}

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/trades`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

describe('the access line has the symbol that a request is about', () => {
  const symbolOf = async () => (await completedCount(1))[0]?.['symbol'];

  test('by its path', async () => {
    await fetch(`${url}/api/prices/latest/ETHUSDT?symbol=BTCUSDT`);
    expect(await symbolOf()).toBe('ETHUSDT');
  });

  test('by its body', async () => {
    await post('{"symbol":"BTCUSDT"}');
    expect(await symbolOf()).toBe('BTCUSDT');
  });

  test.each(['null', '[]', '"BTCUSDT"', '{}', '{"symbol":"NOPEUSDT"}', '{"symbol":["BTCUSDT"]}', '{"symbol":'])(
    'but not of a body such as %s',
    async (body) => {
      await post(body);
      expect(await symbolOf()).toBeUndefined();
    },
  );

  test('but none that is not configured, since anybody can ask for anything', async () => {
    await fetch(`${url}/api/prices/latest/%22%7D%0A`);
    expect(await symbolOf()).toBeUndefined();
  });

  test('when the server is injected into as well', async () => {
    await server.inject('/api/prices/latest/BTCUSDT');
    expect(await symbolOf()).toBe('BTCUSDT');
  });
});

describe('a request is counted by its template, method and status', () => {
  test('when it is answered', async () => {
    await fetch(`${url}/api/prices/latest/BTCUSDT?x=1`);
    expect(await happened()).toEqual([
      { route: '/api/prices/latest/:symbol', method: 'GET', status_code: '200', value: 1 },
    ]);
  });

  test('when its handler fails', async () => {
    await fetch(`${url}/boom`);
    expect(await happened()).toEqual([{ route: '/boom', method: 'GET', status_code: '500', value: 1 }]);
  });

  test('when no route matches, as unmatched and never by its raw path', async () => {
    await fetch(`${url}/api/no-such-thing/4711`);
    expect(await happened()).toEqual([{ route: 'unmatched', method: 'GET', status_code: '404', value: 1 }]);
  });

  test('when its handler finds nothing, by the route all the same', async () => {
    await fetch(`${url}/gone`);
    expect(await happened()).toEqual([{ route: '/gone', method: 'GET', status_code: '404', value: 1 }]);
  });

  test('when its path is malformed, which Fastify answers without a hook', async () => {
    const response = await fetch(`${url}/%zz`);
    expect(response.headers.get('x-request-id')).toMatch(UUID);
    expect(await happened()).toEqual([{ route: 'unmatched', method: 'GET', status_code: '400', value: 1 }]);
  });

  test('when its body is malformed or too large', async () => {
    await post('{"a":');
    await post(`"${'x'.repeat(2000)}"`);
    expect(await happened()).toEqual([
      { route: '/api/trades', method: 'POST', status_code: '400', value: 1 },
      { route: '/api/trades', method: 'POST', status_code: '413', value: 1 },
    ]);
  });

  test('when its method is none of the usual ones, as other', async () => {
    const response = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(`${url}/api/trades`, { method: 'PROPFIND' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end();
    });
    expect(response).toBe(404);
    expect(await happened()).toEqual([{ route: 'unmatched', method: 'other', status_code: '404', value: 1 }]);
  });

  test('when the client leaves while it is worked on, as 499 and once', async () => {
    const leaving = new AbortController();
    const answer = fetch(`${url}/slow`, { signal: leaving.signal }).catch(() => 'left');
    await slow.entered.promise;
    leaving.abort();
    expect(await answer).toBe('left');
    await completedCount(1);
    slow.release.resolve();
    expect(await happened()).toEqual([{ route: '/slow', method: 'GET', status_code: '499', value: 1 }]);
    expect(completed().filter(({ route }) => route === '/slow')).toHaveLength(1);
  });

  test('when the client leaves in the middle of the answer, as 499', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /streamed HTTP/1.1\r\nhost: x\r\n\r\n');
    streamed.write('the first part');
    await once(socket, 'data');
    socket.destroy();
    await completedCount(1);
    expect(await happened()).toEqual([{ route: '/streamed', method: 'GET', status_code: '499', value: 1 }]);
  });

  test('when the answer breaks off in the middle by our own fault, as 500 whatever its head said', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /streamed HTTP/1.1\r\nhost: x\r\n\r\n');
    streamed.write('the first part');
    expect(String(await once(socket, 'data'))).toContain('HTTP/1.1 200');
    streamed.destroy(new Error('the file is gone'));
    await completedCount(1);
    expect(await happened()).toEqual([{ route: '/streamed', method: 'GET', status_code: '500', value: 1 }]);
  });

  test('when it never came in full until the server lost patience, as 499', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    const arrived = once(server.server, 'request');
    socket.write(
      'POST /api/trades HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    await arrived;
    server.server.closeAllConnections();
    await completedCount(1);
    expect(await happened()).toEqual([{ route: '/api/trades', method: 'POST', status_code: '499', value: 1 }]);
  });

  test('when a hook of the server answers before its handler', async () => {
    expect((await fetch(`${url}/guarded`)).status).toBe(401);
    expect(await happened()).toEqual([{ route: '/guarded', method: 'GET', status_code: '401', value: 1 }]);
  });

  test('when the client leaves in the middle of its body, as 499', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const head =
      'POST /api/trades HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';
    const arrived = once(server.server, 'request');
    socket.write(`${head}{"a":`);
    await arrived;
    socket.destroy();
    await completedCount(1);
    expect(await happened()).toEqual([{ route: '/api/trades', method: 'POST', status_code: '499', value: 1 }]);
  });
});

test('every status that a contract declares is there at 0 before the first request', async () => {
  const samples =
    parseExposition(await (await fetch(`${url}/metrics`)).text()).find(({ name }) => name === 'qt_api_request_total')
      ?.samples ?? [];
  const { placeTrade } = apiRoutes;
  const statuses = samples.filter(({ labels }) => labels['route'] === placeTrade.path && labels['method'] === 'POST');
  expect(statuses.map(({ labels }) => labels['status_code'])).toEqual(statusesOf(placeTrade).map(String));
  expect(samples.filter(({ value }) => value !== 0)).toEqual([]);
  for (const route of ['operational', 'unmatched']) {
    expect(samples.some(({ labels }) => labels['route'] === route)).toBe(true);
  }
});

test('the latency of every success that clients ask for exists at 0, any other with the first one', async () => {
  await fetch(`${url}/gone`);
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const labelSets = (family: string, sample: string) =>
    families
      .find(({ name }) => name === family)
      ?.samples.filter(
        ({ name, labels, value }) =>
          name === sample && ((Number(labels['status_code']) < 400 && labels['route'] !== 'operational') || value > 0),
      )
      .map(({ labels }) => JSON.stringify(labels));
  const measured = labelSets('qt_api_request_duration_seconds', 'qt_api_request_duration_seconds_count');
  expect(measured).toEqual(labelSets('qt_api_request_total', 'qt_api_request_total'));
  expect(measured).toContain('{"route":"/gone","method":"GET","status_code":"404"}');
  expect(measured).toContain('{"route":"/api/trades","method":"POST","status_code":"201"}');
});

test('health, metrics, docs and runbooks are one route, so that they do not make a quarter of the series', async () => {
  for (const path of ['/health/live', '/metrics', '/docs', '/runbooks/TradingHalted', '/openapi.json']) {
    await (await fetch(url + path)).text();
  }
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const samples = families.find(({ name }) => name === 'qt_api_request_total')?.samples ?? [];
  const routes = new Set(samples.map(({ labels }) => labels['route']));
  expect([...routes].filter((route) => /health|metrics|docs|openapi|runbooks/.test(route ?? ''))).toEqual([]);
  const operational = samples.filter(({ labels }) => labels['route'] === 'operational' && labels['method'] === 'GET');
  expect(operational.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(0);
  expect((await completedCount(6)).map(({ route }) => route)).toContain('/metrics');
});

describe('the request id', () => {
  test('of the caller is kept when it is a UUID, and answered', async () => {
    const response = await post('{}', { 'x-request-id': INBOUND });
    expect(response.headers.get('x-request-id')).toBe(INBOUND);
    expect(await response.json()).toEqual({ request_id: INBOUND });
  });

  test.each(['not-a-uuid', `${INBOUND}, ${INBOUND}`, `${INBOUND}"}`])('%s is replaced', async (bad) => {
    const response = await post('{}', { 'x-request-id': bad });
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(UUID);
    expect(id).not.toBe(INBOUND);
    expect(await response.json()).toEqual({ request_id: id });
  });

  test('is on the lines of a handler that has read a body, as is the trace', async () => {
    await post('{"a":1}', { 'x-request-id': INBOUND });
    const [line] = api.lines.filter(({ message }) => message === 'in the handler');
    const [access] = await completedCount(1);
    expect(line).toMatchObject({ request_id: INBOUND, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(access).toMatchObject({ request_id: INBOUND, trace_id: line?.['trace_id'], span_id: line?.['span_id'] });
  });

  test('is there when a body cannot be parsed, in the answer and in the log', async () => {
    const response = await post('{"a":', { 'x-request-id': INBOUND });
    expect(await response.json()).toEqual({ request_id: INBOUND });
    const [line] = api.lines.filter(({ message }) => message === 'in the error handler');
    expect(line).toMatchObject({ request_id: INBOUND, fastify_id: INBOUND });
  });

  test('outlasts the parsing of a body that comes in packets of its own, well-formed or not', async () => {
    expect(await postSlowly('{"a":1}', { 'x-request-id': INBOUND })).toEqual({ request_id: INBOUND });
    expect(await postSlowly('{"a":1,}', { 'x-request-id': INBOUND })).toEqual({ request_id: INBOUND });
    for (const place of ['in the handler', 'in the error handler']) {
      const [line] = api.lines.filter(({ message }) => message === place);
      expect(line).toMatchObject({ request_id: INBOUND, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    }
  });

  test.each(['/%zz', `/${'x'.repeat(300)}`, `/api/prices/latest/${'x'.repeat(300)}`])(
    'is answered where Fastify answers by itself: %s',
    async (path) => {
      const response = await fetch(url + path);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('x-request-id')).toMatch(UUID);
    },
  );

  test('is answered while the server closes, to what still comes on an open connection', async () => {
    const closing = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const draining = Fastify();
    instrumentRequests(draining, api.telemetry, {});
    draining.addHook('preClose', async () => {
      closing.resolve();
      await closed.promise;
    });
    const base = await draining.listen({ port: 0, host: '127.0.0.1' });
    const ended = draining.close();
    await closing.promise;
    const response = await fetch(`${base}/x`);
    closed.resolve();
    expect(response.status).toBe(503);
    expect(response.headers.get('x-request-id')).toMatch(UUID);
    await response.text();
    await ended;
  });

  test('does not leak from one request to another on the same connection, with or without bodies', async () => {
    const ids = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const response = await post('{"a":1}');
        const { request_id } = (await response.json()) as { request_id: string };
        expect(response.headers.get('x-request-id')).toBe(request_id);
        return request_id;
      }),
    );
    expect(new Set(ids).size).toBe(40);
  });
});

describe('the context of a request ends with it', () => {
  /** Sends bytes on one connection and gives what comes back until `count` answers are there. */
  async function answersTo(bytes: string, count: number): Promise<string> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(bytes);
    let text = '';
    for await (const part of socket) {
      text += String(part);
      if (text.split('HTTP/1.1 ').length > count && text.endsWith('}')) break;
    }
    return text;
  }

  test('when the next one comes in the same packet', async () => {
    const body = '{"a":1}';
    const one = `POST /api/trades HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const text = await answersTo(one.repeat(5), 5);
    const headers = text.match(/(?<=x-request-id: )\S+/g);
    const bodies = text.match(/(?<="request_id":")[^"]+/g);
    expect(new Set(headers).size).toBe(5);
    expect(bodies).toEqual(headers);
    expect(new Set((await completedCount(5)).map((line) => line['request_id']))).toEqual(new Set(headers));
  });

  test('also for what its connection does later', async () => {
    const seen = Promise.withResolvers<string | undefined>();
    server.server.prependListener('clientError', () => seen.resolve(api.telemetry.requestId() ?? 'none'));
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /api/prices/latest/BTCUSDT HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    socket.write('no HTTP at all\r\n\r\n');
    expect(await seen.promise).toBe('none');
    socket.destroy();
  });
});

describe('the trace', () => {
  const CALLER = 'c'.repeat(32);
  const exemplars = async () => {
    const headers = { accept: 'application/openmetrics-text' };
    return (await (await fetch(`${url}/metrics`, { headers })).text()).match(/# \{trace_id="[0-9a-f]+"/g) ?? [];
  };

  test.each([
    ['sampled', '01', 2], // in both histograms of requests
    ['not sampled', '00', 0],
  ])('of a caller goes on, %s as the caller decided', async (_, flags, shown) => {
    await fetch(`${url}/boom`, { headers: { traceparent: `00-${CALLER}-${'d'.repeat(16)}-${flags}` } });
    const [line] = await completedCount(1);
    expect(line).toMatchObject({ trace_id: CALLER, span_id: expect.stringMatching(/^(?!d{16})[0-9a-f]{16}$/) });
    expect((await exemplars()).filter((one) => one.includes(CALLER))).toHaveLength(shown);
  });

  test.each([
    `00-${CALLER}-${'d'.repeat(16)}`,
    `ff-${CALLER}-${'d'.repeat(16)}-01`,
    `00-${'0'.repeat(32)}-${'d'.repeat(16)}-01`,
    `00-${CALLER.toUpperCase()}-${'d'.repeat(16)}-01`,
    `00-${CALLER}-${'d'.repeat(16)}-01, 00-${CALLER}-${'d'.repeat(16)}-01`,
    '"',
  ])('begins anew for a malformed traceparent: %s', async (traceparent) => {
    const response = await fetch(`${url}/boom`, { headers: { traceparent, tracestate: '=,=', baggage: 'a=%zz' } });
    expect(response.status).toBe(500);
    const [line] = await completedCount(1);
    expect(line?.['trace_id']).toMatch(/^[0-9a-f]{32}$/);
    expect(line?.['trace_id']).not.toBe(CALLER);
  });
});

describe('the access log', () => {
  test('has one line a request, with method, route, status and duration', async () => {
    await fetch(`${url}/api/prices/latest/BTCUSDT`);
    await post('{"a":');
    await fetch(`${url}/nope`);
    await fetch(`${url}/%zz`);
    const lines = await completedCount(4);
    expect(lines.map(({ method, route, status_code }) => `${method} ${route} ${status_code}`)).toEqual([
      'GET /api/prices/latest/:symbol 200',
      'POST /api/trades 400',
      'GET unmatched 404',
      'GET unmatched 400',
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({ level: 'info', service: 'qt-api', request_id: expect.stringMatching(UUID) });
      expect(line['duration_ms']).toBeTypeOf('number');
    }
  });

  test('has one line for an injected request too', async () => {
    const response = await server.inject({ url: '/api/prices/latest/BTCUSDT' });
    expect(response.headers['x-request-id']).toMatch(UUID);
    await completedCount(1);
  });
});

describe('/metrics', () => {
  test.each([
    ['text/plain', 'text/plain; version=0.0.4; charset=utf-8'],
    ['application/openmetrics-text; version=1.0.0', 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
  ])('answers %s in its type, compressed when asked', async (accept, type) => {
    const response = await fetch(`${url}/metrics`, { headers: { accept, 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    parseExposition(await response.text());
  });

  test('is not compressed for a client that refuses that', async () => {
    const response = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': 'gzip;q=0' } });
    parseExposition(await response.text());
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  test.each(['gzip', 'identity'])('answers HEAD without a body (%s)', async (encoding) => {
    const response = await fetch(`${url}/metrics`, { method: 'HEAD', headers: { 'accept-encoding': encoding } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('');
  });

  test('shows the trace of a sampled request as an exemplar, in OpenMetrics only', async () => {
    await fetch(`${url}/api/prices/latest/BTCUSDT`);
    const [access] = await completedCount(1);
    const shown = ` # {trace_id="${access?.['trace_id']}",span_id="${access?.['span_id']}"} `;
    const scrape = async (accept: string) => (await fetch(`${url}/metrics`, { headers: { accept } })).text();
    expect(await scrape('application/openmetrics-text')).toContain(shown);
    expect(await scrape('text/plain')).not.toContain('trace_id');
  });

  test('tells who emits, once', async () => {
    const [target] = parseExposition(await (await fetch(`${url}/metrics`)).text());
    expect(target?.samples).toHaveLength(1);
    expect(target?.samples[0]?.labels).toMatchObject({
      service_name: 'qt-api',
      service_version: '0.0.0-test',
      deployment_environment_name: 'production',
      service_instance_id: expect.stringMatching(UUID),
    });
  });

  test('says staging in staging', async () => {
    await server.close();
    await api.stop();
    api = startTestTelemetry('qt-api', { env: { STAGING_MODE: '1' } });
    server = Fastify();
    instrumentRequests(server, api.telemetry, {});
    const { body } = await server.inject({ url: '/metrics' });
    const [target] = parseExposition(body);
    expect(target?.samples[0]?.labels['deployment_environment_name']).toBe('staging');
  });
});

test('a secret that a caller sends as its request id is redacted in the log', async () => {
  await server.close();
  await api.stop();
  api = startTestTelemetry('qt-api', { env: { QT_ADMIN_TOKEN: INBOUND } });
  server = Fastify();
  instrumentRequests(server, api.telemetry, {});
  const { headers } = await server.inject({ url: '/metrics', headers: { 'x-request-id': INBOUND } });
  expect(headers['x-request-id']).toBe(INBOUND);
  expect(await completedCount(1)).toMatchObject([{ request_id: '[redacted]' }]);
});

test('a service that is not the API counts no requests, yet logs them', async () => {
  await server.close();
  await api.stop();
  const guard = startTestTelemetry('qt-risk-guard');
  server = Fastify();
  instrumentRequests(server, guard.telemetry, {});
  const { body } = await server.inject({ url: '/metrics' });
  await vi.waitFor(() => expect(guard.lines.filter(({ event }) => event === 'request.completed')).toHaveLength(1));
  expect(parseExposition(body).filter(({ name }) => name.startsWith('qt_api_'))).toEqual([]);
  await guard.stop();
});
