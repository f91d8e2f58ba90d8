import { expect, test } from 'vitest';
import { coinOf } from './coin-ids.ts';

test.each([
  ['BTCUSDT', 'bitcoin', 'usd'],
  ['SOLUSDC', 'solana', 'usd'],
  ['ETHBTC', 'ethereum', 'btc'],
  ['BTCEUR', 'bitcoin', 'eur'],
  ['S042USDT', 's042', 'usd'],
])('names %s as %s in %s', (symbol, id, vsCurrency) => {
  expect(coinOf(symbol, new Map())).toEqual({ id, vsCurrency });
});

test('prefers what is configured', () => {
  expect(coinOf('FOOUSDT', new Map([['FOOUSDT', 'foo-token']])).id).toBe('foo-token');
});
