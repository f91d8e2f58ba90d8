import { expect, test } from 'vitest';
import { baseAssetOf, quoteAssetOf } from './symbol.ts';

test.each([
  ['BTCUSDT', 'BTC', 'USDT'],
  ['BTCUSD', 'BTC', 'USD'],
  ['ETHBTC', 'ETH', 'BTC'],
  ['BTCFDUSD', 'BTC', 'FDUSD'],
  ['BTCTUSD', 'BTC', 'TUSD'],
  ['USDTBRL', 'USDT', 'BRL'],
])('%s is %s in %s', (symbol, base, quote) => {
  expect(baseAssetOf(symbol)).toBe(base);
  expect(quoteAssetOf(symbol)).toBe(quote);
});
