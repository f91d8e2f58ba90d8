import { amount } from '@qt/domain';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { denial, FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import { anOrder, databaseFile, fakeClock, ledgerIn, orderService } from '../trading.fixture.ts';
import { Exchange } from '../venue/exchange.fixture.ts';
import { OrderRecorder } from './order-recorder.ts';

const QUOTE = { price: amount('100'), observedAt: 5 };

/** Orders over a real ledger, with what is recorded of them. */
function anAccount() {
  const clock = fakeClock();
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const metrics = recordingInstruments();
  const log = recordingLog();
  const guard = new FakeRiskGuard(clock.now);
  const venue = new Exchange(clock.now);
  const recorder = new OrderRecorder(metrics.instruments, log.log);
  const ledger = ledgerIn(database, '100000', clock.now);
  const ports = { ledger, guard, venue, now: clock.now, recorder };
  return { clock, guard, ledger, venue, log, metrics, orders: orderService(ports) };
}

test('a fill is counted, timed and logged once, however often the order is repeated', async () => {
  const { orders, metrics, log } = anAccount();
  for (const _ of [1, 2]) await orders.submit({ order: anOrder(), quote: QUOTE, signal: null });
  expect(metrics.value('qt_orders_total', { side: 'buy', outcome: 'filled' })).toBe(1);
  expect(metrics.value('qt_fills_total', { side: 'buy' })).toBe(2);
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
  const { orders, venue, metrics, log } = anAccount();
  venue.fault = 'silent';
  expect(await orders.submit({ order: anOrder(), quote: QUOTE, signal: null })).toEqual({
    outcome: 'unknown',
    error: 'the venue does not answer: no route',
  });
  expect(metrics.value('qt_orders_total', { outcome: 'unknown' })).toBe(1);
  expect(log.events('order.unknown')).toMatchObject([{ client_order_id: 'order-1', side: 'buy' }]);
  await orders.maintain();
  expect(log.events('order.unknown')).toHaveLength(1);
  venue.silent = false;
  await orders.maintain();
  expect(metrics.value('qt_orders_total', { outcome: 'filled' })).toBe(1);
  expect(metrics.value('qt_fills_total', { side: 'buy' })).toBe(2);
  expect(log.events('order.reconciled')).toMatchObject([
    { client_order_id: 'order-1', outcome: 'filled', was: 'unknown' },
  ]);
  expect(log.events('order.filled')).toHaveLength(1);
});

test('an order that the guard answered with an error is rejected for that error, not for a guard that is away', async () => {
  const { orders, guard, log } = anAccount();
  const submit = () => orders.submit({ order: anOrder(), quote: QUOTE, signal: null });
  guard.reserve = async () => ({ decision: 'unavailable', error: 'no token', code: 'unauthorized' });
  await submit();
  guard.reserve = async () => ({ decision: 'unavailable', error: 'connect ECONNREFUSED' });
  await submit();
  expect(log.events('order.rejected').map(({ reason }) => reason)).toEqual(['unauthorized', 'guard_unavailable']);
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
  const { orders, venue, log } = anAccount();
  await orders.submit({ order: anOrder({ clientOrderId: 'in' }), quote: QUOTE, signal: null });
  venue.fault = 'silent';
  await orders.submit({ order: anOrder({ clientOrderId: 'out', side: 'sell' }), quote: QUOTE, signal: null });
  venue.silent = false;
  await orders.maintain();
  expect(log.events('position.closed')).toMatchObject([{ client_order_id: 'out' }]);
});
