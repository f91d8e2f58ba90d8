import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amounts } from './amount.fixture.ts';
import { amount, decimalText } from './amount.ts';
import { averagePrice, bookedNotional, type Fill, sameFill, signedCash, signedQuantity } from './fill.ts';

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

test('the average price of executions, as the wire has it, books their notional to the last digit', () => {
  const terms = [
    fc.constantFrom('buy' as const, 'sell' as const),
    amounts(8, 1n, 10n ** 16n),
    amounts(8, 1n, 10n ** 16n),
  ] as const;
  fc.assert(
    fc.property(...terms, (side, notional, quantity) => {
      const price = amount(decimalText(averagePrice(side, notional, quantity)));
      expect(bookedNotional(side, price, quantity).toFixed()).toBe(notional.toFixed());
    }),
  );
  expect(averagePrice('buy', amount('200'), amount('3')).toFixed()).toBe('66.666666666666666666');
  expect(averagePrice('sell', amount('200'), amount('3')).toFixed()).toBe('66.666666666666666667');
});
