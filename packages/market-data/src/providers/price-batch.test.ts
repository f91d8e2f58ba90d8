import { expect, test } from 'vitest';
import { type FailureKind, ProviderFailure, UnknownSymbol } from '../failures.ts';
import { priceBatch } from './price-batch.ts';

const outcomes = (known: Record<string, FailureKind | 'unknown' | 'price'>) =>
  priceBatch(Object.entries(known), (symbol, outcome) => {
    if (outcome === 'unknown') throw new UnknownSymbol(symbol, 'another');
    if (outcome !== 'price') throw new ProviderFailure('binance', outcome, symbol, { symbol });
    return { symbol, price: '1', source: 'binance', observedAt: 1 };
  });

test('keeps the prices beside a market that is quiet or not listed', () => {
  const { prices, failures } = outcomes({ A: 'price', B: 'stale', C: 'unknown' });
  expect([...prices.keys()]).toEqual(['A']);
  expect([...failures.keys()]).toEqual(['B', 'C']);
});

test('one garbage price is the failure of its symbol alone', () => {
  const { prices, failures } = outcomes({ A: 'price', B: 'garbage', C: 'price' });
  expect([...prices.keys()]).toEqual(['A', 'C']);
  expect(failures.get('B')).toMatchObject({ kind: 'garbage', symbol: 'B' });
});

test('is a failure of the provider where every market stands still', () => {
  expect(() => outcomes({ A: 'stale', B: 'stale' })).toThrow(
    expect.objectContaining({ message: 'binance: stale: A', symbol: undefined }),
  );
});

test('is a failure of the symbol where it is the only one', () => {
  expect(() => outcomes({ A: 'stale' })).toThrow(expect.objectContaining({ kind: 'stale', symbol: 'A' }));
});

test('is an answer if no symbol is listed: no provider failed', () => {
  expect([...outcomes({ A: 'unknown' }).failures.keys()]).toEqual(['A']);
});
