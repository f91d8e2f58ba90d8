import type { Action, Profile } from '@qt/catalogue';
import { ProviderFailure } from '@qt/market-data';
import { STRATEGIES } from '@qt/model';
import { recordingInstruments } from '@qt/telemetry/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Signal } from '../../signals/signal.ts';
import { createSettlement } from '../guard/guard-outbox.service.ts';
import { sqliteLedger } from '../ledger/sqlite-ledger.repository.ts';
import { amount, textOf } from '../money.ts';
import { createOrderDesk } from '../orders/order-recovery.service.ts';
import { anOrder, databaseFile, denial, fakeClock, scriptedGuard, silent } from '../trading.fixture.ts';
import { paperCosts, paperExecutor } from '../venue/paper.venue.ts';
import { createSignalTrader } from './signal-trader.service.ts';

const strategies = {
  ...STRATEGIES,
  balanced: {
    ...STRATEGIES.balanced,
    notionalUsdt: '500',
    stopLossFraction: 0.01,
    holdMinutes: 30,
    entryThreshold: 0.6,
  },
};

/** A trader over a real ledger, without slippage. `market` holds the price of each symbol, or why it has none. */
function aTrader() {
  const clock = fakeClock();
  const { guard, script } = scriptedGuard(clock.now);
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = sqliteLedger(database, amount('100000'));
  const recorded = recordingInstruments();
  const market = new Map<string, string | Error>([
    ['BTCUSDT', '60000'],
    ['ETHUSDT', '3000'],
  ]);
  const settle = createSettlement(ledger, guard, silent.log);
  const executor = paperExecutor(paperCosts(0, 0), clock.now);
  const desk = createOrderDesk({ ...silent, ledger, guard, executor, settle, now: clock.now });
  const trader = createSignalTrader({
    ...silent,
    desk,
    ledger,
    strategies,
    instruments: recorded.instruments,
    prices: {
      async latest(symbol) {
        const price = market.get(symbol);
        if (typeof price !== 'string') throw price;
        return { symbol, price, source: 'binance', observedAt: clock.at };
      },
    },
    pacer: () => () => undefined,
    requestId: () => 'request-1',
    now: clock.now,
  });
  const signal = (action: Action, symbol = 'BTCUSDT', profile: Profile = 'balanced'): Signal => ({
    profile,
    symbol,
    action,
    confidence: 0.7,
    at: clock.at,
    modelVersion: 'm-1',
    modelExpiresAt: clock.at + 3_600_000,
    probabilities: { buy: 0.7, sell: 0.1, hold: 0.2 },
  });
  const held = async () => (await ledger.positions()).map((p) => [p.profile, p.symbol, textOf(p.quantity)]);
  return { trader, desk, ledger, clock, script, market, recorded, signal, held };
}

describe('acting on signals', () => {
  test('counts each decision, and orders nothing on hold', async () => {
    const { trader, recorded, signal, script } = aTrader();
    const signals = [signal('hold'), signal('hold', 'ETHUSDT'), signal('sell', 'ETHUSDT', 'aggressive')];
    const report = await trader.act(signals);
    expect(report).toEqual({ decisions: { buy: 0, sell: 1, hold: 2 }, orders: 0, denials: {}, failures: [] });
    expect(recorded.value('qt_trade_decisions_total', { symbol: 'ETHUSDT', action: 'sell' })).toBe(1);
    expect(recorded.value('qt_trade_decisions_total', { action: 'hold' })).toBe(2);
    expect(script.asked).toEqual([]);
  });

  test("buys the strategy's size, rounded down to a lot, with its stop and its time", async () => {
    const { trader, ledger, clock, script, signal } = aTrader();
    const report = await trader.act([signal('buy')]);
    expect(report).toMatchObject({ decisions: { buy: 1 }, orders: 1 });
    const [position] = await ledger.positions();
    expect(position).toMatchObject({ profile: 'balanced', expiresAt: clock.at + 30 * 60_000 });
    expect(position && textOf(position.quantity)).toBe('0.00833'); // 500 / 60000 = 0.008333…
    expect(position?.stopPrice?.toFixed()).toBe('59400');
    expect(script.asked[0]).toMatchObject({
      origin: 'signal',
      profile: 'balanced',
      reduce_only: false,
      signal: { confidence: 0.7, entry_threshold: 0.6, model_expires_at: '2026-11-23T13:00:00.000Z' },
    });
  });

  test('a second buy of what the profile holds is counted as a decision and not ordered', async () => {
    const { trader, clock, recorded, signal, held } = aTrader();
    await trader.act([signal('buy')]);
    clock.at += 60_000;
    expect(await trader.act([signal('buy')])).toMatchObject({ decisions: { buy: 1 }, orders: 0, failures: [] });
    expect(recorded.value('qt_trade_decisions_total', { action: 'buy' })).toBe(2);
    expect(await held()).toHaveLength(1);
  });

  test('acting twice on one signal fills once', async () => {
    const { trader, signal, ledger } = aTrader();
    const once = signal('buy');
    await Promise.all([trader.act([once]), trader.act([once])]);
    expect(await ledger.fills(10)).toHaveLength(1);
  });

  test("a sell closes the profile's own position, whole, and no other's", async () => {
    const { trader, clock, script, signal, held } = aTrader();
    await trader.act([signal('buy'), signal('buy', 'BTCUSDT', 'aggressive')]);
    clock.at += 60_000;
    expect(await trader.act([signal('sell')])).toMatchObject({ decisions: { sell: 1 }, orders: 1 });
    expect(await held()).toEqual([['aggressive', 'BTCUSDT', '0.015']]);
    expect(script.asked.at(-1)).toMatchObject({ side: 'sell', reduce_only: true, origin: 'signal' });
  });

  test('reports denials by reason', async () => {
    const { trader, script, signal, held } = aTrader();
    script.denial = denial('daily_loss_limit');
    const report = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(report).toMatchObject({ orders: 0, denials: { daily_loss_limit: 2 }, failures: [] });
    expect(await held()).toEqual([]);
  });

  test('orders nothing while the guard is dead, and says so for each order', async () => {
    const { trader, script, signal, held } = aTrader();
    script.down = true;
    const { orders, failures } = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(orders).toBe(0);
    expect(failures.map(({ symbol, error }) => [symbol, error])).toEqual([
      ['BTCUSDT', 'connection refused'],
      ['ETHUSDT', 'connection refused'],
    ]);
    expect(await held()).toEqual([]);
  });

  test('reports a symbol without a price with the provider that failed, and trades the others', async () => {
    const { trader, market, signal, held } = aTrader();
    market.set('BTCUSDT', new ProviderFailure('binance', 'timeout', 'no answer in 3 s'));
    const { orders, failures } = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(orders).toBe(1);
    expect(failures).toMatchObject([{ symbol: 'BTCUSDT', profile: 'balanced', provider: 'binance' }]);
    expect(await held()).toEqual([['balanced', 'ETHUSDT', '0.16666']]);
  });

  test('reports a symbol of which one lot costs more than the size', async () => {
    const { trader, market, signal } = aTrader();
    market.set('BTCUSDT', '60000000000');
    const { failures } = await trader.act([signal('buy')]);
    expect(failures).toMatchObject([{ error: '500 USDT of BTCUSDT is less than one lot' }]);
  });
});

