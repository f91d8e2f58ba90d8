import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fastify } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { CONNECTION_LIMITS, type ConnectionLimits, limitConnections, serverLimits } from './connections.ts';

const REQUEST = 'GET /ok HTTP/1.1\r\nHost: x\r\n\r\n';
const sockets: Socket[] = [];
const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(close.splice(0).map((one) => one()));
});

async function serve(own: Partial<ConnectionLimits>) {
  const limits = { ...CONNECTION_LIMITS, ...own };
  const server = fastify(serverLimits(limits));
  limitConnections(server, limits);
  server.get('/ok', async () => 'ok');
  server.get('/much', async () => 'x'.repeat(20_000_000));
  server.get('/never', () => new Promise(() => {}));
  server.post('/body', async () => 'read');
  await server.listen({ port: 0, host: '127.0.0.1' });
  close.push(() => server.close());
  return server;
}

/** Connects and sends; `said` has what came back, once the service has ended the connection. */
function client({ server }: Awaited<ReturnType<typeof serve>>, text: string, reads = true) {
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1', () => socket.write(text));
  sockets.push(socket);
  let answer = '';
  if (reads) socket.setEncoding('utf8').on('data', (part) => (answer += part));
  else socket.pause();
  const said = new Promise<string>((done) => socket.once('error', () => {}).once('close', () => done(answer)));
  return { socket, said };
}

test.each([
  ['sends nothing', ''],
  ['never ends its headers', 'GET /ok HTTP/1.1\r\nHost: x\r\n'],
  [
    'never ends its body',
    'POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  ],
])('a client that %s is cut off', async (_, text) => {
  const server = await serve({ headersWithin: 100, requestWithin: 200 });
  expect(await client(server, text).said).toMatch(/^HTTP\/1.1 408/);
});

test('a client that asks and reads nothing is cut off, one that waits for its answer is not', async () => {
  const server = await serve({ unreadFor: 100 });
  const waiting = client(server, 'GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(server.server, 'request');
  client(server, 'GET /much HTTP/1.1\r\nHost: x\r\n\r\n', false);
  const [{ socket }] = (await once(server.server, 'request')) as [{ socket: Socket }];
  await once(socket, 'close');
  expect(waiting.socket.readyState).toBe('open');
  waiting.socket.destroy();
});

test('idle connections make room for others when there are too many', async () => {
  const server = await serve({ connections: 2 });
  const held = [client(server, REQUEST), client(server, REQUEST)];
  await Promise.all(held.map(({ socket }) => once(socket, 'data')));
  const next = async (): Promise<string> => {
    const said = await client(server, REQUEST.replace('x\r\n', 'x\r\nConnection: close\r\n')).said;
    return said === '' ? next() : said;
  };
  expect(await next()).toMatch(/^HTTP\/1.1 200/);
});

test('a stop ends although clients hang', async () => {
  const server = await serve({ drainWithin: 200 });
  const hanging = [
    client(server, ''),
    client(server, 'GET /ok HTTP/1.1\r\n'),
    client(server, 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'),
    client(server, 'GET /never HTTP/1.1\r\nHost: x\r\n\r\n'),
    client(server, 'GET /much HTTP/1.1\r\nHost: x\r\n\r\n', false),
  ];
  const served = client(server, REQUEST);
  await once(served.socket, 'data');
  await server.close();
  for (const { socket } of hanging) socket.resume();
  await Promise.all(hanging.map(({ said }) => said));
  expect(server.server.listening).toBe(false);
});
