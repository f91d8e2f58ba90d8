import { amount } from '@qt/domain';
import { MarketDataUnavailable, type PriceSource } from '@qt/market-data';
import { recordingLog } from '@qt/telemetry/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buy, fillOf, limits, NOW } from '../domain/check-order.fixture.ts';
import { guardHost, type RunningGuard, SETTINGS } from '../risk/risk-engine.fixture.ts';
import { MarketPriceService } from './market-price.service.ts';

describe('the market prices of the guard', () => {
  let host: ReturnType<typeof guardHost>;
  let it: RunningGuard;
  /** What a provider answers, by symbol; null: nothing. */
  let answers: Record<string, string | null>;
  let asked: (readonly string[])[];
  let up: boolean;
  const { log, lines } = recordingLog();

  beforeEach(async () => {
    host = guardHost({ ownPrices: true });
    it = await host.start();
    answers = { BTCUSDT: '50000', ETHUSDT: '3000' };
    asked = [];
    up = true;
  });
  afterEach(() => host.remove());

  function service() {
    const feed: PriceSource = {
      prices: async (symbols) => {
        asked.push(symbols);
        const known = symbols.flatMap((symbol) => {
          const price = answers[symbol];
          return price === null || price === undefined ? [] : [{ symbol, price }];
        });
        return {
          prices: new Map(
            known.map((one) => [one.symbol, { ...one, source: 'binance' as const, observedAt: host.clock.now }]),
          ),
          failures: new Map(
            symbols
              .filter((symbol) => !answers[symbol])
              .map((symbol) => [symbol, new MarketDataUnavailable(symbol, 'price', [])]),
          ),
        };
      },
    };
    const settings = { ...SETTINGS, databaseFile: '', killSwitch: false, limits: limits() };
    const simulator = { isUp: async () => up };
    return new MarketPriceService(feed, simulator as never, it.engine, settings, log);
  }

  test('come in one call for all symbols that may be ordered', async () => {
    await service().refresh();
    expect(asked).toEqual([['BTCUSDT', 'ETHUSDT']]);
    expect(it.engine.marketPrices()).toEqual([
      { symbol: 'BTCUSDT', price: amount('50000'), source: 'binance', observedAt: NOW },
      { symbol: 'ETHUSDT', price: amount('3000'), source: 'binance', observedAt: NOW },
    ]);
  });

  test('stay the last known ones, with their time, while no provider answers, and the log says so once', async () => {
    const prices = service();
    await prices.refresh();
    host.clock.now += 60_000;
    answers = { BTCUSDT: '51000', ETHUSDT: null };
    await prices.refresh();
    await prices.refresh();
    expect(it.engine.marketPrices().map(({ observedAt }) => observedAt)).toEqual([NOW + 60_000, NOW]);
    answers = { BTCUSDT: '51000', ETHUSDT: '3000' };
    await prices.refresh();
    expect(lines.map(({ message }) => message)).toEqual([
      'no provider has a market price of ETHUSDT: new risk in it stops as the last one ages',
      'every symbol has a market price again',
    ]);
  });

  test('are not asked for before the simulator is up, so that its start opens no circuit', async () => {
    const prices = service();
    up = false;
    await prices.refresh();
    expect(asked).toEqual([]);
    up = true;
    await prices.refresh();
    expect(asked).toHaveLength(1);
  });

  test('one wrong tick does not raise the peak of the equity, so no drawdown denies afterwards; two in a row do', async () => {
    it = await host.start({ limits: { maxDrawdown: amount('0.01') } });
    await it.orders.confirm(fillOf());
    const prices = service();
    const poll = async (price: string) => {
      answers = { BTCUSDT: price, ETHUSDT: '3000' };
      host.clock.now += 5000;
      await prices.refresh();
      return it.engine.equityPeak().toNumber();
    };
    expect(await poll('50000')).toBe(100_000);
    expect(await poll('500000')).toBe(100_000);
    expect(await poll('50000')).toBe(100_000);
    const observedAt = host.clock.now;
    const cash = { availableCash: amount('99500'), signal: null };
    const order = buy({ clientOrderId: 'b', quote: { price: amount('50000'), observedAt }, ...cash });
    expect(await it.orders.reserve(order)).toMatchObject({ decision: 'allowed' });
    expect(await poll('60000')).toBe(100_000);
    expect(await poll('61000')).toBe(100_100);
    await prices.refresh();
    expect(it.engine.equityPeak().toNumber()).toBe(100_100);
  });
});
