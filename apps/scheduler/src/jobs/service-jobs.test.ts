import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { RUN } from '../scheduling/scheduler.fixture.ts';
import { serviceClients } from './service-clients.ts';
import { retrainModels, signalScan, warmMarketCaches } from './service-jobs.ts';

const REPORT = { symbols_done: 3, decisions: { buy: 1, sell: 0, hold: 8 }, orders: 1, denials: {}, failures: [] };
const RUNNING = { error: { code: 'retrain_running', message: 'a run is under way', request_id: 'r' } };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Seen {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
}

/** A service on loopback that gives every call the same answer; `null`: none. */
async function serving(answer: { status: number; body: unknown } | null) {
  const seen: Seen[] = [];
  const { promise: called, resolve } = Promise.withResolvers<void>();
  const listening = createServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    resolve();
    if (answer)
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  server = listening;
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const calls = serviceClients({
    apiUrl: url,
    retrainWorkerUrl: url,
    serviceToken: 'service-token',
    longestCallMs: 60_000,
    fetch: globalThis.fetch,
  });
  return { calls, seen, called };
}

const never = () => new AbortController().signal;

describe('the jobs of other services', () => {
  test('call the routes of the contract with the service token', async () => {
    const { calls, seen } = await serving({ status: 200, body: REPORT });
    expect(await warmMarketCaches(calls)(never(), RUN)).toEqual({ status: 'success', symbolsDone: 3 });
    expect(await signalScan(calls)(never(), RUN)).toEqual({ status: 'success', symbolsDone: 3 });
    expect(seen.map(({ line }) => line)).toEqual(['POST /internal/market/warm', 'POST /internal/scan']);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer service-token'));
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['run', 'run']);
  });

  test('a retraining that is accepted, or already in progress, is a success', async () => {
    const accepted = await serving({ status: 202, body: { run_id: 'run' } });
    expect(await retrainModels(accepted.calls)(never(), RUN)).toEqual({ status: 'success', symbolsDone: 0 });
    expect(accepted.seen[0]?.line).toBe('POST /retrain');
    server?.close();
    const running = await serving({ status: 409, body: RUNNING });
    expect(await retrainModels(running.calls)(never(), RUN)).toMatchObject({ status: 'success' });
  });

  test('a worker that refuses or answers with nonsense is degraded', async () => {
    const refusing = await serving({ status: 503, body: RUNNING });
    expect(await retrainModels(refusing.calls)(never(), RUN)).toMatchObject({
      status: 'degraded',
      errorsByProvider: { 'qt-retrain-worker': 1 },
    });
    server?.close();
    const confused = await serving({ status: 200, body: { hello: 'world' } });
    expect(await signalScan(confused.calls)(never(), RUN)).toMatchObject({ status: 'degraded' });
  });

  test('an API that cannot be reached is degraded, and named', async () => {
    const { calls } = await serving(null);
    await new Promise((done) => server?.close(done));
    expect(await signalScan(calls)(never(), RUN)).toMatchObject({
      status: 'degraded',
      error: expect.stringMatching(/^qt-api: unreachable: POST http.*\/internal\/scan: .*ECONNREFUSED/),
    });
  });

  test('a call ends when its run is ended', async () => {
    const { calls, called } = await serving(null);
    const run = new AbortController();
    const outcome = signalScan(calls)(run.signal, RUN);
    await called;
    run.abort(new Error('ended by its time-out of 50 s'));
    expect(await outcome).toMatchObject({ status: 'degraded', error: expect.stringContaining('time-out of 50 s') });
  });
});