describe('closing what is due', () => {
  const opened = async () => {
    const parts = aTrader();
    await parts.trader.act([parts.signal('buy')]);
    return parts;
  };

  test('leaves a position alone above its stop and before its time', async () => {
    const { trader, market, clock, held } = await opened();
    market.set('BTCUSDT', '59400.01');
    clock.at += 30 * 60_000 - 1;
    expect(await trader.closeDue()).toMatchObject({ orders: 0, failures: [] });
    expect(await held()).toHaveLength(1);
  });

  test('closes a position at its stop', async () => {
    const { trader, market, script, held } = await opened();
    market.set('BTCUSDT', '59400');
    expect(await trader.closeDue()).toMatchObject({ orders: 1, decisions: { buy: 0, sell: 0, hold: 0 } });
    expect(await held()).toEqual([]);
    expect(script.asked.at(-1)).toMatchObject({ origin: 'stop', side: 'sell', reduce_only: true, signal: null });
    const [, loss] = [...script.confirmed.values()].map(({ realisedPnl }) => textOf(realisedPnl));
    expect(loss).toBe('-4.998'); // 600 × 0.00833
  });

  test('closes a position when its time is over', async () => {
    const { trader, clock, script, held } = await opened();
    clock.at += 30 * 60_000;
    await trader.closeDue();
    expect(await held()).toEqual([]);
    expect(script.asked.at(-1)).toMatchObject({ origin: 'expiry' });
  });

  test('tries a close that was denied again the next time', async () => {
    const { trader, clock, script, held } = await opened();
    clock.at += 30 * 60_000;
    script.denial = denial('price_stale');
    expect(await trader.closeDue()).toMatchObject({ orders: 0, denials: { price_stale: 1 } });
    script.denial = undefined;
    clock.at += 60_000;
    expect(await trader.closeDue()).toMatchObject({ orders: 1 });
    expect(await held()).toEqual([]);
  });

  test('asks the guard about a position whose time is over even without a price, and reports the missing stop', async () => {
    const { trader, market, clock, script } = await opened();
    market.set('BTCUSDT', new ProviderFailure('coingecko', 'network', 'refused'));
    clock.at += 30 * 60_000;
    script.denial = denial('price_missing');
    const report = await trader.closeDue();
    expect(script.asked.at(-1)).toMatchObject({ price: null, price_observed_at: null });
    expect(report).toMatchObject({ denials: { price_missing: 1 }, failures: [{ provider: 'coingecko' }] });
  });

  test('leaves what is held by hand alone', async () => {
    const { trader, desk, clock, market, held } = aTrader();
    const price = { price: '60000', observedAt: clock.at };
    await desk.inTurn((place) => place({ order: anOrder(), price, signal: null }));
    market.set('BTCUSDT', '1');
    clock.at += 24 * 3_600_000;
    expect(await trader.closeDue()).toMatchObject({ orders: 0 });
    expect(await held()).toEqual([[null, 'BTCUSDT', '0.5']]);
  });
});
