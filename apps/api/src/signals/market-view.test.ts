import { MarketDataUnavailable, ProviderFailure } from '@qt/market-data';
import { FEATURES } from '@qt/model';
import { expect, test } from 'vitest';
import { candlesUntil } from '../candles.fixture.ts';
import { type ViewOptions, viewMarket } from './market-view.ts';

const NOW = Date.parse('2026-11-23T12:00:30Z');
const LAST_CLOSE = Date.parse('2026-11-23T12:00:00Z');

function options(readCandles: ViewOptions['readCandles']): ViewOptions {
  return { readCandles, maxCandleAgeMs: 180_000, now: () => NOW, pace: () => undefined };
}

test('a symbol without candles is a failure of its provider, and does not affect the others', async () => {
  const down = new ProviderFailure('binance', 'timeout', 'no answer in 3000 ms');
  const view = await viewMarket(
    ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT'],
    options(async (symbol) => {
      if (symbol === 'ETHUSDT') throw down;
      if (symbol === 'SOLUSDT') throw new MarketDataUnavailable(symbol, 'candles', [down]);
      return candlesUntil(LAST_CLOSE, symbol === 'XRPUSDT' ? 40 : undefined);
    }),
  );
  expect([...view.features.keys()]).toEqual(['BTCUSDT']);
  expect(view.features.get('BTCUSDT')).toHaveLength(FEATURES.length);
  expect(view.failures).toEqual([
    { symbol: 'ETHUSDT', profile: null, provider: 'binance', error: 'binance: timeout: no answer in 3000 ms' },
    { symbol: 'SOLUSDT', profile: null, provider: 'binance', error: expect.stringContaining('no candles of SOLUSDT') },
    {
      symbol: 'XRPUSDT',
      profile: null,
      provider: null,
      error: expect.stringMatching(/expected at least 121, actual 40/),
    },
  ]);
});

test('candles are refused once the last close is too old', async () => {
  const view = await viewMarket(
    ['BTCUSDT', 'ETHUSDT'],
    options(async (symbol) => candlesUntil(symbol === 'BTCUSDT' ? NOW - 180_000 : NOW - 180_001)),
  );
  expect([...view.features.keys()]).toEqual(['BTCUSDT']);
  expect(view.failures).toEqual([
    {
      symbol: 'ETHUSDT',
      profile: null,
      provider: 'binance',
      error: 'binance: stale: candles: expected a last close at most 180 s old, actual 181 s',
    },
  ]);
});

test('candles are read for a few symbols at a time', async () => {
  let asking = 0;
  let most = 0;
  const symbols = Array.from({ length: 50 }, (_, at) => `COIN${at}USDT`);
  const view = await viewMarket(
    symbols,
    options(async () => {
      asking += 1;
      most = Math.max(most, asking);
      await Promise.resolve();
      asking -= 1;
      return candlesUntil(LAST_CLOSE);
    }),
  );
  expect(view.features.size).toBe(50);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});
