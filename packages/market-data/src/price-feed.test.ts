import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPriceFeed, type PriceFeed } from './price-feed.ts';
import { type Exchange, openExchange } from './testing/exchange.ts';
import { type Recorder, recorder } from './testing/recorder.ts';

let clock: { now: number };
let binance: Exchange;
let coingecko: Exchange;
let recorded: Recorder;
let feed: PriceFeed;

beforeEach(async () => {
  clock = { now: Date.UTC(2026, 0, 5, 12, 0, 10) };
  const now = () => clock.now;
  [binance, coingecko] = await Promise.all([openExchange(now), openExchange(now)]);
  recorded = recorder();
  feed = createPriceFeed({
    binanceUrl: binance.binanceUrl,
    coingeckoUrl: coingecko.coingeckoUrl,
    instruments: recorded.instruments,
    log: recorded.log,
    now,
    random: () => 0,
  });
});
afterEach(async () => {
  await Promise.all([binance.close(), coingecko.close()]);
});

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const sourcesOf = async () => {
  const { prices } = await feed.prices(SYMBOLS);
  return [...prices.values()].map(({ symbol, source }) => `${symbol} ${source}`);
};

test('asks Binance for all symbols in one call, each time', async () => {
  expect(await sourcesOf()).toEqual(SYMBOLS.map((symbol) => `${symbol} binance`));
  await feed.prices(SYMBOLS);
  expect([binance.requests.length, coingecko.requests.length]).toEqual([2, 0]);
});

test('asks CoinGecko while Binance fails, and says why', async () => {
  binance.misbehave({ kind: 'status', status: 403 });
  expect(await sourcesOf()).toEqual(SYMBOLS.map((symbol) => `${symbol} coingecko`));
  expect(recorded.value('qt_provider_failovers_total')).toBe(1);
  expect(feed.health()).toMatchObject([{ provider: 'binance', last_error: expect.any(String) }, { last_error: null }]);
});

test('has no price, and a reason for each symbol, while both fail', async () => {
  for (const exchange of [binance, coingecko]) exchange.misbehave({ kind: 'status', status: 403 });
  const { prices, failures } = await feed.prices(SYMBOLS);
  expect(prices.size).toBe(0);
  expect([...failures.keys()]).toEqual(SYMBOLS);
});
