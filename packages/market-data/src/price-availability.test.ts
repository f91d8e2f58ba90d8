import { expect, test } from 'vitest';
import type { Price, PriceSource } from './price.ts';
import { withSupplyWatch } from './price-supply.ts';

const T0 = Date.UTC(2026, 0, 5);

/** A source that has a price of each symbol in `has`, seen `ageMs` before it is given. */
function watched(...has: string[]) {
  const world = { now: T0, ageMs: 250, has: new Set(has) };
  const latest = async (symbol: string): Promise<Price> => {
    if (!world.has.has(symbol)) throw new Error(`no price of ${symbol}`);
    return { symbol, price: '1', source: 'binance', observedAt: world.now - world.ageMs };
  };
  const source: PriceSource = {
    latest,
    latestOf: async (symbols) => {
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
  return { world, ...withSupplyWatch(source, () => world.now) };
}

test('before the first question nothing is known', () => {
  expect(watched().supply()).toEqual({ newest: null, failure: null });
});

test('prices come while any symbol has one; the youngest of them counts', async () => {
  const { world, prices, supply } = watched('BTCUSDT');
  await prices.latestOf(['BTCUSDT', 'ETHUSDT']);
  expect(supply()).toEqual({ newest: { observedAt: T0 - 250, cameAt: T0 }, failure: null });
  world.now += 5000;
  world.ageMs = 60_000;
  await prices.latest('BTCUSDT');
  expect(supply().newest).toEqual({ observedAt: T0 - 250, cameAt: T0 });
});

test('they do not when the latest question about each symbol failed, and do again with the first price', async () => {
  const { world, prices, supply } = watched('BTCUSDT', 'ETHUSDT');
  await prices.latestOf(['BTCUSDT', 'ETHUSDT']);
  world.has.clear();
  await expect(prices.latest('BTCUSDT')).rejects.toThrow();
  expect(supply().failure).toBeNull();
  await prices.latestOf(['ETHUSDT']);
  expect(supply()).toMatchObject({ newest: { cameAt: T0 }, failure: 'no price of BTCUSDT' });
  world.has.add('ETHUSDT');
  await prices.latest('ETHUSDT');
  expect(supply().failure).toBeNull();
});
