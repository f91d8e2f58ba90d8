import { amount } from '@qt/domain';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { denial, FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import { anOrder, databaseFile, fakeClock, ledgerIn, orderService, paperVenue } from '../trading.fixture.ts';
import type { Venue } from '../venue/venue.ts';
import { OrderRecorder } from './order-recorder.ts';

const QUOTE = { price: amount('100'), observedAt: 5 };

/** Orders over a real ledger, with what is recorded of them. */
function anAccount(change: (venue: Venue) => Venue = (venue) => venue) {
  const clock = fakeClock();
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const metrics = recordingInstruments();
  const log = recordingLog();
  const guard = new FakeRiskGuard(clock.now);
  const venue = change(paperVenue(0, 10, clock.now));
  const recorder = new OrderRecorder(metrics.instruments, log.log);
  const ledger = ledgerIn(database, '100000');
  const ports = { ledger, guard, venue, now: clock.now, recorder };
  return { clock, guard, ledger, log, metrics, orders: orderService(ports) };
}

test('a fill is counted, timed and logged once, however often the order is repeated', async () => {
  const { orders, metrics, log } = anAccount();
  for (const _ of [1, 2]) await orders.submit({ order: anOrder(), quote: QUOTE, signal: null });
  expect(metrics.value('qt_orders_total', { side: 'buy', outcome: 'filled' })).toBe(1);
  expect(metrics.value('qt_fills_total', { side: 'buy' })).toBe(1);
  expect(metrics.observations('qt_order_duration_seconds')).toEqual([0]);
  expect(log.events('order.filled')).toMatchObject([
    { client_order_id: 'order-1', symbol: 'BTCUSDT', quantity: '0.5', price: '100', realised_pnl: '-0.05' },
  ]);
});

test('a denial is counted, and is no warning of this service: the guard says why', async () => {
  const { orders, guard, metrics, log } = anAccount();
  guard.denial = denial('notional_limit');
  await orders.submit({ order: anOrder(), quote: QUOTE, signal: null });
  expect(metrics.value('qt_orders_total', { outcome: 'denied' })).toBe(1);
  expect(log.lines.map(({ level }) => level)).toEqual(['info']);
});

test('an order without a price is rejected with its reason', async () => {
  const { orders, metrics, log } = anAccount();
  await orders.submit({ order: anOrder(), quote: null, signal: null });
  expect(metrics.value('qt_orders_total', { outcome: 'rejected' })).toBe(1);
  expect(log.events('order.rejected')).toMatchObject([{ client_order_id: 'order-1', reason: 'price_unavailable' }]);
});

test('an order that a full disk kept from being recorded is rejected, not unknown: it went nowhere', async () => {
  const { orders, ledger, metrics, log } = anAccount();
  ledger.begin = () => Promise.reject(new Error('disk I/O error'));
  await expect(orders.submit({ order: anOrder(), quote: QUOTE, signal: null })).rejects.toThrow('disk I/O error');
  expect(metrics.value('qt_orders_total', { outcome: 'rejected' })).toBe(1);
  expect(metrics.value('qt_orders_total', { outcome: 'unknown' })).toBeUndefined();
  expect(log.events('order.rejected')).toMatchObject([{ reason: 'store_unavailable', error: 'disk I/O error' }]);
  expect(log.events('order.unknown')).toEqual([]);
});

test('an order whose venue cannot even be asked is unknown, then reconciled with what is found', async () => {
  let answers = false;
  const { orders, metrics, log } = anAccount((venue) => ({
    estimate: (order) => venue.estimate(order),
    submit: () => Promise.reject(new Error('socket hang up')),
    findExecution: async (id) => {
      if (!answers) throw new Error('no route');
      return venue.estimate({
        clientOrderId: id,
        symbol: 'BTCUSDT',
        side: 'buy',
        quantity: amount('0.5'),
        referencePrice: amount('100'),
      });
    },
  }));
  await expect(orders.submit({ order: anOrder(), quote: QUOTE, signal: null })).rejects.toThrow('no route');
  expect(metrics.value('qt_orders_total', { outcome: 'unknown' })).toBe(1);
  expect(log.events('order.unknown')).toMatchObject([{ client_order_id: 'order-1', side: 'buy' }]);
  answers = true;
  await orders.maintain();
  expect(metrics.value('qt_orders_total', { outcome: 'filled' })).toBe(1);
  expect(metrics.value('qt_fills_total', { side: 'buy' })).toBe(1);
  expect(log.events('order.reconciled')).toMatchObject([
    { client_order_id: 'order-1', outcome: 'filled', was: 'reserved' },
  ]);
  expect(log.events('order.filled')).toHaveLength(1);
});

test('a position that is sold whole is closed, one that is sold in part is not', async () => {
  const { orders, log } = anAccount();
  const order = (clientOrderId: string, side: 'buy' | 'sell', quantity: string) =>
    orders.submit({ order: anOrder({ clientOrderId, side, quantity }), quote: QUOTE, signal: null });
  await order('in', 'buy', '0.5');
  await order('half', 'sell', '0.2');
  expect(log.events('position.closed')).toEqual([]);
  await order('rest', 'sell', '0.3');
  expect(log.events('position.closed')).toMatchObject([
    { client_order_id: 'rest', symbol: 'BTCUSDT', quantity: '0.3' },
  ]);
});

test('a position that a recovered order sold whole is closed as well', async () => {
  let answers = true;
  const { orders, log } = anAccount((venue) => ({
    estimate: (order) => venue.estimate(order),
    submit: (order) => (answers ? venue.submit(order) : Promise.reject(new Error('socket hang up'))),
    findExecution: async (clientOrderId) => {
      if (!answers) throw new Error('no route');
      const order = { clientOrderId, symbol: 'BTCUSDT', side: 'sell', quantity: amount('0.5') } as const;
      return venue.estimate({ ...order, referencePrice: amount('100') });
    },
  }));
  await orders.submit({ order: anOrder({ clientOrderId: 'in' }), quote: QUOTE, signal: null });
  answers = false;
  const sell = anOrder({ clientOrderId: 'out', side: 'sell' });
  await expect(orders.submit({ order: sell, quote: QUOTE, signal: null })).rejects.toThrow('no route');
  answers = true;
  await orders.maintain();
  expect(log.events('position.closed')).toMatchObject([{ client_order_id: 'out', quantity: '0.5' }]);
});
