import { expect, test } from 'vitest';
import { coinOf } from './coin-ids.ts';
import { Listing } from './listing.ts';

test('well-known assets have their real coin ids, generated ones the lower case of their code', () => {
  expect(['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'FOO12USDT'].map(coinOf)).toEqual([
    'bitcoin',
    'ethereum',
    'solana',
    'ripple',
    'foo12',
  ]);
});

test('a thousand symbols are found by symbol and by coin id', () => {
  const symbols = Array.from({ length: 1000 }, (_, index) => `S${index}USDT`);
  const listing = new Listing(symbols);
  for (const symbol of symbols) {
    expect(listing.has(symbol)).toBe(true);
    expect(listing.symbolOf(coinOf(symbol))).toBe(symbol);
  }
  expect(listing.has('BTCUSDT')).toBe(false);
  expect(listing.symbolOf('bitcoin')).toBeUndefined();
});
