import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MINUTE_MS } from '@qt/contracts';
import { MarketData } from '@qt/market-data';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { type Spread, spreadOf } from '../statistics.ts';

export interface CandleCacheResult {
  /** A hit with all that it counts, µs. */
  readonly hitUs: Spread;
  /** The same candles out of a bare Map, µs. */
  readonly mapUs: Spread;
}

/** What a scan asks for of each symbol. */
const CANDLES = 121;
const ROUNDS = 15;
const HITS = 5000;

/** Measures a hit of the candle cache as the API has it, with its real instruments. */
export async function measureCandleCache(): Promise<CandleCacheResult> {
  const exchange = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://exchange');
    const first = Number(searchParams.get('startTime'));
    const rows = Array.from({ length: Number(searchParams.get('limit')) }, (_, n) => rowAt(first + n * MINUTE_MS));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(rows));
  });
  await new Promise<void>((listening) => exchange.listen(0, '127.0.0.1', listening));
  const { telemetry, stop } = startTestTelemetry('qt-api');
  const url = `http://127.0.0.1:${(exchange.address() as AddressInfo).port}`;
  try {
    const market = new MarketData({
      binanceUrl: url,
      coingeckoUrl: url,
      symbols: ['BTCUSDT'],
      instruments: telemetry.instruments,
      log: telemetry.log,
      now: Date.now,
      random: Math.random,
    });
    const { items } = await market.candles('BTCUSDT', '1m', CANDLES);
    const map = new Map([['BTCUSDT', items]]);
    const hit = () => market.candles('BTCUSDT', '1m', CANDLES);
    const bare = async () => map.get('BTCUSDT')?.slice(-CANDLES);
    await Promise.all([microseconds(hit), microseconds(bare)]);
    const hits: number[] = [];
    const bares: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      hits.push(await microseconds(hit));
      bares.push(await microseconds(bare));
    }
    return { hitUs: spreadOf(hits), mapUs: spreadOf(bares) };
  } finally {
    await stop();
    exchange.close();
    exchange.closeAllConnections();
  }
}

async function microseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let n = 0; n < HITS; n++) await work();
  return ((performance.now() - began) * 1000) / HITS;
}

function rowAt(openTime: number): unknown[] {
  return [
    openTime,
    '100.0',
    '101.0',
    '99.0',
    '100.5',
    '5.0',
    openTime + MINUTE_MS - 1,
    '500.0',
    42,
    '2.5',
    '250.0',
    '0',
  ];
}
