import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Inject, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { apiRoutes, errorReply, type InputOf, type Routes, readiness } from '@qt/contracts';
import { startTelemetry, type Telemetry } from '@qt/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AdminTry } from './access/admin-audit.ts';
import { Endpoint, Input } from './endpoint.ts';
import { readEnvironment } from './environment.ts';
import { HttpProblem } from './problem.ts';
import { trackCheck } from './readiness.ts';
import { runService } from './run-service.ts';
import { adminEnvironment, serviceEnvironment } from './service-environment.ts';
import { ADMIN_AUDIT, NOW, READINESS } from './tokens.ts';

const { latestPrice, placeTrade, warm } = apiRoutes;
const reset = {
  method: 'POST',
  path: '/reset',
  tag: 'Test',
  summary: 'Resets',
  access: 'admin',
  body: z.strictObject({ reason: z.string() }),
  responses: { 200: null },
} as const;
const model = {
  method: 'GET',
  path: '/model',
  tag: 'Test',
  summary: 'A file',
  access: 'service',
  responses: { 200: null },
} as const;
const routes = { latestPrice, placeTrade, warm, reset, model } as const satisfies Routes;

const clock = { now: Date.UTC(2026, 0, 1) };
const store = trackCheck('store', 'not opened', () => clock.now);
const tries: AdminTry[] = [];

@Controller()
class TestController {
  constructor(@Inject(NOW) private readonly now: () => number) {}

  @Endpoint(latestPrice)
  latest(@Input() { params }: InputOf<typeof latestPrice>) {
    if (params.symbol !== 'BTCUSDT') throw new HttpProblem(404, 'unknown_symbol', 'symbol: expected BTCUSDT', { a: 1 });
    const observed_at = new Date(this.now()).toISOString();
    return { symbol: params.symbol, price: '1.5', source: 'binance' as const, observed_at, stale: false };
  }

  @Endpoint(placeTrade)
  place(): never {
    throw new Error('a secret of the inside');
  }

  @Endpoint(warm)
  warm() {
    return { symbols_done: 0, decisions: { buy: 0, sell: 0, hold: 0 }, orders: 0, denials: {}, failures: [] };
  }

  @Endpoint(reset)
  reset() {
    return {};
  }

  @Endpoint(model)
  model() {
    return {};
  }
}

@Module({
  controllers: [TestController],
  providers: [
    { provide: READINESS, useValue: { checks: () => [store.read()] } },
    { provide: ADMIN_AUDIT, useValue: { record: (attempt: AdminTry) => void tries.push(attempt) } },
  ],
  exports: [READINESS],
})
class TestModule {}

let folder: string;
let telemetry: Telemetry<'qt-api'>;
let app: NestFastifyApplication;
let url: string;
const lines: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qt-service-'));
  telemetry = startTelemetry({
    service: 'qt-api',
    version: '1.2.3',
    dataDir: folder,
    admitted: { symbol: [], profile: [] },
    sink: { write: (line: string) => void lines.push(line) } as never,
  });
  const tokens = {
    QT_ADMIN_TOKEN: 'admin-token',
    QT_ADMIN_TOKENS: 'anna:token-of-anna',
    QT_SERVICE_TOKEN: 'service-token',
  };
  app = await runService({
    id: 'api',
    version: '1.2.3',
    environment: readEnvironment(adminEnvironment, tokens),
    port: 0,
    routes,
    telemetry,
    module: { module: TestModule },
    now: () => clock.now,
  });
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await telemetry.shutdown();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  tries.length = 0;
});

async function ask(method: string, path: string, init: RequestInit = {}) {
  const response = await fetch(url + path, { method, ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text === '' ? undefined : JSON.parse(text) };
}

/** Sends raw bytes and returns everything received until the service closes the connection. */
function converse(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => {
      answer += part;
    });
    socket.once('end', () => resolve(answer)).once('error', reject);
  });
}

const asJson = (body: string) => ({ body, headers: { 'content-type': 'application/json' } });
const order = { client_order_id: 'a', symbol: 'BTCUSDT', side: 'buy', quantity: '1' };

