import { type Candle, MINUTE_MS } from '@qt/contracts';
import { expect, test } from 'vitest';
import { VirtualMarket } from './virtual-market.ts';

const candle = (minute: number, open: number, close: number): Candle => ({
  openTime: minute * MINUTE_MS,
  open,
  high: Math.max(open, close),
  low: Math.min(open, close),
  close,
  volume: 1,
});

function marketAt(minute: number) {
  const market = new VirtualMarket(new Map([['AUSDT', [candle(1, 10, 11), candle(2, 12, 13), candle(4, 14, 15)]]]));
  market.time = minute * MINUTE_MS;
  return market;
}

test('what is decided at a close meets the next open, not the close that it knew', () => {
  expect(marketAt(2).priceOf('AUSDT')).toBe(12);
});

test('while minutes are missing there is no price to order at; the last close is known', async () => {
  const market = marketAt(3);
  expect(market.priceOf('AUSDT')).toBeUndefined();
  expect(market.lastPriceOf('AUSDT')).toBe(13);
  const { prices, failures } = await market.asMarketData().prices(['AUSDT']);
  expect(prices.size).toBe(0);
  expect(failures.get('AUSDT')?.message).toBe('no price of AUSDT: its minute is missing');
});

test('the price of a cheap coin is a plain decimal', async () => {
  const market = new VirtualMarket(new Map([['AUSDT', [candle(1, 5e-7, 5e-7)]]]));
  market.time = MINUTE_MS;
  const { prices } = await market.asMarketData().prices(['AUSDT']);
  expect(prices.get('AUSDT')?.price).toBe('0.0000005');
});
