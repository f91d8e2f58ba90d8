import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below the range from which systems give ports to outgoing connections and to `listen(0)` (Linux: from 32768): a port of
 * that range may be taken between this look and the start of the process that it is for.
 */
const [FIRST, LAST] = [20_000, 32_000];

/**
 * Ports that nothing listens on at this moment, and that only another call of this function would give away.
 *
 * @throws the system's error if `host` is no address of this machine
 */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(FIRST, LAST);
    const server = held.has(port) ? undefined : await hold(port, host);
    if (server !== undefined) held.set(port, server);
  }
  await Promise.all([...held.values()].map((server) => new Promise((done) => server.close(done))));
  return [...held.keys()];
}

/** Whether this process could listen on a loopback port now. */
export async function isFree(port: number): Promise<boolean> {
  const server = await hold(port, '127.0.0.1');
  await new Promise<unknown>((done) => (server === undefined ? done(undefined) : server.close(done)));
  return server !== undefined;
}

const NOT_OURS: ReadonlySet<string | undefined> = new Set(['EADDRINUSE', 'EACCES']);

/** Listens on a port; undefined if another process does, or this one may not. */
function hold(port: number, host: string): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      NOT_OURS.has(error.code) ? done(undefined) : failed(error),
    );
    server.listen(port, host, () => done(server));
  });
}