describe('a service', () => {
  test('answers by its contract', async () => {
    const { status, json } = await ask('GET', '/api/prices/latest/BTCUSDT');
    expect(status).toBe(200);
    expect(latestPrice.responses[200].parse(json).observed_at).toBe('2026-01-01T00:00:00.000Z');
  });

  test('answers a failure with code, message, details and the request id of its header', async () => {
    const { status, json, headers } = await ask('GET', '/api/prices/latest/ETHUSDT');
    expect(status).toBe(404);
    const { error } = errorReply.parse(json);
    expect(error).toMatchObject({ code: 'unknown_symbol', details: { a: 1 } });
    expect(error.request_id).toBe(headers.get('x-request-id'));
  });

  test('hides the details of a failure from the client and logs them', async () => {
    const { status, text } = await ask('POST', '/api/trades', asJson(JSON.stringify(order)));
    expect(status).toBe(500);
    expect(text).not.toMatch(/secret|at .*\.ts/);
    expect(lines.some((line) => line.includes('a secret of the inside'))).toBe(true);
  });

  test.each([
    ['malformed JSON', asJson('{"a":'), 400, 'malformed_request'],
    ['a body over the limit', asJson(`"${'x'.repeat(2_000_000)}"`), 413, 'body_too_large'],
    ['another media type', { body: 'a=b', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    ['a field that does not fit', asJson(JSON.stringify({ ...order, quantity: '-1' })), 400, 'invalid_input'],
  ])('refuses %s', async (_, init, status, code) => {
    const answer = await ask('POST', '/api/trades', init);
    expect([answer.status, errorReply.parse(answer.json).error.code]).toEqual([status, code]);
  });

  test('distinguishes a wrong method from a wrong path', async () => {
    const wrongMethod = await ask('DELETE', '/api/trades');
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
    const page = await ask('POST', '/docs');
    expect([page.status, page.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await ask('GET', '/api/nothing')).status).toBe(404);
    expect((await ask('GET', '/api/prices/latest/')).status).toBe(404);
  });

  test('names the media type and the size that it refuses', async () => {
    const asText = await ask('POST', '/api/trades', { body: 'a', headers: { 'content-type': 'text/csv' } });
    expect(asText.json.error.message).toBe("Content-Type: expected application/json, actual 'text/csv'");
    const large = await ask('POST', '/api/trades', asJson(`"${'x'.repeat(300_000)}"`));
    expect(large.json.error.message).toBe('body: expected at most 262144 bytes, actual 300002 bytes');
  });

  test.each([
    ['a path that is not a URL', '/api/prices/latest/%zz', 400, 'malformed_request'],
    ['a part of a path that is too long', `/api/prices/latest/${'A'.repeat(201)}`, 414, 'path_too_long'],
  ])('refuses %s in the form of every other error', async (_, path, status, code) => {
    const answer = await ask('GET', path);
    const { error } = errorReply.parse(answer.json);
    expect([answer.status, error.code]).toEqual([status, code]);
    expect(error.request_id).toBe(answer.headers.get('x-request-id'));
  });

  test.each([
    ['a method that HTTP does not know', 'BREW / HTTP/1.1\r\nhost: qt\r\n\r\n', 400, 'malformed_request'],
    [
      'headers over the limit',
      `GET / HTTP/1.1\r\nhost: qt\r\na: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
  ])('refuses %s in the form of every other error', async (_, text, status, code) => {
    const [head = '', body = ''] = (await converse(text)).split('\r\n\r\n');
    const { error } = errorReply.parse(JSON.parse(body));
    expect([head.split(' ')[1], error.code]).toEqual([String(status), code]);
    expect(head).toContain(`x-request-id: ${error.request_id}`);
  });

  test('admits services only with their token', async () => {
    expect((await ask('POST', '/internal/market/warm')).status).toBe(401);
    const headers = { authorization: 'Bearer service-token' };
    expect((await ask('POST', '/internal/market/warm', { headers })).status).toBe(200);
  });

  test('audits every attempt at an admin route', async () => {
    const tried = (token: string) => {
      const { body, headers } = asJson('{"reason":"over"}');
      return ask('POST', '/reset', { body, headers: { ...headers, 'x-admin-token': token } });
    };
    expect((await tried('wrong')).status).toBe(401);
    expect((await tried('admin-token')).status).toBe(200);
    expect(tries.map(({ route, actor, accepted }) => [route, actor, accepted])).toEqual([
      ['POST /reset', 'unknown', false],
      ['POST /reset', 'admin', true],
    ]);
  });

  test('tells an operator by name, and refuses the token of a service', async () => {
    const reset = (headers: Record<string, string>) => {
      const json = asJson('{"reason":"over"}');
      return ask('POST', '/reset', { body: json.body, headers: { ...json.headers, ...headers } });
    };
    expect((await reset({ 'x-admin-token': 'token-of-anna' })).status).toBe(200);
    expect((await reset({ authorization: 'Bearer service-token' })).status).toBe(401);
    expect(tries.map(({ actor, detail }) => [actor, detail])).toEqual([
      ['anna', 'from 127.0.0.1'],
      ['unknown', expect.stringMatching(/^from 127\.0\.0\.1: X-Admin-Token: expected the admin token/)],
    ]);
  });

  const malformed = asJson('{"a":');
  const unreadable: [string, { body: string; headers: Record<string, string> }, number][] = [
    ['malformed JSON', malformed, 400],
    ['a body over the limit', asJson(`"${'x'.repeat(2_000_000)}"`), 413],
    ['another media type', { body: 'a=b', headers: { 'content-type': 'text/plain' } }, 415],
    ['a field that does not fit', asJson('{"reason":1}'), 400],
  ];

  test.each(unreadable)('checks the token before reading %s, and audits the attempt', async (_, init, status) => {
    const answer = await ask('POST', '/reset', init);
    expect([answer.status, errorReply.parse(answer.json).error.code]).toEqual([401, 'unauthorized']);
    expect(answer.json.error.request_id).toBe(answer.headers.get('x-request-id'));
    const headers = { ...init.headers, 'x-admin-token': 'admin-token' };
    expect((await ask('POST', '/reset', { ...init, headers })).status).toBe(status);
    expect(tries.map(({ actor, accepted }) => [actor, accepted])).toEqual([
      ['unknown', false],
      ['admin', true],
    ]);
  });

  test("checks the service's and the trader's token before the body too", async () => {
    expect((await ask('POST', '/internal/market/warm', malformed)).status).toBe(401);
    expect((await ask('POST', '/api/trades', malformed)).status).toBe(400);
  });

  test('refuses HEAD where it refuses GET', async () => {
    expect((await ask('GET', '/model')).status).toBe(401);
    expect((await ask('HEAD', '/model')).status).toBe(401);
    const headers = { authorization: 'Bearer service-token' };
    expect((await ask('GET', '/model', { headers })).status).toBe(200);
  });

  test('is ready only when its checks are, and reports since when', async () => {
    expect((await ask('GET', '/health/ready')).status).toBe(503);
    clock.now += 5000;
    store.report(true, 'open');
    clock.now += 5000;
    store.report(true, 'still open');
    const { status, json } = await ask('GET', '/health/ready');
    expect(status).toBe(200);
    expect(readiness.parse(json).checks).toEqual([
      { name: 'store', ok: true, detail: 'still open', since: '2026-01-01T00:00:05.000Z' },
    ]);
  });

  test('serves its contract to machines and people', async () => {
    const { json } = await ask('GET', '/openapi.json');
    expect(json.paths['/api/trades'].post.operationId).toBe('placeTrade');
    expect(json.components.schemas.TradeRequest.required).toContain('quantity');
    const page = await fetch(`${url}/docs`);
    const html = await page.text();
    expect(html).toContain('POST /api/trades');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const files = [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) {
      const response = await fetch(url + file);
      expect([file, response.status, response.headers.get('content-type')]).toEqual([
        file,
        200,
        expect.stringMatching(file.endsWith('.css') ? 'text/css' : 'text/javascript'),
      ]);
      expect(await response.text()).not.toBe('');
    }
    expect((await ask('GET', '/docs/package.json')).status).toBe(404);
  });

  test('refuses another host, as a rebound name sends it, and pages of other sites', async () => {
    const { host, port } = new URL(url);
    const get = (lines: string) => converse(`GET /health/live HTTP/1.1\r\n${lines}\r\nConnection: close\r\n\r\n`);
    expect(await get(`Host: evil.example.com:${port}`)).toMatch(/^HTTP\/1.1 421 [\s\S]*misdirected_request/);
    expect(await get(`Host: ${host}\r\nOrigin: https://evil.example.com`)).toMatch(
      /^HTTP\/1.1 403 [\s\S]*origin_refused/,
    );
    expect(await get(`Host: ${host}\r\nOrigin: null`)).toMatch(/^HTTP\/1.1 403 /);
    expect(await get(`Host: ${host}\r\nOrigin: http://${host}`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await get(`Host: localhost:${port}`)).toMatch(/^HTTP\/1.1 200 /);
  });

  test('refuses a request that names two hosts, whichever comes first', async () => {
    const { host } = new URL(url);
    for (const hosts of [`Host: ${host}\r\nHost: evil.example.com`, `host: evil.example.com\r\nHOST: ${host}`]) {
      expect(await converse(`GET /health/live HTTP/1.1\r\n${hosts}\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 400 [\s\S]*malformed_request/,
      );
    }
  });

  test.each([
    ['no Host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n', 421],
    ['an unknown expectation', 'POST /x HTTP/1.1\r\nHost: qt\r\nExpect: x\r\nConnection: close\r\n\r\n', 404],
    ['the method QUERY', 'QUERY /health/live HTTP/1.1\r\nHost: qt\r\nConnection: close\r\n\r\n', 405],
  ])('answers a request with %s in the form of every other error', async (_, text, status) => {
    const [head = '', body = ''] = (await converse(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain(`x-request-id: ${errorReply.parse(JSON.parse(body)).error.request_id}`);
  });

  test('answers a body of brackets, or of unknown keys, with a short 400', async () => {
    const post = async (body: string) => {
      const json = asJson(body);
      return ask('POST', '/api/trades', { body: json.body, headers: json.headers });
    };
    const deep = await post('['.repeat(5000));
    expect([deep.status, deep.json.error.code]).toEqual([400, 'malformed_request']);
    const keys = Array.from({ length: 20_000 }, (_, n) => `"k${n}":1`).join(',');
    const wide = await post(`{${keys}}`);
    expect([wide.status, wide.json.error.code]).toEqual([400, 'invalid_input']);
    expect(wide.text.length).toBeLessThan(5000);
    const long = await post(`{"${'k'.repeat(200_000)}":1}`);
    expect([long.status, long.text.length < 5000]).toEqual([400, true]);
  });

  test('answers 429 to a flood of wrong tokens, records a few, and still accepts the right one', async () => {
    const wrong = () => ask('POST', '/reset', { headers: { 'x-admin-token': 'wrong' } });
    const answers = await Promise.all(Array.from({ length: 100 }, wrong));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
    const last = answers.find(({ status }) => status === 429);
    expect(last?.headers.get('retry-after')).toBe('60');
    expect(errorReply.parse(last?.json).error.code).toBe('too_many_attempts');
    expect(tries.length).toBeLessThanOrEqual(10);
    const { body, headers } = asJson('{"reason":"over"}');
    const right = await ask('POST', '/reset', { body, headers: { ...headers, 'x-admin-token': 'token-of-anna' } });
    expect(right.status).toBe(200);
  });

  test('shows more than health and metrics only to readers with a token, where others can reach it', async () => {
    const people = 'anna:token-of-anna,vera:token-of-vera:viewer';
    const tokens = { QT_ADMIN_TOKENS: people, QT_SERVICE_TOKEN: 'service-token' };
    const reachable = await runService({
      id: 'api',
      version: '1.2.3',
      environment: readEnvironment(adminEnvironment, { ...tokens, QT_HOST: '0.0.0.0' }),
      port: 0,
      routes,
      telemetry,
      module: { module: TestModule },
      now: () => clock.now,
    });
    const { port } = new URL(await reachable.getUrl());
    const read = async (path: string, headers = {}) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status;
    const price = '/api/prices/latest/BTCUSDT';
    const open = await Promise.all(['/health/live', '/metrics', '/openapi.json'].map((path) => read(path)));
    expect(open).toEqual([200, 200, 200]);
    expect([await read(price), await read(price, { 'x-admin-token': 'another token' })]).toEqual([401, 401]);
    expect(await read(price, { 'x-admin-token': 'token-of-vera' })).toBe(200);
    expect(await read(price, { authorization: 'Bearer service-token' })).toBe(200);
    const asViewer = { method: 'POST', headers: { 'x-admin-token': 'token-of-vera' } };
    expect((await fetch(`http://127.0.0.1:${port}/reset`, asViewer)).status).toBe(403);
    expect(tries.map(({ actor, accepted, detail }) => [actor, accepted, detail])).toEqual([
      ['vera', false, 'from 127.0.0.1: role: expected an operator, actual vera, a viewer'],
    ]);
    await reachable.close();
  });

  test('refuses to start on a port in use, and names the variable', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const start = runService({
      id: 'risk-guard',
      version: '1',
      environment: readEnvironment(serviceEnvironment, {}),
      port,
      routes,
      telemetry,
      module: { module: TestModule },
    });
    await expect(start).rejects.toThrow(`QT_RISK_GUARD_PORT: expected a free port, actual ${port}`);
    holder.close();
  });
});
