import { randomInt } from 'node:crypto';
import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Below the range from which systems give ports to outgoing connections and to `listen(0)` (Linux: from 32768): a port of
 * that range may be taken between this look and the start of the process that it is for.
 */
const [FIRST, LAST] = [20_000, 32_000];
/** Where the processes of a user say which ports they have taken, and for how long: a start may take minutes. */
const TAKEN = join(tmpdir(), `qt-ports-${userInfo().uid}`);
const TAKEN_MS = 300_000;

/**
 * Ports that nothing listens on at this moment, and that no other call of this function, in whichever process, has given
 * away in the last five minutes.
 *
 * @throws the system's error if `host` is no address of this machine
 */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(FIRST, LAST);
    const server = take(port) ? await hold(port, host) : undefined;
    if (server !== undefined) held.set(port, server);
  }
  await Promise.all([...held.values()].map((server) => new Promise((done) => server.close(done))));
  return [...held.keys()];
}

/** Whether nobody had taken it; from now on somebody has. */
function take(port: number): boolean {
  const file = join(TAKEN, String(port));
  try {
    mkdirSync(TAKEN, { recursive: true });
    writeFileSync(file, '', { flag: 'wx' });
    return true;
  } catch (error) {
    // Where nothing can be written, nobody is told.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return true;
    const now = Date.now();
    if (now - statSync(file).mtimeMs < TAKEN_MS) return false;
    utimesSync(file, now / 1000, now / 1000);
    return true;
  }
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
