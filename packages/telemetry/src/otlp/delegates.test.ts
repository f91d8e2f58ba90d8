import { createRequire } from 'node:module';
import { afterEach, expect, test, vi } from 'vitest';
import { createDelegate } from './delegates.ts';

afterEach(() => void vi.unstubAllEnvs());

test('gRPC, which is 30 MB, is loaded only for the protocol of that name', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4317');
  const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('grpc-js'));
  for (const protocol of ['http/protobuf', 'http/json'] as const) {
    const delegate = await createDelegate('traces', { protocol, compression: undefined }, () => {});
    await delegate.shutdown();
  }
  expect(loaded()).toBe(false);
  const delegate = await createDelegate('traces', { protocol: 'grpc', compression: undefined }, () => {});
  await delegate.shutdown();
  expect(loaded()).toBe(true);
});
