import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { retrainGate, scanGate, simulatorGate, warmUpGate } from './start-gates.ts';

let server: Server;
let url: string;
let answers: Readonly<Record<string, number>>;
beforeEach(async () => {
  server = createServer((request, response) => {
    response.writeHead(answers[request.url ?? ''] ?? 404).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((done) => server.close(done)));

test('a scan waits for an API that is ready, a warm-up for one that is live', async () => {
  answers = { '/health/live': 200, '/health/ready': 503 };
  expect(await scanGate(url).isOpen()).toBe(false);
  expect(await warmUpGate(url).isOpen()).toBe(true);
  expect(await retrainGate(url).isOpen()).toBe(true);
  expect(await simulatorGate(url).isOpen()).toBe(true);
  answers = { '/health/live': 200, '/health/ready': 200 };
  expect(await scanGate(url).isOpen()).toBe(true);
});

test('a service that cannot be reached is not ready', async () => {
  await new Promise((done) => server.close(done));
  expect(await scanGate(url).isOpen()).toBe(false);
  await new Promise<void>((done) => server.listen(0, done));
});
