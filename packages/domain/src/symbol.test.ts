import { expect, test } from 'vitest';
import { baseAssetOf, quoteAssetOf } from './symbol.ts';

test('a symbol that is an asset by itself is not all quote', () => {
  expect([baseAssetOf('USDT'), quoteAssetOf('USDT')]).toEqual(['U', 'SDT']);
});

test.each([
  ['BTCUSDT', 'BTC', 'USDT'],
  ['BTCUSD', 'BTC', 'USD'],
  ['ETHBTC', 'ETH', 'BTC'],
  ['BTCFDUSD', 'BTC', 'FDUSD'],
  ['BTCTUSD', 'BTC', 'TUSD'],
  ['BTCUSDC', 'BTC', 'USDC'],
  ['BTCBUSD', 'BTC', 'BUSD'],
  ['BTCEUR', 'BTC', 'EUR'],
  ['USDTFDUSD', 'USDT', 'FDUSD'],
  ['USDTBRL', 'USDT', 'BRL'],
])('%s is %s in %s', (symbol, base, quote) => {
  expect(baseAssetOf(symbol)).toBe(base);
  expect(quoteAssetOf(symbol)).toBe(quote);
});
