import { MINUTE_MS } from '@qt/contracts';
import { createReplayMarket } from '@qt/simulated-market';
import { expect, test } from 'vitest';
import { BarSeries } from '../exchange/bar-series.ts';
import { Listing } from '../exchange/listing.ts';
import { klines } from './klines.ts';

const FIRST = Date.UTC(2026, 0, 1);
const candle = (minute: number) => ({
  openTime: FIRST + minute * MINUTE_MS,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
});

test('a minute that the recording lacks is no candle, and part of no longer one', async () => {
  const market = createReplayMarket('BTCUSDT', [0, 1, 3, 4].map(candle));
  const series = new BarSeries(market, async () => undefined);
  const lap = Math.ceil(FIRST / MINUTE_MS / 5) * 5;
  const rows = async (interval: string) => {
    const query = { symbol: 'BTCUSDT', interval, startTime: String(lap * MINUTE_MS), limit: '5' };
    return (await klines(query, new Listing(['BTCUSDT']), series, (lap + 5) * MINUTE_MS)) as (string | number)[][];
  };
  expect((await rows('1m')).map(([openTime]) => Number(openTime) / MINUTE_MS - lap)).toEqual([0, 1, 3, 4]);
  expect(Number((await rows('5m'))[0]?.[5])).toBe(4);
});
