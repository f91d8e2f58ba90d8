import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts } from './free-ports.ts';

test('ports are distinct, free, and none that a system gives to connections', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    expect(port).toBeLessThan(32_768);
    const server = createServer();
    await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
    await new Promise((done) => server.close(done));
  }
});
