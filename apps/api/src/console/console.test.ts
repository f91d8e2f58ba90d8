import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiRoutes, type Operator } from '@qt/contracts';
import { runService } from '@qt/nest-service';
import { startTestTelemetry, type TestTelemetry } from '@qt/telemetry/testing';
import { LoopbackServer, openPage, Scrape } from '@qt/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppModule } from '../app.module.ts';
import { readConfig } from '../config.ts';

/** Nothing listens there. */
const DOWN = 'http://127.0.0.1:1';
const ANNA = 'the-token-of-anna';
const VERA = 'the-token-of-vera';

const OPERATORS: Record<string, Operator> = {
  [ANNA]: { name: 'anna', role: 'operator' },
  [VERA]: { name: 'vera', role: 'viewer' },
};
/** The guard that knows whose tokens these are; the real one is in `e2e/src/console-acts.test.ts`. */
const guard = new LoopbackServer(({ headers, url }, response) => {
  const operator = OPERATORS[String(headers['x-admin-token'])];
  const asked = url === '/risk/operator';
  if (asked) sources.add(`${headers['x-forwarded-for']} ${headers.authorization}`);
  const error = { code: 'unauthorized', message: 'X-Admin-Token: expected another one', request_id: '' };
  response.writeHead(operator === undefined ? 401 : asked ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(operator === undefined ? { error } : operator));
});
const sources = new Set<string>();
let now = Date.now();

let url: string;
let lines: TestTelemetry<'qt-api'>['lines'];
let stop: () => Promise<void>;

/** An API to which others have access, so that reading takes a token; every other service is down, the guard at last. */
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-console-'));
  const running = startTestTelemetry('qt-api');
  lines = running.lines;
  await guard.listen();
  const config = readConfig({
    QT_DATA_DIR: folder,
    QT_HOST: '0.0.0.0',
    QT_API_TOKEN: 'the-api-token',
    QT_SERVICE_TOKEN: 'service-token',
    QT_RISK_GUARD_URL: guard.url,
    QT_SCHEDULER_URL: DOWN,
    QT_RETRAIN_WORKER_URL: DOWN,
    QT_MARKET_SIM_URL: DOWN,
    QT_BINANCE_URL: DOWN,
    QT_COINGECKO_URL: DOWN,
  });
  const app = await runService({
    id: 'api',
    version: '1',
    environment: config,
    port: 0,
    routes: apiRoutes,
    telemetry: running.telemetry,
    module: AppModule.forRoot(config),
    now: () => now,
  });
  url = (await app.getUrl()).replace('0.0.0.0', '127.0.0.1');
  stop = async () => {
    await app.close();
    await running.stop();
    rmSync(folder, { recursive: true });
  };
});
afterAll(() => stop());

async function signIn(token: string) {
  const response = await fetch(`${url}/console/session`, { method: 'POST', headers: { 'x-admin-token': token } });
  const setCookie = response.headers.get('set-cookie') ?? '';
  return {
    status: response.status,
    body: (await response.json()) as { csrf_token: string },
    setCookie,
    cookie: setCookie.split(';')[0] ?? '',
  };
}

