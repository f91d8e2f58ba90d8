import type { IncomingMessage, RequestListener } from 'node:http';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { riskRoutes } from '@qt/contracts';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { freePorts, LoopbackServer, until } from '@qt/test-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStandbyServer } from './standby-server.ts';

const stops: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

let leader: string | null;
let url: string;
let lines: ReturnType<typeof startTestTelemetry>['lines'];
beforeEach(async () => {
  leader = null;
  const { telemetry, stop, lines: written } = startTestTelemetry('qt-risk-guard');
  lines = written;
  stops.push(stop);
  const server = createStandbyServer({
    telemetry,
    allowedHosts: [],
    leader: () => leader,
    routes: riskRoutes,
    live: () => ({ status: 'live' }),
    ready: () => ({ status: 'not_ready', service: 'qt-risk-guard', version: '1', starts: 1, checks: [] }),
  });
  url = await server.listen({ port: 0, host: '127.0.0.1' });
  stops.push(() => server.close());
});

async function replica(answer: RequestListener): Promise<string> {
  const server = await new LoopbackServer(answer).listen();
  stops.push(() => server.close());
  return server.url;
}
const answering = (body: string) => replica((_request, response) => response.end(body));
const post = (body: string) => fetch(`${url}/orders?dry=1`, { method: 'POST', body, headers: { 'x-trace': 'a' } });

test('passes a request on as it came, and the answer as it is', async () => {
  let seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'> | undefined;
  let body: string | undefined;
  leader = await replica(async (asked, response) => {
    seen = asked;
    body = await text(asked);
    response.writeHead(418, { 'x-request-id': 'r', 'content-type': 'text/plain' }).end('short and stout');
  });
  const answer = await post('{"a": 1}');
  expect(seen).toMatchObject({
    method: 'POST',
    url: '/orders?dry=1',
    headers: { 'x-trace': 'a', host: new URL(url).host },
  });
  expect(body).toBe('{"a": 1}');
  expect([answer.status, answer.headers.get('x-request-id'), await answer.text()]).toEqual([
    418,
    'r',
    'short and stout',
  ]);
});

test('passes a stream part by part', async () => {
  let end: (() => void) | undefined;
  leader = await replica((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    end = () => response.end('data: 2\n\n');
  });
  const parts = (await fetch(`${url}/stream`)).body?.getReader();
  expect(new TextDecoder().decode((await parts?.read())?.value)).toBe('data: 1\n\n');
  end?.();
  expect(new TextDecoder().decode((await parts?.read())?.value)).toBe('data: 2\n\n');
});

test('a request waits while nobody leads', async () => {
  const answer = post('a');
  await until('the request to wait', async () => (await fetch(`${url}/health/live`)).ok || undefined);
  leader = await answering('from the leader');
  expect(await (await answer).text()).toBe('from the leader');
});

test('a leader that is gone is not asked twice: the next one is', async () => {
  const [port] = await freePorts(1);
  leader = `http://127.0.0.1:${port}`;
  const answer = post('a');
  const next = await answering('from the next one');
  leader = next;
  expect(await (await answer).text()).toBe('from the next one');
});

test('a replica that does not lead any more is not the last word', async () => {
  let refused = 0;
  leader = await replica((_request, response) => {
    refused += 1;
    response.writeHead(503, { 'x-qt-forwarded': '1' }).end('{}');
  });
  const answer = post('a');
  await until('it to refuse, when it is asked again as well', () => refused > 1 || undefined);
  leader = await answering('from the next one');
  expect(await (await answer).text()).toBe('from the next one');
});

test('an answer of a leader that is stopping is an answer: what it did is not asked for again', async () => {
  let asked = 0;
  leader = await replica((_request, response) => {
    asked += 1;
    response.writeHead(503, { connection: 'close' }).end('no store');
  });
  expect((await post('a')).status).toBe(503);
  expect(asked).toBe(1);
});

test('a leader that breaks every connection is asked twice, and no more', async () => {
  let asked = 0;
  leader = await replica(({ socket }) => {
    asked += 1;
    socket.destroy();
  });
  expect((await fetch(`${url}/orders`)).status).toBe(502);
  expect(asked).toBe(2);
});

test('what the leader itself refuses with 503 is its answer', async () => {
  leader = await replica((_request, response) => response.writeHead(503).end('no price'));
  const answer = await post('a');
  expect([answer.status, await answer.text()]).toEqual([503, 'no price']);
});

test('a leader that ends before it answers may have done it: what reads is asked again, what writes is told so', async () => {
  let asked = 0;
  const dying = await replica(({ socket }) => {
    asked += 1;
    leader = null;
    socket.destroy();
  });
  leader = dying;
  const written = await post('a');
  expect(written.status).toBe(502);
  expect(await written.json()).toMatchObject({ error: { code: 'leader_lost', request_id: expect.any(String) } });
  leader = dying;
  const read = fetch(`${url}/orders`);
  await until('the leader to die', () => asked === 2 || undefined);
  leader = await answering('read');
  expect(await (await read).text()).toBe('read');
});

test('what a leader that froze does not answer is asked of the next one, or told', async () => {
  let asked = 0;
  leader = await replica(() => {
    asked += 1;
  });
  const [read, written] = [fetch(`${url}/orders`), post('a')];
  await until('both to be asked', () => asked === 2 || undefined);
  leader = await answering('from the next one');
  expect(await (await read).text()).toBe('from the next one');
  expect((await written).status).toBe(502);
});

test('what may be repeated is sent to the next leader, wherever the last one had got to', async () => {
  leader = await replica(({ socket }) => {
    leader = null;
    socket.destroy();
  });
  const written = fetch(`${url}/internal/orders/reserve?a=1`, { method: 'POST', body: '{}' });
  await until('the leader to die', () => leader === null || undefined);
  leader = await answering('allowed');
  expect(await (await written).text()).toBe('allowed');
});

test('what another replica forwarded goes no further', async () => {
  leader = await answering('never');
  const answer = await fetch(`${url}/orders`, { headers: { 'x-qt-forwarded': '1' } });
  expect([answer.status, answer.headers.get('x-qt-forwarded')]).toEqual([503, '1']);
  expect(await answer.json()).toMatchObject({ error: { code: 'no_leader' } });
});

test('what it answers itself is logged and counted, with the id that the caller has', async () => {
  leader = await replica(({ socket }) => void socket.destroy());
  const answer = await fetch(`${url}/risk/reset`, { method: 'POST', body: '{}' });
  const { error } = (await answer.json()) as { error: { code: string; request_id: string } };
  expect([answer.status, error.code, answer.headers.get('x-request-id')]).toEqual([
    502,
    'leader_lost',
    error.request_id,
  ]);
  const line = await until('its line', () => lines.find((one) => one['request_id'] === error.request_id));
  expect(line).toMatchObject({ event: 'request.completed', route: '/risk/reset', status_code: 502 });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counted = metrics.split('\n').filter((one) => one.includes('http_route="/risk/reset"'));
  expect(counted.join()).toContain('502');
});

test('serves its own health and metrics, and refuses a foreign host as every service does', async () => {
  leader = await answering('never');
  expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('target_info');
  const refused = await new Promise<IncomingMessage>((resolve) => {
    request(`${url}/orders`, { headers: { host: 'evil.example.com' } }, resolve).end();
  });
  expect([refused.statusCode, JSON.parse(await text(refused))]).toMatchObject([
    421,
    { error: { code: 'misdirected_request' } },
  ]);
});
