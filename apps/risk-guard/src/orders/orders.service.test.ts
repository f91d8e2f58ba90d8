import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { amount } from '../domain/amount.ts';
import { buy, fillOf, NOW, sell } from '../domain/check-order.fixture.ts';
import { LOSS_WINDOW_MS } from '../domain/loss-window.ts';
import { guardHouse, type RunningGuard } from '../risk/risk-engine.fixture.ts';

const by = { actor: 'admin', reason: 'drill', requestId: null };

describe('an order', () => {
  let house: ReturnType<typeof guardHouse>;
  let it: RunningGuard;
  beforeEach(async () => {
    house = guardHouse();
    it = await house.start({ limits: { maxOpenPositions: 1 } });
  });
  afterEach(() => house.remove());

  const quote = (symbol: string) => ({ symbol, quote: { price: amount('100'), observedAt: NOW } });

  test('that is asked for twice is held once, and answered the same both times, also by the guard after a crash', async () => {
    const first = await it.orders.reserve(buy());
    expect(first).toMatchObject({ outcome: 'held', reservation: { reservationId: 'reservation-1' } });
    expect(await it.orders.reserve(buy())).toEqual(first);
    it = await house.start();
    expect(await it.orders.reserve(buy())).toEqual(first);
    expect(it.guard.openReservations()).toBe(1);
  });

  test('and another at the same time cannot both have the last place', async () => {
    const [btc, eth] = await Promise.all([
      it.orders.reserve(buy({ clientOrderId: 'a', ...quote('BTCUSDT') })),
      it.orders.reserve(buy({ clientOrderId: 'b', ...quote('ETHUSDT') })),
    ]);
    expect(btc).toMatchObject({ outcome: 'held' });
    expect(eth).toMatchObject({ reason: 'max_open_positions' });
  });

  test('holds its exposure until it is released', async () => {
    const held = await it.orders.reserve(buy({ clientOrderId: 'a', ...quote('BTCUSDT') }));
    const other = buy({ clientOrderId: 'b', ...quote('ETHUSDT') });
    expect(await it.orders.reserve(other)).toMatchObject({ reason: 'max_open_positions' });
    if (held.outcome === 'held') await it.orders.release(held.reservation.reservationId, 'not sent');
    expect(await it.orders.reserve(other)).toMatchObject({ outcome: 'held' });
  });

  test('holds its exposure until it expires, and can be asked for anew then', async () => {
    await it.orders.reserve(buy());
    house.clock.now += 30_000;
    expect(it.guard.openReservations()).toBe(0);
    const anew = await it.orders.reserve(buy({ quote: { price: amount('50000'), observedAt: house.clock.now } }));
    expect(anew).toMatchObject({ outcome: 'held', reservation: { reservationId: 'reservation-2' } });
  });

  test('fills although its reservation has expired or was never known', async () => {
    await it.orders.reserve(buy());
    house.clock.now += 60_000;
    await it.orders.confirm(fillOf({ reservationId: 'reservation-1' }));
    await it.orders.confirm(fillOf({ clientOrderId: 'unknown', symbol: 'ETHUSDT' }));
    expect(it.guard.exposure().map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(await it.orders.reserve(buy())).toMatchObject({ reason: 'duplicate_order' });
  });

  test('fills although the kill switch is engaged', async () => {
    await it.orders.reserve(buy());
    await it.controls.setKillSwitch(true, by);
    await it.orders.confirm(fillOf({ realisedPnl: amount('-1') }));
    expect(it.guard.loss()).toEqual(amount('1'));
  });

  test('counts once however often its fill is told, and another fill of it is an error in the log', async () => {
    const fill = fillOf({ realisedPnl: amount('-1') });
    await it.orders.confirm(fill);
    await it.orders.confirm({ ...fill, filledAt: NOW - 5 });
    expect(it.log.lines).toEqual([]);
    expect(await it.orders.confirm({ ...fill, realisedPnl: amount('-2') })).toEqual(amount('1'));
    expect(it.log.lines).toMatchObject([{ level: 'error', fields: { client_order_id: 'order-1' } }]);
  });

  test('that fills in the future counts from now on, and leaves the window in time', async () => {
    await it.orders.confirm(fillOf({ realisedPnl: amount('-1'), filledAt: NOW + 99 * LOSS_WINDOW_MS }));
    expect(it.guard.loss()).toEqual(amount('1'));
    house.clock.now += LOSS_WINDOW_MS;
    expect(it.guard.loss()).toEqual(amount('0'));
  });

  test('to sell is allowed for what has filled, once', async () => {
    expect(await it.orders.reserve(sell())).toMatchObject({ reason: 'insufficient_balance' });
    await it.orders.confirm(fillOf());
    expect(await it.orders.reserve(sell({ clientOrderId: 'b' }))).toMatchObject({ outcome: 'held' });
    expect(await it.orders.reserve(sell({ clientOrderId: 'c' }))).toMatchObject({ reason: 'insufficient_balance' });
  });

  test.each(['findOrder', 'reserve'] as const)(
    'is denied when the store fails at %s, and nothing is held',
    async (method) => {
      house.failing.add(method);
      expect(await it.orders.reserve(buy())).toMatchObject({ outcome: 'denied', reason: 'store_unavailable' });
      house.failing.clear();
      expect(it.guard.openReservations()).toBe(0);
      expect(await it.orders.reserve(buy())).toMatchObject({ outcome: 'held' });
    },
  );

  test('whose fill the store does not take is told again, and counts then', async () => {
    house.failing.add('fill');
    await expect(it.orders.confirm(fillOf({ realisedPnl: amount('-1') }))).rejects.toThrow('the disk is full');
    expect(it.guard.loss()).toEqual(amount('0'));
    house.failing.clear();
    expect(await it.orders.confirm(fillOf({ realisedPnl: amount('-1') }))).toEqual(amount('1'));
  });

  test('is stopped by a kill switch that is engaged while its reservation is being written', async () => {
    const [begun, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    house.pace.wait = (method) => {
      if (method !== 'reserve') return Promise.resolve();
      begun.resolve();
      return written.promise;
    };
    const asked = it.orders.reserve(buy());
    await begun.promise;
    const engaged = it.controls.setKillSwitch(true, by);
    written.resolve();
    expect(await asked).toMatchObject({ reason: 'kill_switch' });
    await engaged;
  });

  test('to open is denied from the loss limit on, and an hour longer; an exit is not', async () => {
    await it.orders.confirm(fillOf({ quantity: amount('0.02'), realisedPnl: amount('-500') }));
    expect(await it.orders.reserve(buy({ clientOrderId: 'b' }))).toMatchObject({ reason: 'daily_loss_limit' });
    await it.orders.confirm(fillOf({ clientOrderId: 'gain', realisedPnl: amount('100') }));
    expect(await it.orders.reserve(buy({ clientOrderId: 'b' }))).toMatchObject({ reason: 'cooldown' });
    expect(await it.orders.reserve(sell({ clientOrderId: 'c' }))).toMatchObject({ outcome: 'held' });
    it = await house.start();
    expect(await it.orders.reserve(buy({ clientOrderId: 'b' }))).toMatchObject({ reason: 'cooldown' });
    house.clock.now += 3_600_000;
    const later = { quote: { price: amount('50000'), observedAt: house.clock.now }, signal: null };
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...later }))).toMatchObject({ outcome: 'held' });
    expect((await it.store.audit(9)).map(({ detail }) => detail)).toEqual(['lifted', 'tripped by a loss of 500 USDT']);
  });
});
