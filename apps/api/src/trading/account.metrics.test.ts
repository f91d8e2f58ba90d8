import { amount } from '@qt/domain';
import type { MarketData, Price } from '@qt/market-data';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { fake } from '../fake.fixture.ts';
import { AccountMetrics } from './account.metrics.ts';
import { FakeRiskGuard } from './guard/fake-risk-guard.fixture.ts';
import { anOrder, databaseFile, fakeClock, ledgerIn, orderService, paperVenue } from './trading.fixture.ts';

/** An account of 1000 USDT whose gauges are read; `restart` is the next process on the same file. */
function anAccount() {
  const clock = fakeClock();
  const guard = new FakeRiskGuard(clock.now);
  const prices = new Map<string, string>([['BTCUSDT', '100']]);
  const open = databaseFile();
  const start = () => {
    const database = open();
    onTestFinished(() => database.close());
    const ledger = ledgerIn(database, '1000');
    const metrics = recordingInstruments();
    const orders = orderService({ ledger, guard, venue: paperVenue(0, 0, clock.now), now: clock.now });
    const market = fake<MarketData>({
      lastKnownPrice(symbol: string) {
        const price = prices.get(symbol);
        return price === undefined ? undefined : fake<Price>({ symbol, price });
      },
    });
    const gauges = new AccountMetrics(ledger, market, metrics.instruments, recordingLog().log);
    const trade = (id: string, side: 'buy' | 'sell', quantity: string, profile: 'balanced' | null = null) =>
      orders.submit({
        order: anOrder({ clientOrderId: id, side, quantity, profile }),
        quote: { price: amount(prices.get('BTCUSDT') ?? '0'), observedAt: clock.at },
        signal: null,
      });
    return { metrics, trade, update: () => gauges.update() };
  };
  return { ...start(), restart: start, prices };
}

test('an account without a position is worth its cash, and has realised nothing for anybody', async () => {
  const { metrics, update } = anAccount();
  await update();
  expect(metrics.value('qt_account_equity')).toBe(1000);
  expect(metrics.value('qt_account_drawdown')).toBe(0);
  expect(metrics.value('qt_positions_open')).toBe(0);
  expect(metrics.series('qt_position_notional')).toEqual([]);
  expect(metrics.value('qt_realised_pnl', { profile: 'aggressive' })).toBe(0);
});

test('drawdown is the share of the highest equity, over a restart too', async () => {
  const { trade, update, restart, prices } = anAccount();
  await trade('in', 'buy', '5');
  prices.set('BTCUSDT', '140');
  await update();
  prices.set('BTCUSDT', '80');
  const again = restart();
  await again.update();
  expect(again.metrics.value('qt_account_equity')).toBe(900);
  expect(again.metrics.value('qt_account_drawdown')).toBe(0.25);
  expect(again.metrics.value('qt_position_notional', { symbol: 'BTCUSDT' })).toBe(400);
});

test('what each profile realised is counted once, over a restart too', async () => {
  const { trade, update, metrics, restart, prices } = anAccount();
  await trade('in', 'buy', '2', 'balanced');
  prices.set('BTCUSDT', '110');
  await trade('out', 'sell', '2', 'balanced');
  await update();
  await update();
  expect(metrics.value('qt_realised_pnl', { profile: 'balanced' })).toBe(20);
  expect(metrics.value('qt_realised_pnl', { profile: 'manual' })).toBe(0);
  const again = restart();
  await again.update();
  expect(again.metrics.value('qt_realised_pnl', { profile: 'balanced' })).toBe(20);
});

test('a position without a price makes the equity unknown, not wrong', async () => {
  const { trade, update, metrics, prices } = anAccount();
  await trade('in', 'buy', '2');
  await update();
  prices.clear();
  await update();
  expect(metrics.value('qt_account_equity')).toBeUndefined();
  expect(metrics.value('qt_account_drawdown')).toBeUndefined();
  expect(metrics.series('qt_position_notional')).toEqual([]);
  expect(metrics.value('qt_positions_open')).toBe(1);
});
