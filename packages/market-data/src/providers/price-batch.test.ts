import { expect, test } from 'vitest';
import { type FailureKind, ProviderFailure, UnknownSymbol } from '../failures.ts';
import { priceBatch } from './price-batch.ts';

const outcomes = (known: Record<string, FailureKind | 'unknown' | 'price'>) =>
  priceBatch(Object.entries(known), (symbol, outcome) => {
    if (outcome === 'unknown') throw new UnknownSymbol(symbol, 'another');
    if (outcome !== 'price') throw new ProviderFailure('binance', outcome, symbol);
    return { symbol, price: '1', source: 'binance', observedAt: 1 };
  });

test('keeps the prices beside a market that is quiet or not listed', () => {
  const { prices, failures } = outcomes({ A: 'price', B: 'stale', C: 'unknown' });
  expect([...prices.keys()]).toEqual(['A']);
  expect([...failures.keys()]).toEqual(['B', 'C']);
});

test('believes nothing of an answer that is garbage in one place', () => {
  expect(() => outcomes({ A: 'price', B: 'garbage', C: 'price' })).toThrow('binance: garbage: B');
});

test('is a failure where every market stands still', () => {
  expect(() => outcomes({ A: 'stale', B: 'stale' })).toThrow('binance: stale: A');
});

test('is an answer if no symbol is listed: no provider failed', () => {
  expect([...outcomes({ A: 'unknown' }).failures.keys()]).toEqual(['A']);
});
