import Coingecko from '@coingecko/coingecko-typescript';
import { MINUTE_MS } from '@qt/contracts';
import { createSimulatedMarket } from '@qt/simulated-market';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOON, type RunningSim, startSim } from '../start-sim.fixture.ts';

const market = createSimulatedMarket();
const HALF_HOUR = 30 * MINUTE_MS;
let sim: RunningSim;
let client: Coingecko;

beforeAll(async () => {
  sim = await startSim({ QT_SYMBOLS: 'BTCUSDT,ETHUSDT,SOLUSDT,XYZUSDT' });
  client = new Coingecko({
    baseURL: `${sim.url}/coingecko/api/v3`,
    proAPIKey: null,
    demoAPIKey: null,
    defaultHeaders: { 'x-cg-pro-api-key': null },
    maxRetries: 0,
    logLevel: 'off',
  });
});
afterAll(() => sim.stop());

describe("CoinGecko's official client", () => {
  test('pings', async () => {
    expect(await client.ping.get()).toEqual({ gecko_says: '(V3) To the Moon!' });
  });

  test('reads prices by coin id, a few basis points from the exchange, with the time of the last refresh', async () => {
    const quotes = await client.simple.price.get({
      ids: 'bitcoin,ethereum,solana,xyz,no-such-coin',
      vs_currencies: 'usd',
      include_last_updated_at: true,
      precision: 'full',
    });
    expect(Object.keys(quotes).sort()).toEqual(['bitcoin', 'ethereum', 'solana', 'xyz']);
    const refreshed = Math.floor(NOON / 10_000) * 10_000;
    for (const [id, symbol] of [
      ['bitcoin', 'BTCUSDT'],
      ['solana', 'SOLUSDT'],
      ['xyz', 'XYZUSDT'],
    ] as const) {
      const quote = quotes[id];
      expect(quote?.last_updated_at).toBe(refreshed / 1000);
      const ratio = (quote?.usd ?? 0) / market.priceAt(symbol, refreshed);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.0005);
      expect(ratio).not.toBe(1);
    }
  });

  test('reads the same price until the next refresh, and then another one', async () => {
    const bitcoin = async () =>
      (await client.simple.price.get({ ids: 'bitcoin', vs_currencies: 'usd', precision: 'full' }))['bitcoin']?.usd;
    const first = await bitcoin();
    sim.clock.now = NOON + 9_999;
    expect(await bitcoin()).toBe(first);
    sim.clock.now = NOON + 10_000;
    expect(await bitcoin()).not.toBe(first);
    sim.clock.now = NOON;
  });

  test('reads volume, change and capitalisation if requested, and rounds as requested', async () => {
    const asked = { ids: 'bitcoin', vs_currencies: 'usd', precision: '0' } as const;
    const more = { include_24hr_vol: true, include_24hr_change: true, include_market_cap: true };
    const { bitcoin } = await client.simple.price.get({ ...asked, ...more });
    expect(Object.keys(bitcoin ?? {}).sort()).toEqual(['usd', 'usd_24h_change', 'usd_24h_vol', 'usd_market_cap']);
    expect(Number.isInteger(bitcoin?.usd)).toBe(true);
    expect(await client.simple.price.get({ ids: 'bitcoin', vs_currencies: 'eur' })).toEqual({ bitcoin: {} });
  });

  test.each([
    ['1', 30, 48],
    ['7', 240, 42],
    ['30', 240, 180],
    ['90', 5760, 22],
  ] as const)('reads candles of %s days, one each %i minutes, by their closing time', async (days, length, count) => {
    const rows = await client.coins.ohlc.get('bitcoin', { vs_currency: 'usd', days, precision: 'full' });
    expect(rows).toHaveLength(count);
    for (const [index, [time = 0, open = 0, high = 0, low = 0, close = 0]] of rows.entries()) {
      expect(time % (length * MINUTE_MS)).toBe(0);
      expect(time - (rows[index - 1]?.[0] ?? time - length * MINUTE_MS)).toBe(length * MINUTE_MS);
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
    }
    const [time = 0, open = 0] = rows.at(-1) ?? [];
    expect(NOON - time).toBeLessThan(length * MINUTE_MS);
    expect(open / market.candleAt('BTCUSDT', time / MINUTE_MS - length).open).toBeCloseTo(1, 3);
  });

  test('reads a chart: five minutes apart for a day, an hour up to 90 days, the present last', async () => {
    const day = await client.coins.marketChart.get('ethereum', { vs_currency: 'usd', days: '1' });
    expect(day.prices).toHaveLength(290);
    expect(day.market_caps).toHaveLength(290);
    expect(day.total_volumes).toHaveLength(290);
    expect(day.prices.at(-1)?.[0]).toBe(NOON);
    expect((day.prices[1]?.[0] ?? 0) - (day.prices[0]?.[0] ?? 0)).toBe(5 * MINUTE_MS);
    const week = await client.coins.marketChart.get('ethereum', { vs_currency: 'usd', days: '7' });
    expect((week.prices[1]?.[0] ?? 0) - (week.prices[0]?.[0] ?? 0)).toBe(2 * HALF_HOUR);
  });

  test('gets 404 for a coin that is not listed', async () => {
    await expect(client.coins.ohlc.get('foo', { vs_currency: 'usd', days: '1' })).rejects.toMatchObject({
      status: 404,
      error: { error: 'coin not found' },
    });
  });
});

test.each([
  ['/coingecko/api/v3/simple/price?ids=bitcoin', 422, 'Missing parameter vs_currencies'],
  ['/coingecko/api/v3/simple/price?vs_currencies=usd', 422, 'Missing parameter ids'],
  ['/coingecko/api/v3/coins/bitcoin/ohlc?vs_currency=usd', 422, 'Missing parameter days'],
  [
    '/coingecko/api/v3/coins/bitcoin/ohlc?vs_currency=usd&days=2',
    400,
    'Invalid days: expected one of 1, 7, 14, 30, 90, 180, 365, max',
  ],
  ['/coingecko/api/v3/coins/bitcoin/ohlc?vs_currency=gold&days=1', 400, 'invalid vs_currency'],
  ['/coingecko/api/v3/coins/foo/market_chart?vs_currency=usd&days=1', 404, 'coin not found'],
  [
    '/coingecko/api/v3/coins/bitcoin/market_chart?vs_currency=usd&days=1e9',
    400,
    'Invalid days: expected a whole number from 1 to 365',
  ],
])('%s is refused with %i', async (path, status, error) => {
  expect(await sim.get(path)).toMatchObject({ status, body: { error } });
});
