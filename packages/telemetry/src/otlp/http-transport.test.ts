import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHttpTransport } from './http-transport.ts';

let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function send(answer: RequestListener, timeoutMillis = 5000) {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`;
  const shared = { compression: 'none', concurrencyLimit: 30, timeoutMillis } as const;
  const target = { ...shared, protocol: 'http/protobuf', url, headers: { 'x-tenant': 'desk' }, tls: {} } as const;
  return (await createHttpTransport(target)).send(Buffer.from('bytes'), timeoutMillis);
}

test('a collector that trickles its answer fails when the limit of the whole request is over', async () => {
  const response = await send((_, answer) => {
    answer.writeHead(200).flushHeaders();
    const trickle = setInterval(() => answer.write('.'), 20);
    answer.on('close', () => clearInterval(trickle));
  }, 200);
  expect(response).toMatchObject({
    status: 'failure',
    error: { message: expect.stringMatching(/^http:.*\/v1\/metrics: no complete answer within 200 ms$/) },
  });
});

test('an answer without an end fails before it fills the memory', async () => {
  const response = await send((_, answer) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (answer.write(chunk));
      answer.once('drain', more);
    };
    more();
  });
  expect(response).toMatchObject({ error: { message: expect.stringContaining('more than 4194304 bytes') } });
});

test.each([
  ['7', 7000],
  ['0', 0],
  [new Date(Date.now() - 5000).toUTCString(), 0],
  ['soon', undefined],
])('Retry-After: %s of a busy collector is %s ms', async (header, retryInMillis) => {
  const response = await send((_, answer) => answer.writeHead(503, { 'retry-after': header }).end());
  const { error, ...rest } = response as { error?: Error };
  expect(rest).toEqual({ status: 'retryable', ...(retryInMillis !== undefined && { retryInMillis }) });
  expect(error?.message).toContain('answered 503 Service Unavailable');
});

test('headers and content type come with the request, and the answer back', async () => {
  const response = await send(({ headers }, answer) => {
    answer.end(JSON.stringify([headers['x-tenant'], headers['content-type'], headers['content-length']]));
  });
  expect(response.status).toBe('success');
  expect(String((response as { data: Uint8Array }).data)).toBe('["desk","application/x-protobuf","5"]');
});
