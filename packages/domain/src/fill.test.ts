import { describe, expect, test } from 'vitest';
import { amount } from './amount.ts';
import { type Fill, sameFill, signedCash, signedQuantity } from './fill.ts';

const fill: Fill = {
  clientOrderId: 'a',
  symbol: 'BTCUSDT',
  side: 'buy',
  quantity: amount('2'),
  price: amount('10.5'),
  fee: amount('0.25'),
  realisedPnl: amount('-0.25'),
  filledAt: 1,
};

describe('the same fill', () => {
  test('may be reported at another time, and written in other digits', () => {
    expect(sameFill(fill, { ...fill, price: amount('10.50'), filledAt: 2 })).toBe(true);
  });

  test.each<[keyof Fill, Partial<Fill>]>([
    ['clientOrderId', { clientOrderId: 'b' }],
    ['symbol', { symbol: 'ETHUSDT' }],
    ['side', { side: 'sell' }],
    ['quantity', { quantity: amount('2.1') }],
    ['price', { price: amount('10.6') }],
    ['fee', { fee: amount('0.26') }],
    ['realisedPnl', { realisedPnl: amount('-0.26') }],
  ])('has no other %s', (_, other) => {
    expect(sameFill(fill, { ...fill, ...other })).toBe(false);
    expect(sameFill({ ...fill, ...other }, { ...fill, ...other })).toBe(true);
  });
});

test('a buy takes its cost and its fee from the cash, and adds to what is held', () => {
  expect(signedCash(fill)).toEqual(amount('-21.25'));
  expect(signedQuantity(fill)).toEqual(amount('2'));
});

test('a sell brings its proceeds less its fee, and takes from what is held', () => {
  expect(signedCash({ ...fill, side: 'sell' })).toEqual(amount('20.75'));
  expect(signedQuantity({ ...fill, side: 'sell' })).toEqual(amount('-2'));
});
