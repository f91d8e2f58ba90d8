import { expect, test } from 'vitest';
import { type Price, type PriceSource, priceOf } from './price.ts';
import { withAvailability } from './price-availability.ts';

const T0 = Date.UTC(2026, 0, 5);

/** A source that has a price of each symbol in `has`, seen `ageMs` before it is given. */
function watched(...has: string[]) {
  const world = { now: T0, ageMs: 250, has: new Set(has), source: 'binance' as Price['source'] };
  const latest = async (symbol: string): Promise<Price> => {
    if (!world.has.has(symbol)) throw new Error(`no price of ${symbol}`);
    return { symbol, price: '1', source: world.source, observedAt: world.now - world.ageMs };
  };
  const source: PriceSource = {
    prices: async (symbols) => {
      const prices = new Map<string, Price>();
      const failures = new Map<string, Error>();
      for (const symbol of symbols) {
        await latest(symbol).then(
          (price) => prices.set(symbol, price),
          (error: Error) => failures.set(symbol, error),
        );
      }
      return { prices, failures };
    },
  };
  return { world, source: withAvailability(source, () => world.now) };
}

test('before the first request nothing is known', () => {
  expect(watched().source.availability()).toEqual({ newest: null, failure: null, shownOnlyBy: null });
});

test('prices are available while any symbol has one; the youngest counts', async () => {
  const { world, source } = watched('BTCUSDT');
  await source.prices(['BTCUSDT', 'ETHUSDT']);
  expect(source.availability()).toMatchObject({ newest: { observedAt: T0 - 250, receivedAt: T0 }, failure: null });
  world.now += 5000;
  world.ageMs = 60_000;
  await priceOf(source, 'BTCUSDT');
  expect(source.availability().newest).toEqual({ observedAt: T0 - 250, receivedAt: T0 });
});

test('they are not once the latest request of each symbol failed, and are again with the first price', async () => {
  const { world, source } = watched('BTCUSDT', 'ETHUSDT');
  await source.prices(['BTCUSDT', 'ETHUSDT']);
  world.has.clear();
  await expect(priceOf(source, 'BTCUSDT')).rejects.toThrow();
  expect(source.availability().failure).toBeNull();
  await source.prices(['ETHUSDT']);
  expect(source.availability()).toMatchObject({ newest: { receivedAt: T0 }, failure: 'no price of BTCUSDT' });
  world.has.add('ETHUSDT');
  await priceOf(source, 'ETHUSDT');
  expect(source.availability().failure).toBeNull();
});

test('they are for show once every symbol that has one has it from another source than the exchange', async () => {
  const { world, source } = watched('BTCUSDT', 'ETHUSDT');
  await source.prices(['BTCUSDT', 'ETHUSDT']);
  world.source = 'coingecko';
  await priceOf(source, 'BTCUSDT');
  expect(source.availability().shownOnlyBy).toBeNull();
  world.has.delete('ETHUSDT');
  await source.prices(['ETHUSDT']);
  expect(source.availability()).toMatchObject({ shownOnlyBy: 'coingecko', failure: null });
  world.source = 'binance';
  await priceOf(source, 'BTCUSDT');
  expect(source.availability().shownOnlyBy).toBeNull();
});
