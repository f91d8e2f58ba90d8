import { expect, test } from 'vitest';
import { coinOf, parseCoinIds } from './coin-ids.ts';

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
  expect(coinOf('FOOUSDT', parseCoinIds('FOOUSDT=foo-token, BARUSDT = bar')).id).toBe('foo-token');
});

test('reads nothing as no pairs', () => {
  expect(parseCoinIds('').size).toBe(0);
});

test.each([['FOOUSDT'], ['FOOUSDT='], ['=foo'], ['foousdt=foo'], ['FOOUSDT=Foo!']])('refuses %j in words', (text) => {
  expect(() => parseCoinIds(text)).toThrow(
    `expected pairs such as BTCUSDT=bitcoin, separated by commas, actual '${text}'`,
  );
});
