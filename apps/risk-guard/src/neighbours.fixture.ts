import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Everything that the guard asks, on one loopback server: answers by path. */
export async function openNeighbours(answers: Readonly<Record<string, () => unknown>>) {
  const server = createServer(({ url }, response) => {
    const answer = answers[new URL(url ?? '/', 'http://loopback').pathname];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer?.() ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Binance, with these prices as of `now` (Unix ms). */
export function binanceAnswers(prices: Readonly<Record<string, string>>, now: () => number) {
  return {
    '/health/live': () => ({ status: 'live' }),
    '/api/v3/ticker/24hr': () =>
      Object.entries(prices).map(([symbol, lastPrice]) => ({ symbol, lastPrice, closeTime: now() })),
  };
}
