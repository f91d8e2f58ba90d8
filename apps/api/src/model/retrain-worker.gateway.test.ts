import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listed } from './model.fixture.ts';
import { type ModelOrigin, retrainWorker } from './retrain-worker.gateway.ts';

const FILE = Buffer.from('qt-model/1 …');
let server: Server;
let origin: ModelOrigin;
let model = 'm-1';

beforeEach(async () => {
  model = 'm-1';
  server = createServer((request, response) => {
    if (request.url === '/models/current') {
      if (model === '') return void response.writeHead(404).end(JSON.stringify(problem('no_model')));
      return void response.end(JSON.stringify(listed(model)));
    }
    if (request.headers.authorization !== 'Bearer secret-token') return void response.writeHead(401).end();
    response.end(FILE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = originWith('secret-token');
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function originWith(serviceToken: string | undefined): ModelOrigin {
  const { port } = server.address() as AddressInfo;
  return retrainWorker({ baseUrl: `http://127.0.0.1:${port}`, serviceToken, fetch, timeoutMs: 2000 });
}

function problem(code: string) {
  return { error: { code, message: 'none yet', request_id: '00000000-0000-0000-0000-000000000000' } };
}

test('the promoted model and its file come from the retrain worker, with the service token', async () => {
  expect((await origin.current())?.card.version).toBe('m-1');
  expect(await origin.artifact('m-1')).toEqual(new Uint8Array(FILE));
});

test('before the first promotion there is none', async () => {
  model = '';
  expect(await origin.current()).toBeNull();
});

test('a file that is refused is an error that says what was asked for', async () => {
  await expect(originWith(undefined).artifact('m-1')).rejects.toThrow(
    /models\/m-1\/artifact: expected 200 with the model's file, actual 401/,
  );
});
