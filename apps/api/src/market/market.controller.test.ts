import { apiRoutes } from '@qt/contracts';
import { type MarketData, MarketDataUnavailable, ProviderFailure, UnknownSymbol } from '@qt/market-data';
import { HttpProblem } from '@qt/nest-service';
import { expect, test } from 'vitest';
import { candlesUntil } from '../candles.fixture.ts';
import { fake } from '../fake.fixture.ts';
import { MarketController } from './market.controller.ts';

const T0 = Date.parse('2026-11-23T12:00:00.000Z');
const down = new ProviderFailure('binance', 'timeout', 'no answer within 3000 ms');

function controller(market: Partial<MarketData>): MarketController {
  return new MarketController(fake(market));
}

function priced(price: MarketData['price']): MarketController {
  return controller({ price });
}

const ask = (from: MarketController, symbol = 'BTCUSDT') =>
  from.latestPrice({ params: { symbol }, query: undefined, body: undefined });

test('only a stale price has an age', async () => {
  const price = { symbol: 'BTCUSDT', price: '60000.12', source: 'binance', observedAt: T0 } as const;
  const fresh = await ask(priced(async () => ({ ...price, stale: false, ageMs: 1200 })));
  expect(fresh).toEqual({
    symbol: 'BTCUSDT',
    price: '60000.12',
    source: 'binance',
    observed_at: '2026-11-23T12:00:00.000Z',
    stale: false,
  });
  expect(await ask(priced(async () => ({ ...price, stale: true, ageMs: 61_500 })))).toMatchObject({
    stale: true,
    age_seconds: 61.5,
  });
});

test.each([
  [404, 'unknown_symbol', new UnknownSymbol('DOGEUSDT', 'one of BTCUSDT, ETHUSDT')],
  [503, 'price_unavailable', new MarketDataUnavailable('BTCUSDT', 'price', [down])],
])('%i %s has the message of the error', async (status, code, error) => {
  const asked = ask(priced(() => Promise.reject(error)));
  await expect(asked).rejects.toThrow(HttpProblem);
  await expect(asked).rejects.toMatchObject({ status, code, message: error.message });
});

test('an unexpected error is not reported as a market without prices', async () => {
  const defect = new TypeError('x is not a function');
  await expect(ask(priced(() => Promise.reject(defect)))).rejects.toBe(defect);
});

test('candles are decimals with at most 18 decimals, however small or large the numbers', async () => {
  const [candle, ...others] = candlesUntil(T0, 3);
  if (candle === undefined) throw new Error('unreachable');
  const tiny = { ...candle, open: 1.2e-7, high: 1.5e-7, low: 1.23456789e-11, close: 1.1e-7, volume: 123_456_789_012 };
  const body = await controller({
    candles: async (symbol, interval) => ({
      symbol,
      interval,
      source: 'binance',
      items: [tiny, ...others],
      missing: [],
      observedAt: T0,
      ageMs: 0,
      stale: false,
    }),
  }).candles({ params: { symbol: 'SHIBUSDT' }, query: { interval: '1m', limit: 3 }, body: undefined });
  expect(apiRoutes.candles.responses[200].parse(body)).toEqual(body);
  expect(body.items[0]).toMatchObject({ open: '0.00000012', low: '0.000000000012345679', volume: '123456789012' });
  expect(body.items.map(({ open_time }) => open_time)).toEqual([
    '2026-11-23T11:57:00.000Z',
    '2026-11-23T11:58:00.000Z',
    '2026-11-23T11:59:00.000Z',
  ]);
});

test('a warm-up reports each symbol that failed, by provider', async () => {
  const report = await controller({
    warm: async () => ({
      symbolsDone: 1,
      failures: [{ symbol: 'ETHUSDT', provider: 'binance', error: down.message }],
    }),
  }).warm();
  expect(apiRoutes.warm.responses[200].parse(report)).toEqual(report);
  expect(report).toMatchObject({
    symbols_done: 1,
    orders: 0,
    failures: [{ symbol: 'ETHUSDT', profile: null, provider: 'binance', error: down.message }],
  });
});
