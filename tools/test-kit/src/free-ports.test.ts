import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts, isFree } from './free-ports.ts';

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

test('two processes that look for ports at the same time are never given the same one', async () => {
  const program = `import { freePorts } from '${new URL('./free-ports.ts', import.meta.url)}';
    process.stdout.write(JSON.stringify(await freePorts(300)));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  const others = new Set(JSON.parse(stdout) as number[]);
  expect(others.size).toBe(300);
  expect((await freePorts(300)).filter((port) => others.has(port))).toEqual([]);
});

test('a port that somebody listens on is not free, and a host that is not ours is an error', async () => {
  const [port = 0] = await freePorts(1);
  expect(await isFree(port)).toBe(true);
  const server = createServer();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  expect(await isFree(port)).toBe(false);
  await new Promise((done) => server.close(done));
  await expect(freePorts(1, '192.0.2.1')).rejects.toThrow('EADDRNOTAVAIL');
});
