import type { Action, Profile } from '@qt/catalogue';
import { amount, decimalText } from '@qt/domain';
import { ProviderFailure } from '@qt/market-data';
import { STRATEGIES } from '@qt/model';
import { recordingInstruments } from '@qt/telemetry/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Signal } from '../../signals/signal.ts';
import { QuotesService } from '../quotes.service.ts';
import { RequestIdService } from '../request-id.service.ts';
import {
  anOrder,
  databaseFile,
  denial,
  FakeRiskGuard,
  fakeClock,
  ledgerIn,
  orderService,
  paperVenue,
  quietLog,
  quietTelemetry,
} from '../trading.fixture.ts';
import { OrderBatchService } from './order-batch.service.ts';
import { PositionExitsService } from './position-exits.service.ts';
import { SignalTraderService } from './signal-trader.service.ts';

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
  const guard = new FakeRiskGuard(clock.now);
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '100000');
  const recorded = recordingInstruments();
  const market = new Map<string, string | Error>([
    ['BTCUSDT', '60000'],
    ['ETHUSDT', '3000'],
  ]);
  const orders = orderService({ ledger, guard, venue: paperVenue(0, 0, clock.now), now: clock.now });
  const quotes = new QuotesService({
    prices: {
      async latest(symbol) {
        const price = market.get(symbol);
        if (typeof price !== 'string') throw price;
        return { symbol, price, source: 'binance', observedAt: clock.at, stale: false, ageMs: 0 };
      },
    },
  });
  const batch = new OrderBatchService(orders, quietTelemetry, quietLog);
  const requestIds = new RequestIdService(quietTelemetry);
  const trader = new SignalTraderService(ledger, quotes, batch, requestIds, strategies, recorded.instruments);
  const exits = new PositionExitsService(ledger, quotes, batch, requestIds, clock.now);
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
  const held = async () => (await ledger.positions()).map((p) => [p.profile, p.symbol, decimalText(p.quantity)]);
  return { trader, exits, orders, ledger, clock, guard, market, recorded, signal, held };
}

describe('acting on signals', () => {
  test('counts each decision, and orders nothing on hold', async () => {
    const { trader, recorded, signal, guard } = aTrader();
    const signals = [signal('hold'), signal('hold', 'ETHUSDT'), signal('sell', 'ETHUSDT', 'aggressive')];
    const report = await trader.act(signals);
    expect(report).toEqual({ decisions: { buy: 0, sell: 1, hold: 2 }, orders: 0, denials: {}, failures: [] });
    expect(recorded.value('qt_trade_decisions_total', { symbol: 'ETHUSDT', action: 'sell' })).toBe(1);
    expect(recorded.value('qt_trade_decisions_total', { action: 'hold' })).toBe(2);
    expect(guard.requests).toEqual([]);
  });

  test("buys the strategy's size, rounded down to a lot, with its stop and its time", async () => {
    const { trader, ledger, clock, guard, signal } = aTrader();
    const report = await trader.act([signal('buy')]);
    expect(report).toMatchObject({ decisions: { buy: 1 }, orders: 1 });
    const [position] = await ledger.positions();
    expect(position).toMatchObject({ profile: 'balanced', expiresAt: clock.at + 30 * 60_000 });
    expect(position && decimalText(position.quantity)).toBe('0.00833'); // 500 / 60000 = 0.008333…
    expect(position?.stopPrice?.toFixed()).toBe('59400');
    expect(guard.requests[0]).toMatchObject({
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
    const { trader, clock, guard, signal, held } = aTrader();
    await trader.act([signal('buy'), signal('buy', 'BTCUSDT', 'aggressive')]);
    clock.at += 60_000;
    expect(await trader.act([signal('sell')])).toMatchObject({ decisions: { sell: 1 }, orders: 1 });
    expect(await held()).toEqual([['aggressive', 'BTCUSDT', '0.015']]);
    expect(guard.requests.at(-1)).toMatchObject({ side: 'sell', reduce_only: true, origin: 'signal' });
  });

  test('reports denials by reason', async () => {
    const { trader, guard, signal, held } = aTrader();
    guard.denial = denial('daily_loss_limit');
    const report = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(report).toMatchObject({ orders: 0, denials: { daily_loss_limit: 2 }, failures: [] });
    expect(await held()).toEqual([]);
  });

  test('orders nothing while the guard is dead, and says so for each order', async () => {
    const { trader, guard, signal, held } = aTrader();
    guard.down = true;
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

  test('keeps a position open above its stop and before its time', async () => {
    const { exits, market, clock, held } = await opened();
    market.set('BTCUSDT', '59400.01');
    clock.at += 30 * 60_000 - 1;
    expect(await exits.closeDue()).toMatchObject({ orders: 0, failures: [] });
    expect(await held()).toHaveLength(1);
  });

  test('closes a position at its stop', async () => {
    const { exits, market, guard, held } = await opened();
    market.set('BTCUSDT', '59400');
    expect(await exits.closeDue()).toMatchObject({ orders: 1, decisions: { buy: 0, sell: 0, hold: 0 } });
    expect(await held()).toEqual([]);
    expect(guard.requests.at(-1)).toMatchObject({ origin: 'stop', side: 'sell', reduce_only: true, signal: null });
    const [, loss] = [...guard.confirmed.values()].map(({ realisedPnl }) => decimalText(realisedPnl));
    expect(loss).toBe('-4.998'); // 600 × 0.00833
  });

  test('closes a position at the end of its holding time', async () => {
    const { exits, clock, guard, held } = await opened();
    clock.at += 30 * 60_000;
    await exits.closeDue();
    expect(await held()).toEqual([]);
    expect(guard.requests.at(-1)).toMatchObject({ origin: 'expiry' });
  });

  test('submits an exit that was denied again the next time', async () => {
    const { exits, clock, guard, held } = await opened();
    clock.at += 30 * 60_000;
    guard.denial = denial('price_stale');
    expect(await exits.closeDue()).toMatchObject({ orders: 0, denials: { price_stale: 1 } });
    guard.denial = undefined;
    clock.at += 60_000;
    expect(await exits.closeDue()).toMatchObject({ orders: 1 });
    expect(await held()).toEqual([]);
  });

  test('asks the guard about an expired position even without a price, and reports that its stop cannot be checked', async () => {
    const { exits, market, clock, guard } = await opened();
    market.set('BTCUSDT', new ProviderFailure('coingecko', 'network', 'refused'));
    clock.at += 30 * 60_000;
    guard.denial = denial('price_missing');
    const report = await exits.closeDue();
    expect(guard.requests.at(-1)).toMatchObject({ price: null, price_observed_at: null });
    expect(report).toMatchObject({ denials: { price_missing: 1 }, failures: [{ provider: 'coingecko' }] });
  });

  test('does not close what was bought by hand', async () => {
    const { exits, orders, clock, market, held } = aTrader();
    const quote = { price: amount('60000'), observedAt: clock.at };
    await orders.submit({ order: anOrder(), quote, signal: null });
    market.set('BTCUSDT', '1');
    clock.at += 24 * 3_600_000;
    expect(await exits.closeDue()).toMatchObject({ orders: 0 });
    expect(await held()).toEqual([[null, 'BTCUSDT', '0.5']]);
  });
});
