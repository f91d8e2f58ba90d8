import { amount } from '@qt/domain';
import { expect, test } from 'vitest';
import { MARKET, NOW } from './check-order.fixture.ts';
import { MarketPrices } from './market-prices.ts';

const priceOf = (symbol: string, price: string, observedAt = NOW) => ({
  ...MARKET,
  symbol,
  price: amount(price),
  observedAt,
});

test('the market price of a symbol is the newest that came, of two of one time the later', () => {
  const prices = new MarketPrices();
  expect(prices.latest('BTCUSDT')).toBeNull();
  prices.accept([priceOf('BTCUSDT', '50000'), priceOf('BTCUSDT', '49000', NOW - 1)]);
  expect(prices.latest('BTCUSDT')).toEqual(priceOf('BTCUSDT', '50000'));
  prices.accept([priceOf('BTCUSDT', '50001')]);
  expect(prices.latest('BTCUSDT')).toEqual(priceOf('BTCUSDT', '50001'));
});

test('market prices are listed by symbol', () => {
  const prices = new MarketPrices();
  prices.accept(['ETHUSDT', 'SOLUSDT', 'BTCUSDT'].map((symbol) => priceOf(symbol, '1')));
  expect(prices.all().map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
});

test('a market price is confirmed by the one before it, as far as both reach', () => {
  const prices = new MarketPrices();
  const confirmed = (...next: ReturnType<typeof priceOf>[]) => {
    prices.accept(next);
    return prices.confirmed('BTCUSDT')?.toFixed() ?? null;
  };
  expect(confirmed()).toBeNull();
  expect(confirmed(priceOf('BTCUSDT', '50000', NOW - 9))).toBeNull();
  expect(confirmed(priceOf('BTCUSDT', '50001', NOW - 9))).toBeNull();
  expect(confirmed(priceOf('BTCUSDT', '50500', NOW - 8))).toBe('50001');
  expect(confirmed(priceOf('BTCUSDT', '50200', NOW - 8))).toBe('50001');
  expect(confirmed({ ...priceOf('BTCUSDT', '50400', NOW - 8), source: 'coingecko' })).toBe('50200');
  expect(confirmed(priceOf('BTCUSDT', '1', NOW - 9))).toBe('50200');
  expect(confirmed(priceOf('BTCUSDT', '49000', NOW - 7))).toBe('49000');
});