const act = (
  headers: Record<string, string>,
  body: object = { act: { kind: 'kill_switch', enabled: true, reason: 'a test' } },
) =>
  fetch(`${url}/console/acts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('a session is an encrypted cookie that no script reads and no other site sends', async () => {
  const { body, setCookie } = await signIn(VERA);
  expect(body).toMatchObject({ signed_in: true, name: 'vera', role: 'viewer' });
  expect(setCookie).toMatch(/^qt-session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(setCookie + JSON.stringify(body)).not.toContain(VERA);
});

test('nobody signs in with a wrong token, and wrong ones are limited', async () => {
  const statuses = new Set<number>();
  for (let one = 0; one < 20; one++) statuses.add((await signIn('another-token')).status);
  expect([...statuses]).toEqual([401, 429]);
  expect((await signIn(ANNA)).status).toBe(200);
  expect([...sources]).toEqual(['127.0.0.1 Bearer service-token']);
});

test('who has signed in reads what others may not', async () => {
  const { cookie } = await signIn(VERA);
  const read = async (headers: Record<string, string>) => (await fetch(`${url}/api/positions`, { headers })).status;
  expect(await read({})).toBe(401);
  expect(await read({ cookie })).toBe(200);
  expect(await read({ cookie: cookie.replace('=', '=AAAA') })).toBe(401);
  const session = async (headers: Record<string, string>) =>
    (await fetch(`${url}/console/session`, { headers })).json();
  expect(await session({})).toEqual({ signed_in: false, may_read: false });
  expect(await session({ cookie })).toMatchObject({ signed_in: true, name: 'vera' });
});

test('an act without a session, without its CSRF token, or by a page of another site is refused', async () => {
  const { cookie, body } = await signIn(ANNA);
  const csrf = { 'x-csrf-token': body.csrf_token };
  const refusal = async (headers: Record<string, string>) => {
    const response = await act(headers);
    const { error } = (await response.json()) as { error: { code: string } };
    return [response.status, error.code];
  };
  expect(await refusal(csrf)).toEqual([401, 'not_signed_in']);
  expect(await refusal({ cookie })).toEqual([403, 'csrf_refused']);
  expect(await refusal({ cookie, 'x-csrf-token': 'guessed' })).toEqual([403, 'csrf_refused']);
  const other = await signIn(VERA);
  expect(await refusal({ cookie, 'x-csrf-token': other.body.csrf_token })).toEqual([403, 'csrf_refused']);
  expect(await refusal({ cookie, ...csrf, origin: 'https://evil.example' })).toEqual([403, 'origin_refused']);
  expect(await refusal({ cookie, ...csrf })).toEqual([404, 'undeclared_reply']);
});

test('an act without a reason is refused', async () => {
  const { cookie, body } = await signIn(ANNA);
  const response = await act(
    { cookie, 'x-csrf-token': body.csrf_token },
    { act: { kind: 'kill_switch', enabled: true, reason: ' ' } },
  );
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('act.reason: expected') } });
});

test('a viewer closes no position, and an operator does', async () => {
  const close = async (token: string) => {
    const { cookie, body } = await signIn(token);
    const response = await act(
      { cookie, 'x-csrf-token': body.csrf_token },
      { act: { kind: 'close_positions', reason: 'a test' } },
    );
    return [response.status, await response.json()];
  };
  expect(await close(VERA)).toMatchObject([403, { error: { code: 'role_refused' } }]);
  expect(await close(ANNA)).toMatchObject([
    200,
    { service: 'qt-api', status: 200, answer: { positions: [] }, audit: { actor: 'anna', sequence: null } },
  ]);
});

test('every minute is answered, also one without a scan', async () => {
  const { cookie } = await signIn(VERA);
  const why = async (query: string) =>
    (await (await fetch(`${url}/console/why?${query}`, { headers: { cookie } })).json()) as { items: object[] };
  const { items } = await why('symbol=BTCUSDT&profile=balanced&at=2026-01-01T12:34:56.000Z');
  expect(items).toEqual([
    expect.objectContaining({
      minute: '2026-01-01T12:34:00.000Z',
      answer: expect.stringContaining('no scan'),
      scan: null,
    }),
  ]);
  expect((await why('')).items).toHaveLength(9);
  expect((await why('id=unknown')).items).toEqual([]);
});

test('signing out deletes the cookie', async () => {
  const { cookie, body } = await signIn(VERA);
  const headers = { cookie, 'x-csrf-token': body.csrf_token };
  const response = await fetch(`${url}/console/session`, { method: 'DELETE', headers });
  expect(await response.json()).toEqual({ signed_in: false, may_read: false });
  expect(response.headers.get('set-cookie')).toMatch(/^qt-session=; Max-Age=0;/);
});

test('the session of a token that was withdrawn ends with the next act, and within a minute for reading', async () => {
  const dora = 'the-token-of-dora';
  const session = async (headers: Record<string, string>) =>
    (await fetch(`${url}/console/session`, { headers })).json();
  OPERATORS[dora] = { name: 'dora', role: 'operator' };
  const [reading, acting] = [await signIn(dora), await signIn(dora)];
  delete OPERATORS[dora];
  expect(await session({ cookie: reading.cookie })).toMatchObject({ signed_in: true, name: 'dora' });
  const refused = await act({ cookie: acting.cookie, 'x-csrf-token': acting.body.csrf_token });
  expect(await refused.json()).toMatchObject({ error: { code: 'not_signed_in' } });
  expect(refused.headers.get('set-cookie')).toMatch(/^qt-session=; Max-Age=0;/);
  expect(await session({ cookie: reading.cookie })).toEqual({ signed_in: false, may_read: false });
});

test('the role that the guard says now is the one that counts', async () => {
  const { cookie } = await signIn(VERA);
  OPERATORS[VERA] = { name: 'vera', role: 'trader' };
  const role = async () =>
    ((await (await fetch(`${url}/console/session`, { headers: { cookie } })).json()) as { role: string }).role;
  expect(await role()).toBe('viewer');
  now += 61_000;
  expect(await role()).toBe('trader');
  OPERATORS[VERA] = { name: 'vera', role: 'viewer' };
  now += 61_000;
});

test('what the page notices in a browser is counted, an error logged once, and nothing else is taken', async () => {
  const { cookie } = await signIn(VERA);
  const send = async (body: object, headers: Record<string, string> = { cookie }) => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    return (await fetch(`${url}/console/telemetry`, { ...post, body: JSON.stringify(body) })).status;
  };
  const nothing = { build: 'a1', spans: [], errors: [] };
  const error = { kind: 'error', error_type: 'TypeError', at: 'index-a.js:1:2', fingerprint: '0badc0de' };
  const errors = [error, error, { ...error, kind: 'rejection' }];
  expect(await send({ ...nothing, errors, load_ms: 800 })).toBe(202);
  const { samples } = new Scrape(await (await fetch(`${url}/metrics`)).text());
  const counted = samples.filter(({ name }) => /^qt_console_(errors_total|load_seconds_(count|sum))$/.test(name));
  expect(counted.map(({ name, labels, value }) => [name, labels['kind'] ?? '', value])).toEqual([
    ['qt_console_errors_total', 'error', 2],
    ['qt_console_errors_total', 'rejection', 1],
    ['qt_console_load_seconds_sum', '', 0.8],
    ['qt_console_load_seconds_count', '', 1],
  ]);
  expect(lines.filter(({ event }) => event === 'console.error')).toEqual([
    expect.objectContaining({ ...error, build: 'a1' }),
  ]);

  expect(await send({ ...nothing, errors: [{ ...error, message: 'what somebody typed' }] })).toBe(400);
  const span = {
    trace_id: 'a'.repeat(32),
    span_id: 'b'.repeat(16),
    parent_span_id: null,
    started_at: 1,
    duration_ms: 1,
  };
  const act = { ...span, name: 'console.act', attributes: { 'qt.act': 'kill_switch' } };
  expect(await send({ ...nothing, spans: [act] })).toBe(202);
  expect(await send({ ...nothing, spans: [{ ...act, attributes: { token: VERA } }] })).toBe(400);
  expect(await send({ ...nothing, spans: [{ ...act, name: 'another' }] })).toBe(400);
  expect(await send({ ...nothing, spans: Array.from({ length: 51 }, () => act) })).toBe(400);
  expect(await send(nothing, {})).toBe(401);
  const statuses = new Set<number>();
  for (let one = 0; one < 70; one++) statuses.add(await send(nothing));
  expect([...statuses]).toEqual([202, 429]);
});

test('a page that a browser opens and one that has started are counted, and a script that asks for it is not', async () => {
  const openings = async () => {
    const scrape = new Scrape(await (await fetch(`${url}/metrics`)).text());
    return ['served', 'started'].map((stage) => scrape.sum('qt_console_openings_total', { stage }));
  };
  const [served = 0, started = 0] = await openings();
  await fetch(url);
  await openPage(url);
  await fetch(`${url}/console/session`);
  expect(await openings()).toEqual([served + 1, started + 1]);
});

test('the stream says what is, also while every other service is away', async () => {
  const { cookie } = await signIn(VERA);
  await guard.close();
  now += 61_000;
  const gone = new AbortController();
  const response = await fetch(`${url}/console/stream`, { headers: { cookie }, signal: gone.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store');
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (text.includes('event: timeline')) break;
  }
  gone.abort();
  const sections = Object.fromEntries(
    [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => [name, JSON.parse(data ?? '').section]),
  );
  expect(sections['now']).toMatchObject({
    health: { status: 'down', trading: { allowed: false } },
    risk: { ok: false, detail: expect.any(String), since: expect.any(String) },
    model: null,
  });
  expect(sections['money']).toMatchObject({ account: { cash: '100000', equity: '100000' }, positions: [], fills: [] });
  expect(sections['alerts']).toMatchObject({ source: 'health', items: expect.any(Array) });
  expect(sections['timeline'].items).toContainEqual(
    expect.objectContaining({ service: 'qt-api', event: 'service.started' }),
  );
});

test('while the guard is away, a session goes on reading, and nobody signs in', async () => {
  const refused = await signIn(ANNA);
  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'risk_guard_unavailable' } } });
});
