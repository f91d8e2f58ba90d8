import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whom a guard asks before it lets anything through: an exchange with one price, and an API whose ledger is empty. */
export async function openNeighbours() {
  const answers: Readonly<Record<string, () => unknown>> = {
    '/health/live': () => ({ status: 'live' }),
    '/api/v3/time': () => ({ serverTime: Date.now() }),
    '/api/v3/ticker/24hr': () => [{ symbol: 'BTCUSDT', lastPrice: '50000', closeTime: Date.now() }],
    '/internal/books': () => ({ fills: 0, cash_flow: '0', positions: [], unconfirmed: [] }),
  };
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
