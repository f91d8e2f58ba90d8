import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { parseExposition } from '@qt/metrics/testing';
import { startTestTelemetry, type TestTelemetry } from '@qt/telemetry/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instrumentRequests } from './instrument-requests.ts';

let guard: TestTelemetry<'qt-risk-guard'>;
let server: FastifyInstance;
let url: string;

beforeEach(async () => {
  guard = startTestTelemetry('qt-risk-guard');
  server = Fastify();
  instrumentRequests(server, guard.telemetry, {});
  for (const path of [
    '/orders/:id',
    '/health',
    '/health/live',
    '/health/scheduler',
    '/docs',
    '/docs/start.js',
    '/openapi.json',
    '/runbooks',
    '/runbooks/TradingHalted',
  ]) {
    server.get(path, async () => 'ok');
  }
  server.get('/boom', async () => {
    throw new Error('boom');
  });
  url = await server.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  await server.close();
  await guard.stop();
});

const COMMON = { http_request_method: 'GET', url_scheme: 'http', network_protocol_version: '1.1' };

/** How many requests each series has, by its labels. */
async function measured() {
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const samples = families.find(({ name }) => name === 'http_server_request_duration_seconds')?.samples ?? [];
  const counts = samples.filter(({ name }) => name.endsWith('_count'));
  return counts.map(({ labels, value }) => [labels, value]);
}

test('a service that is not the API measures its requests by route template, method and status', async () => {
  for (const path of ['/orders/1', '/orders/2', '/nowhere/1', '/boom']) await (await fetch(url + path)).text();
  expect(await measured()).toEqual([
    [{ ...COMMON, http_response_status_code: '200', http_route: '/orders/:id' }, 2],
    [{ ...COMMON, http_response_status_code: '404' }, 1],
    [{ ...COMMON, http_response_status_code: '500', http_route: '/boom', error_type: '500' }, 1],
  ]);
});

test('probes, scrapes and docs are not measured', async () => {
  for (const path of [
    '/health',
    '/health/live',
    '/health/scheduler',
    '/metrics',
    '/docs',
    '/docs/start.js',
    '/openapi.json',
    '/runbooks',
    '/runbooks/TradingHalted',
  ]) {
    await (await fetch(url + path)).text();
  }
  expect(await measured()).toEqual([]);
});

test('a method that is none of the known ones is _OTHER', async () => {
  const sent = request(`${url}/orders/1`, { method: 'PROPFIND' }).end();
  const [answer] = await once(sent, 'response');
  await once(answer.resume(), 'end');
  expect(await measured()).toEqual([
    [{ ...COMMON, http_request_method: '_OTHER', http_response_status_code: '404' }, 1],
  ]);
});

test('an older version of HTTP is a series of its own', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end('GET /orders/1 HTTP/1.0\r\n\r\n');
  await once(socket.resume(), 'close');
  const labels = { ...COMMON, http_response_status_code: '200', http_route: '/orders/:id' };
  expect(await measured()).toEqual([[{ ...labels, network_protocol_version: '1.0' }, 1]]);
});
