import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Telemetry } from '@qt/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import { listed } from './model.fixture.ts';
import { RetrainWorkerGateway } from './retrain-worker.gateway.ts';

const FILE = Buffer.from('qt-model/2 …');
let server: Server;
let gateway: RetrainWorkerGateway;
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
  gateway = gatewayWith('secret-token');
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function gatewayWith(serviceToken: string | undefined, traced: Telemetry['fetch'] = fetch): RetrainWorkerGateway {
  const { port } = server.address() as AddressInfo;
  const config = fake<ApiConfig>({ QT_RETRAIN_WORKER_URL: `http://127.0.0.1:${port}`, QT_SERVICE_TOKEN: serviceToken });
  return new RetrainWorkerGateway(config, { fetch: traced });
}

function problem(code: string) {
  return { error: { code, message: 'none yet', request_id: '00000000-0000-0000-0000-000000000000' } };
}

test('the promoted model and its file come from the retrain worker, with the service token', async () => {
  expect((await gateway.current())?.card.version).toBe('m-1');
  expect(await gateway.artifact('m-1')).toEqual(new Uint8Array(FILE));
});

test('the download of a model is a span with the name of its route, not a bare GET', async () => {
  const templates: string[] = [];
  const recording = gatewayWith('secret-token', (url, init) => {
    templates.push(init.urlTemplate);
    return fetch(url, init);
  });
  await recording.current();
  await recording.artifact('m-1');
  expect(templates).toEqual(['/models/current', '/models/{version}/artifact']);
});

test('before the first promotion there is none', async () => {
  model = '';
  expect(await gateway.current()).toBeNull();
});

test('a refused file is an error that names the request', async () => {
  await expect(gatewayWith(undefined).artifact('m-1')).rejects.toThrow(
    /models\/m-1\/artifact: expected 200 with the model's file, actual 401/,
  );
});
