import { expect, test } from 'vitest';
import { amount } from './amount.ts';
import { type OrderTerms, sameTerms } from './order.ts';

const terms: OrderTerms = {
  symbol: 'BTCUSDT',
  side: 'buy',
  quantity: amount('1'),
  reduceOnly: false,
  origin: 'signal',
  profile: 'balanced',
};

test('an order has the same terms however its quantity is written', () => {
  expect(sameTerms(terms, { ...terms, quantity: amount('1.000') })).toBe(true);
});

test.each<Partial<OrderTerms>>([
  { symbol: 'ETHUSDT' },
  { side: 'sell' },
  { quantity: amount('1.000000000000000001') },
  { reduceOnly: true },
  { origin: 'manual' },
  { profile: null },
])('an order has other terms with %o', (change) => {
  expect(sameTerms(terms, { ...terms, ...change })).toBe(false);
});
