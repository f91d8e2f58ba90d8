import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createGrpcTransport } from './grpc-transport.ts';
import { createHttpTransport } from './http-transport.ts';
import type { Target } from './target.ts';

const target = (protocol: Target['protocol']): Target => ({
  protocol,
  url: 'http://user:secret@127.0.0.1:1/',
  headers: {},
  tls: {},
  compression: 'none',
  concurrencyLimit: 30,
  timeoutMillis: 2000,
});

test('gRPC, which is 30 MB, is loaded only for the protocol of that name, and a failure names the address', async () => {
  const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('grpc-js'));
  for (const protocol of ['http/protobuf', 'http/json'] as const) {
    const transport = await createHttpTransport(target(protocol));
    await transport.send(new Uint8Array(), 2000);
    transport.shutdown();
  }
  expect(loaded()).toBe(false);
  const transport = await createGrpcTransport('traces', target('grpc'));
  const response = await transport.send(new Uint8Array(), 2000);
  transport.shutdown();
  expect(loaded()).toBe(true);
  expect(response).toMatchObject({ status: 'failure', error: { message: expect.stringContaining('UNAVAILABLE') } });
  expect(JSON.stringify(response)).not.toContain('secret');
});
