import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the exchange answers instead of properly. */
export type Misbehaviour =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  | { readonly kind: 'body'; readonly change: (body: unknown) => unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'silence' }
  | { readonly kind: 'disconnect' };

/** A loopback server that speaks the REST of Binance, and CoinGecko's under `/coingecko`, in their real shapes. */
export interface Exchange {
  readonly binanceUrl: string;
  readonly coingeckoUrl: string;
  /** Paths with query of every request so far. */
  readonly requests: string[];
  /** Headers of the latest request. */
  headers(): IncomingMessage['headers'];
  misbehave(how: Misbehaviour | undefined): void;
  close(): Promise<void>;
}

export const PRICES: Readonly<Record<string, string>> = {
  BTCUSDT: '64000.50000000',
  ETHUSDT: '3200.25000000',
  SOLUSDT: '160.10000000',
};
const COINS: Readonly<Record<string, string>> = { bitcoin: 'BTCUSDT', ethereum: 'ETHUSDT', solana: 'SOLUSDT' };
const MINUTE = 60_000;

/** @param now as of when it answers, Unix ms; @param clock what its own clock shows */
export async function openExchange(now: () => number, clock: () => number = now): Promise<Exchange> {
  const requests: string[] = [];
  let latest: IncomingMessage['headers'] = {};
  let how: Misbehaviour | undefined;
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    latest = request.headers;
    response.setHeader('date', new Date(clock()).toUTCString());
    answer(request, response, how, now());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    binanceUrl: origin,
    coingeckoUrl: `${origin}/coingecko`,
    requests,
    headers: () => latest,
    misbehave: (next) => {
      how = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, how: Misbehaviour | undefined, now: number): void {
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const { status, body } = proper(new URL(request.url ?? '/', 'http://loopback'), now);
  switch (how?.kind) {
    case 'silence':
      break;
    case 'disconnect':
      request.socket.destroy();
      break;
    case 'text':
      send(200, how.text);
      break;
    case 'status':
      send(how.status, how.body ?? {}, how.headers);
      break;
    case 'headers':
      send(status, body, how.headers);
      break;
    case 'body':
      send(status, status === 200 ? how.change(body) : body);
      break;
    default:
      send(status, body);
  }
}

function proper({ pathname, searchParams }: URL, now: number): { status: number; body: unknown } {
  if (pathname === '/api/v3/ticker/24hr') return tickers(searchParams, now);
  if (pathname === '/api/v3/time') return { status: 200, body: { serverTime: now } };
  if (pathname === '/api/v3/klines') return klines(searchParams, now);
  if (pathname === '/coingecko/api/v3/simple/price') return { status: 200, body: quotes(searchParams, now) };
  return { status: 404, body: { code: -1, msg: 'no such path' } };
}

const invalidSymbol = { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } };

function tickers(query: URLSearchParams, now: number) {
  const one = query.get('symbol');
  const asked: string[] = one === null ? JSON.parse(query.get('symbols') ?? '[]') : [one];
  if (asked.some((symbol) => PRICES[symbol] === undefined)) return invalidSymbol;
  const all = asked.map((symbol) => ({
    symbol,
    lastPrice: PRICES[symbol],
    volume: '12.3',
    openTime: now - 86_400_000,
    closeTime: now - 250,
  }));
  return { status: 200, body: one === null ? all : all[0] };
}

function klines(query: URLSearchParams, now: number) {
  if (PRICES[query.get('symbol') ?? ''] === undefined) return invalidSymbol;
  const limit = Number(query.get('limit') ?? 500);
  const end = Math.min(Number(query.get('endTime') ?? now), now);
  const start = Number(query.get('startTime') ?? Math.floor(end / MINUTE) * MINUTE - (limit - 1) * MINUTE);
  const rows = [];
  for (let at = Math.ceil(start / MINUTE) * MINUTE; at <= end && rows.length < limit; at += MINUTE) {
    const wave = 100 + Math.sin(at / MINUTE);
    const close = 100 + Math.sin(at / MINUTE + 1);
    const [high, low] = [Math.max(wave, close) + 0.5, Math.min(wave, close) - 0.5];
    const text = (value: number) => value.toFixed(8);
    rows.push([
      at,
      text(wave),
      text(high),
      text(low),
      text(close),
      '5.00000000',
      at + MINUTE - 1,
      '500.0',
      42,
      '2.5',
      '250.0',
      '0',
    ]);
  }
  return { status: 200, body: rows };
}

function quotes(query: URLSearchParams, now: number) {
  const known = (query.get('ids') ?? '').split(',').filter((id) => COINS[id] !== undefined);
  return Object.fromEntries(
    known.map((id) => [
      id,
      { usd: Number(PRICES[COINS[id] ?? '']), last_updated_at: Math.floor((now - 20_000) / 1000) },
    ]),
  );
}
