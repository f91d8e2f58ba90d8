import { connect, type Socket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';

export interface Load {
  readonly requests: number;
  /** Seconds by the clock. */
  readonly seconds: number;
  readonly p99Ms: number;
}

const OK = Buffer.from('HTTP/1.1 200');

/**
 * Keeps `connections` busy with the same GET, each sending its next one when it has its answer. Less than a library
 * does, so that the server is what there is to wait for: every answer must be 200, and as long as the first one.
 *
 * @throws Error for any other answer, and when a connection ends
 */
export async function generateLoad(url: string, connections: number, seconds: number): Promise<Load> {
  const { hostname, port, pathname } = new URL(url);
  const request = Buffer.from(
    `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: keep-alive\r\n\r\n`,
  );
  const length = await lengthOfAnswer(hostname, Number(port), request);
  const latency = createHistogram();
  let requests = 0;
  let running = true;
  const start = performance.now();
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(hostname, Number(port))));
  const finished = Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          let missing = 0;
          let sentAt = 0;
          const send = () => {
            missing = length;
            sentAt = performance.now();
            socket.write(request);
          };
          socket.on('data', (part) => {
            if (missing === length && part.compare(OK, 0, OK.length, 0, OK.length) !== 0) {
              reject(new Error(`${url}: expected 200, actual ${part.toString('latin1', 0, 40)}`));
            }
            missing -= part.length;
            if (missing > 0) return;
            requests += 1;
            latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
            if (running) send();
            else resolve();
          });
          socket.on('close', () => reject(new Error(`${url}: expected the connection to stay, actual its end`)));
          send();
        }),
    ),
  );
  setTimeout(() => {
    running = false;
  }, seconds * 1000);
  // A client that sleeps is woken by the server's write, which the server pays for: the slower one the more often.
  const stayAwake = () => {
    if (running) setImmediate(stayAwake);
  };
  stayAwake();
  await finished;
  const took = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  return { requests, seconds: took, p99Ms: latency.percentile(99) / 1000 };
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Head and body; both are the same for each request, but for ids and times of fixed length. */
async function lengthOfAnswer(host: string, port: number, request: Buffer): Promise<number> {
  const socket = await opened(host, port);
  socket.write(request);
  let text = '';
  for await (const part of socket) {
    text += (part as Buffer).toString('latin1');
    const head = text.indexOf('\r\n\r\n');
    const body = Number(/content-length: (\d+)/i.exec(text)?.[1]);
    if (head >= 0 && text.length >= head + 4 + body) {
      socket.destroy();
      return head + 4 + body;
    }
  }
  throw new Error(`expected an answer with a content-length, actual ${text.slice(0, 200)}`);
}
