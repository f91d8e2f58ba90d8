import type { ProviderName } from '@qt/catalogue';
import { expect, test, vi } from 'vitest';
import { type FailoverListener, type NamedSource, withFailover } from './failover.ts';
import { MarketDataUnavailable, ProviderFailure, UnknownSymbol } from './failures.ts';
import { type Price, priceOf } from './price.ts';

const quoted = (symbol: string, source: ProviderName): Price => ({ symbol, price: '1', source, observedAt: 1 });
const failureOf = (provider: ProviderName) => new ProviderFailure(provider, 'timeout', 'slow');

/** A source that has a price or an error for each symbol; a symbol without either fails the call as a whole. */
function named(
  provider: ProviderName,
  known: Record<string, 'price' | Error>,
): NamedSource & { requested: string[][] } {
  const requested: string[][] = [];
  const give = (symbol: string) => {
    const outcome = known[symbol];
    if (outcome === undefined) throw failureOf(provider);
    if (outcome !== 'price') throw outcome;
    return quoted(symbol, provider);
  };
  return {
    provider,
    requested,
    source: {
      prices: async (symbols) => {
        requested.push([...symbols]);
        const prices = new Map<string, Price>();
        const failures = new Map<string, Error>();
        for (const symbol of symbols) {
          const outcome = known[symbol];
          if (outcome instanceof Error) failures.set(symbol, outcome);
          else prices.set(symbol, give(symbol));
        }
        return { prices, failures };
      },
    },
  };
}

const listener = () => vi.fn<FailoverListener>();

test('requests only from the first while it answers', async () => {
  const [first, second, onFailover] = [
    named('binance', { A: 'price' }),
    named('coingecko', { A: 'price' }),
    listener(),
  ];
  expect(await priceOf(withFailover([first, second], onFailover), 'A')).toMatchObject({ source: 'binance' });
  expect(second.requested).toEqual([]);
  expect(onFailover).not.toHaveBeenCalled();
});

test('moves on to the second when the first fails, and reports that once', async () => {
  const [first, second, onFailover] = [named('binance', {}), named('coingecko', { A: 'price' }), listener()];
  expect(await priceOf(withFailover([first, second], onFailover), 'A')).toMatchObject({ source: 'coingecko' });
  expect(onFailover.mock.calls).toEqual([['binance', 'coingecko', failureOf('binance'), ['A']]]);
});

test('names every failure if no source answers', async () => {
  const error = await priceOf(withFailover([named('binance', {}), named('coingecko', {})], listener()), 'A').catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(MarketDataUnavailable);
  expect(error).toMatchObject({ symbol: 'A', failures: [{ provider: 'binance' }, { provider: 'coingecko' }] });
  expect((error as Error).message).toBe('no price of A: binance: timeout: slow; coingecko: timeout: slow');
});

test('requests a symbol that the first does not know from no other source', async () => {
  const unknown = new UnknownSymbol('A', 'one that binance lists');
  const [first, second, onFailover] = [
    named('binance', { A: unknown }),
    named('coingecko', { A: 'price' }),
    listener(),
  ];
  await expect(priceOf(withFailover([first, second], onFailover), 'A')).rejects.toBe(unknown);
  expect(second.requested).toEqual([]);
  expect(onFailover).not.toHaveBeenCalled();
});

test('reports a symbol that only the second does not know as unavailable', async () => {
  const second = named('coingecko', { A: new UnknownSymbol('A', 'a coin') });
  await expect(priceOf(withFailover([named('binance', {}), second], listener()), 'A')).rejects.toMatchObject({
    name: 'MarketDataUnavailable',
    failures: [{ provider: 'binance' }],
  });
});

test('requests from the second only what the first does not have', async () => {
  const first = named('binance', { A: 'price', B: failureOf('binance'), C: new UnknownSymbol('C', 'another') });
  const second = named('coingecko', { B: 'price' });
  const onFailover = listener();
  const { prices, failures } = await withFailover([first, second], onFailover).prices(['A', 'B', 'C']);
  expect([...prices].map(([symbol, { source }]) => [symbol, source])).toEqual([
    ['A', 'binance'],
    ['B', 'coingecko'],
  ]);
  expect([...failures.keys()]).toEqual(['C']);
  expect(second.requested).toEqual([['B']]);
  expect(onFailover.mock.calls.map(([, , , symbols]) => symbols)).toEqual([['B']]);
});

test('rethrows any other error: it is a defect of ours', async () => {
  const broken = named('binance', { A: new TypeError('oops') });
  await expect(priceOf(withFailover([broken, named('coingecko', { A: 'price' })], listener()), 'A')).rejects.toThrow(
    'oops',
  );
});
