import { amount } from '@qt/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buy, fillOf, NOW, sell } from '../domain/check-order.fixture.ts';
import { LOSS_WINDOW_MS } from '../domain/loss-window.ts';
import { guardHost, type RunningGuard } from '../risk/risk-engine.fixture.ts';

const by = { actor: 'admin', reason: 'drill', requestId: null };

describe('an order', () => {
  let host: ReturnType<typeof guardHost>;
  let it: RunningGuard;
  beforeEach(async () => {
    host = guardHost();
    it = await host.start({ limits: { maxOpenPositions: 1 } });
  });
  afterEach(() => host.remove());

  const cash = (usdt: string) => ({ availableCash: amount(usdt) });
  const quote = (symbol: string) => ({ symbol, quote: { price: amount('50000'), observedAt: NOW } });

  test('that is requested twice is reserved once, with the same answer both times, also by the guard after a crash', async () => {
    const first = await it.orders.reserve(buy());
    expect(first).toMatchObject({ decision: 'allowed', reservation: { reservationId: 'reservation-1' } });
    // A repetition passes the gates only.
    const again = { ...first, rules: first.rules.slice(0, 3) };
    expect(await it.orders.reserve(buy())).toEqual(again);
    it = await host.start();
    expect(await it.orders.reserve(buy())).toEqual(again);
    expect(it.engine.openReservations()).toBe(1);
  });

  test('and another at the same time cannot both take the last place', async () => {
    const [btc, eth] = await Promise.all([
      it.orders.reserve(buy({ clientOrderId: 'a', ...quote('BTCUSDT') })),
      it.orders.reserve(buy({ clientOrderId: 'b', ...quote('ETHUSDT') })),
    ]);
    expect(btc).toMatchObject({ decision: 'allowed' });
    expect(eth).toMatchObject({ denials: [{ reason: 'max_open_positions' }] });
  });

  test('holds its exposure until it is released', async () => {
    const held = await it.orders.reserve(buy({ clientOrderId: 'a', ...quote('BTCUSDT') }));
    const other = buy({ clientOrderId: 'b', ...quote('ETHUSDT') });
    expect(await it.orders.reserve(other)).toMatchObject({ denials: [{ reason: 'max_open_positions' }] });
    if (held.decision === 'allowed') await it.orders.release(held.reservation.reservationId, 'not sent');
    expect(await it.orders.reserve(other)).toMatchObject({ decision: 'allowed' });
  });

  test('holds its exposure until it expires, and can then be requested again', async () => {
    await it.orders.reserve(buy());
    host.clock.now += 30_000;
    expect(it.engine.openReservations()).toBe(0);
    const anew = await it.orders.reserve(buy({ quote: { price: amount('50000'), observedAt: host.clock.now } }));
    expect(anew).toMatchObject({ decision: 'allowed', reservation: { reservationId: 'reservation-2' } });
  });

  test('fills although its reservation has expired or was never known', async () => {
    await it.orders.reserve(buy());
    host.clock.now += 60_000;
    await it.orders.confirm(fillOf({ reservationId: 'reservation-1' }));
    await it.orders.confirm(fillOf({ clientOrderId: 'unknown', symbol: 'ETHUSDT' }));
    expect(it.engine.exposure().map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(await it.orders.reserve(buy(cash('99000')))).toMatchObject({ denials: [{ reason: 'duplicate_order' }] });
  });

  test('to open is denied while too many were given up in the last minute, over a restart too; cancels and exits pass', async () => {
    const cancels = { limits: { maxCancelsPerMinute: 1, maxOpenPositions: 5 } };
    it = await host.start(cancels);
    await it.orders.confirm(fillOf({ clientOrderId: 'held' }));
    const order = (id: string) => buy({ clientOrderId: id, ...cash('99500') });
    for (const id of ['a', 'b']) {
      expect(await it.orders.reserve(order(id))).toMatchObject({ decision: 'allowed' });
      expect(await it.orders.release(`reservation-${id === 'a' ? 1 : 2}`, 'cancelled')).toBe(true);
    }
    expect(await it.orders.release('reservation-2', 'cancelled')).toBe(false);
    for (const again of [false, true]) {
      if (again) it = await host.start(cancels);
      expect(await it.orders.reserve(order('c'))).toMatchObject({
        denials: [{ reason: 'rate_limited', limit: '1', observed: '2' }],
      });
    }
    expect(await it.orders.reserve(sell())).toMatchObject({ decision: 'allowed' });
    expect(await it.orders.release('reservation-3', 'cancelled')).toBe(true);
    host.clock.now += 60_000;
    const quoted = { price: amount('50000'), observedAt: host.clock.now };
    expect(await it.orders.reserve({ ...order('d'), quote: quoted })).toMatchObject({ decision: 'allowed' });
  });

  test('fills although the kill switch is engaged', async () => {
    await it.orders.reserve(buy());
    await it.risk.setKillSwitch(true, by);
    await it.orders.confirm(fillOf({ realisedPnl: amount('-1') }));
    expect(it.engine.loss()).toEqual(amount('1'));
  });

  test('counts once however often its fill is reported, and a different fill is an error in the log', async () => {
    const fill = fillOf({ realisedPnl: amount('-1') });
    await it.orders.confirm(fill);
    await it.orders.confirm({ ...fill, filledAt: NOW - 5 });
    expect(it.log.lines).toEqual([]);
    expect(await it.orders.confirm({ ...fill, realisedPnl: amount('-2') })).toEqual(amount('1'));
    expect(it.log.lines).toMatchObject([{ level: 'error', fields: { client_order_id: 'order-1' } }]);
  });

  test('that rests counts what it loses as it sells, not at its end, once, and over a restart', async () => {
    await it.orders.confirm(fillOf({ clientOrderId: 'held' }));
    await it.orders.reserve(sell({ rests: true }));
    const sold = (quantity: string, realised: string, open = true) =>
      fillOf({ side: 'sell', quantity: amount(quantity), price: amount('49000'), realisedPnl: amount(realised), open });
    expect(await it.orders.confirm(sold('0.004', '-4'))).toEqual(amount('4'));
    expect(await it.orders.confirm(sold('0.004', '-4'))).toEqual(amount('4'));
    expect(await it.orders.confirm(sold('0.006', '-6'))).toEqual(amount('6'));
    expect(it.log.lines).toEqual([]);
    for (const again of [false, true]) {
      if (again) it = await host.start();
      expect(it.engine.loss()).toEqual(amount('6'));
      expect(it.engine.positions().get('BTCUSDT')).toEqual(amount('0.004'));
      expect(it.engine.openReservations()).toBe(1);
    }
    const more = sell({ clientOrderId: 'more', quantity: amount('0.001'), callerHeld: amount('0.004') });
    expect(await it.orders.reserve(more)).toMatchObject({ denials: [{ reason: 'insufficient_balance', limit: '0' }] });
    expect(await it.orders.confirm(sold('0.006', '-6', false))).toEqual(amount('6'));
    expect(it.engine.openReservations()).toBe(0);
    expect(await it.orders.reserve(more)).toMatchObject({ decision: 'allowed' });
    const audit = await it.repository.audit({ limit: 9, kind: 'decision' });
    expect(audit.map(({ detail }) => detail.split(' BTCUSDT')[0])).toEqual([
      'allowed sell 0.001',
      'ended after sell 0.006',
      'denied sell 0.001',
      'filled in part sell 0.002',
      'filled in part sell 0.004',
      'allowed sell 0.01',
      'filled buy 0.01',
    ]);
  });

  test('that has ended can fill no more, whatever its caller says', async () => {
    await it.orders.reserve(buy({ rests: true }));
    await it.orders.confirm(fillOf({ quantity: amount('0.004') }));
    await it.orders.confirm(fillOf({ quantity: amount('0.01'), open: true }));
    expect(it.engine.positions().get('BTCUSDT')).toEqual(amount('0.004'));
    expect(it.log.lines).toMatchObject([{ level: 'error', fields: { client_order_id: 'order-1' } }]);
  });

  test('that sold at a price far above the market counts with the market price, and its exit was not hindered', async () => {
    await it.orders.confirm(fillOf({ clientOrderId: 'held', price: amount('52000') }));
    await it.orders.reserve(sell());
    const lie = { side: 'sell', price: amount('60000'), realisedPnl: amount('80') } as const;
    expect(await it.orders.confirm(fillOf(lie))).toEqual(amount('20'));
    expect(it.engine.disputes()).toMatchObject([{ about: 'price', own: amount('50000'), reported: amount('60000') }]);
    expect(it.engine.positions().get('BTCUSDT')).toEqual(amount('0'));
    const [entry] = await it.repository.audit({ limit: 1, kind: 'decision' });
    expect(entry?.detail).toContain('at 60000, expected near 50000');
  });

  test('that fills in the future counts from now on, and leaves the window in time', async () => {
    await it.orders.confirm(fillOf({ realisedPnl: amount('-1'), filledAt: NOW + 99 * LOSS_WINDOW_MS }));
    expect(it.engine.loss()).toEqual(amount('1'));
    host.clock.now += LOSS_WINDOW_MS;
    expect(it.engine.loss()).toEqual(amount('0'));
  });

  test('whose loss is dated before its reservation, or of an unknown order, cannot be dated out of the window', async () => {
    await it.orders.reserve(buy());
    for (const clientOrderId of ['order-1', 'unknown']) {
      await it.orders.confirm(fillOf({ clientOrderId, realisedPnl: amount('-1'), filledAt: NOW - LOSS_WINDOW_MS }));
    }
    for (const again of [false, true]) {
      if (again) it = await host.start();
      expect(it.engine.loss()).toEqual(amount('2'));
    }
    host.clock.now += LOSS_WINDOW_MS;
    expect(it.engine.loss()).toEqual(amount('0'));
  });

  test('to sell is allowed for what has filled, once', async () => {
    expect(await it.orders.reserve(sell())).toMatchObject({ denials: [{ reason: 'insufficient_balance' }] });
    await it.orders.confirm(fillOf());
    expect(await it.orders.reserve(sell({ clientOrderId: 'b' }))).toMatchObject({ decision: 'allowed' });
    expect(await it.orders.reserve(sell({ clientOrderId: 'c' }))).toMatchObject({
      denials: [{ reason: 'insufficient_balance' }],
    });
  });

  test('that only reduces a position passes in every state, at a price that is old or missing, and the log says so', async () => {
    await it.orders.confirm(fillOf({ realisedPnl: amount('-600') }));
    await it.risk.setKillSwitch(true, by);
    await it.risk.setTradingState('halted', by);
    const half = { quantity: amount('0.005') };
    const stale = { price: amount('49000'), observedAt: NOW - 3_600_000 };
    const first = await it.orders.reserve(sell({ clientOrderId: 'b', ...half, quote: stale }));
    expect(first).toMatchObject({
      decision: 'allowed',
      reservation: { price: amount('49000') },
      waived: [{ reason: 'kill_switch' }, { reason: 'reducing_only' }, { reason: 'price_stale' }],
    });
    expect(await it.orders.reserve(sell({ clientOrderId: 'c', ...half, quote: null }))).toMatchObject({
      decision: 'allowed',
      reservation: { price: amount('50000') },
    });
    expect(await it.orders.reserve(sell({ clientOrderId: 'd', ...half }))).toMatchObject({
      denials: [{ reason: 'kill_switch' }, { reason: 'reducing_only' }, { reason: 'insufficient_balance' }],
    });
    expect(it.log.events('risk.exit.allowed')).toMatchObject([
      { client_order_id: 'b', waived: ['kill_switch', 'reducing_only', 'price_stale'] },
      { client_order_id: 'c', waived: ['kill_switch', 'reducing_only', 'price_missing'] },
    ]);
  });

  test('that reduces a position is denied while the kill switch is engaged, where that freezes exits', async () => {
    it = await host.start({ limits: { killSwitchFreezesExits: true } });
    await it.orders.confirm(fillOf());
    await it.risk.setKillSwitch(true, by);
    expect(await it.orders.reserve(sell({ clientOrderId: 'b' }))).toMatchObject({
      denials: [{ reason: 'kill_switch' }],
    });
  });

  test("at a tenth of the guard's own price is denied, however long after the last order, and an exit is not", async () => {
    await it.orders.reserve(buy());
    host.clock.now += 360_000;
    const tenth = { quote: { price: amount('5000'), observedAt: host.clock.now }, signal: null };
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...tenth }))).toMatchObject({
      denials: [{ reason: 'price_out_of_band', limit: '10%', observed: '90%' }],
    });
    await it.orders.confirm(fillOf());
    expect(await it.orders.reserve(sell({ clientOrderId: 'c', ...tenth }))).toMatchObject({
      decision: 'allowed',
      waived: [{ reason: 'price_out_of_band' }],
    });
  });

  test('to open is denied while the guard has no price of its own, whatever the caller says; an exit is not', async () => {
    await it.orders.confirm(fillOf());
    host.market.clear();
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99500') }))).toMatchObject({
      denials: [{ reason: 'price_missing' }],
    });
    expect(await it.orders.reserve(sell({ clientOrderId: 'c' }))).toMatchObject({
      decision: 'allowed',
      waived: [{ reason: 'price_missing' }],
    });
  });

  test('counts at the market price, not at that of its fill', async () => {
    await it.orders.confirm(fillOf());
    host.market.set('BTCUSDT', '40000');
    expect(it.engine.exposure()).toMatchObject([{ notional: amount('400') }]);
    expect(it.engine.equity()).toEqual(amount('99900'));
  });

  test('to sell at a stale or distant price does not move the reference of later orders, also after a restart', async () => {
    await it.orders.confirm(fillOf({ quantity: amount('1') }));
    await it.orders.reserve(buy({ clientOrderId: 'b' }));
    const one = { quantity: amount('0.01'), quote: { price: amount('5000'), observedAt: NOW } };
    await it.orders.reserve(sell({ clientOrderId: 'c', ...one }));
    await it.orders.reserve(sell({ clientOrderId: 'd', ...one, quote: { ...one.quote, observedAt: 0 } }));
    for (const { engine } of [it, await host.start()]) {
      expect(engine.context('BTCUSDT', null).reference?.price).toEqual(amount('50000'));
    }
  });

  test.each(['findOrder', 'reserve'] as const)(
    'is denied when the store fails at %s, and nothing is reserved',
    async (method) => {
      host.failing.add(method);
      expect(await it.orders.reserve(buy())).toMatchObject({
        decision: 'denied',
        denials: [{ reason: 'store_unavailable' }],
      });
      host.failing.clear();
      expect(it.engine.openReservations()).toBe(0);
      expect(await it.orders.reserve(buy())).toMatchObject({ decision: 'allowed' });
    },
  );

  test('of a caller that knows another cash is denied, over restarts too, and one that agrees is not', async () => {
    await it.orders.confirm(fillOf({ fee: amount('0.5') }));
    for (const _ of ['running', 'restarted']) {
      expect(await it.orders.reserve(buy({ clientOrderId: 'b' }))).toMatchObject({
        denials: [{ reason: 'facts_disagree', limit: '99499.5', observed: '100000' }],
      });
      it = await host.start();
    }
    const held = { callerHeld: amount('0.01') };
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99499.5'), ...held }))).toMatchObject({
      decision: 'allowed',
    });
  });

  test('to open is denied from the drawdown limit on, by the peak of before a restart', async () => {
    const limits = { maxDrawdown: amount('0.004'), maxPositionNotional: amount('9000') };
    it = await host.start({ limits });
    await it.orders.confirm(fillOf({ quantity: amount('0.1') }));
    const mine = cash('95000');
    host.market.set('BTCUSDT', '51000');
    await it.engine.markToMarket([]);
    it = await host.start({ limits });
    host.market.set('BTCUSDT', '46996');
    const low = { ...mine, quantity: amount('0.001'), quote: { price: amount('47000'), observedAt: NOW } };
    expect(await it.orders.reserve(buy({ clientOrderId: 'c', ...low }))).toMatchObject({ decision: 'allowed' });
    host.market.set('BTCUSDT', '46995');
    expect(await it.orders.reserve(buy({ clientOrderId: 'd', ...low }))).toMatchObject({
      denials: [{ reason: 'drawdown_limit', limit: '0.004', observed: '0.004001' }],
    });
  });

  test('whose fill could not be stored counts when it is reported again', async () => {
    host.failing.add('fill');
    await expect(it.orders.confirm(fillOf({ realisedPnl: amount('-1') }))).rejects.toThrow('the disk is full');
    expect(it.engine.loss()).toEqual(amount('0'));
    host.failing.clear();
    expect(await it.orders.confirm(fillOf({ realisedPnl: amount('-1') }))).toEqual(amount('1'));
  });

  test('is stopped by a kill switch that is engaged while its reservation is being written', async () => {
    const [begun, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    host.pace.wait = (method) => {
      if (method !== 'reserve') return Promise.resolve();
      begun.resolve();
      return written.promise;
    };
    const asked = it.orders.reserve(buy());
    await begun.promise;
    const engaged = it.risk.setKillSwitch(true, by);
    written.resolve();
    expect(await asked).toMatchObject({ denials: [{ reason: 'kill_switch' }] });
    await engaged;
  });

  test.each([25, -25])(
    'to open is denied when the clock jumps by %d h, and the loss of the day stays; an exit passes',
    async (hours) => {
      await it.orders.confirm(fillOf({ quantity: amount('0.02'), realisedPnl: amount('-500') }));
      const jump = hours * 3_600_000;
      host.jumped.ms = jump;
      const quote = { price: amount('50000'), observedAt: NOW + jump };
      expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99000'), quote }))).toMatchObject({
        denials: expect.arrayContaining([
          expect.objectContaining({ reason: 'clock_skew', limit: '5 s', observed: '90000 s' }),
          expect.objectContaining({ reason: 'daily_loss_limit' }),
          expect.objectContaining({ reason: 'cooldown' }),
        ]),
      });
      expect(await it.orders.reserve(sell({ clientOrderId: 'c', quote }))).toMatchObject({ decision: 'allowed' });
      expect(it.engine.loss()).toEqual(amount('500'));
      host.jumped.ms = 0;
      expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99000') }))).toMatchObject({
        denials: [{ reason: 'daily_loss_limit' }, { reason: 'cooldown' }],
      });
    },
  );

  test('to exit is no duplicate of one from before the clock was set back', async () => {
    await it.orders.confirm(fillOf({ quantity: amount('0.02') }));
    host.jumped.ms = 3_600_000;
    expect(await it.orders.reserve(sell({ clientOrderId: 'before' }))).toMatchObject({ decision: 'allowed' });
    host.jumped.ms = 0;
    expect(await it.orders.reserve(sell({ clientOrderId: 'after' }))).toMatchObject({ decision: 'allowed' });
  });

  test('at a loss, while the clock is a day behind, counts when the clock is right again, over restarts too', async () => {
    host.jumped.ms = -25 * 3_600_000;
    const filledAt = NOW + host.jumped.ms;
    await it.orders.reserve(sell({ clientOrderId: 'a' }));
    await it.orders.confirm(fillOf({ clientOrderId: 'a', side: 'sell', realisedPnl: amount('-500'), filledAt }));
    expect(it.engine.loss()).toEqual(amount('500'));
    host.jumped.ms = 0;
    expect(it.engine.loss()).toEqual(amount('500'));
    it = await host.start();
    expect(it.engine.loss()).toEqual(amount('500'));
    host.clock.now += 24 * 3_600_000;
    expect(it.engine.loss()).toEqual(amount('0'));
  });

  test('to open is denied from the loss limit on, and an hour longer; an exit is not', async () => {
    await it.orders.confirm(fillOf({ quantity: amount('0.02'), realisedPnl: amount('-500') }));
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99000') }))).toMatchObject({
      denials: [{ reason: 'daily_loss_limit' }, { reason: 'cooldown' }],
    });
    const gain = { side: 'sell' as const, price: amount('54000'), realisedPnl: amount('40') };
    await it.orders.confirm(fillOf({ clientOrderId: 'gain', ...gain }));
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99540') }))).toMatchObject({
      denials: [{ reason: 'cooldown' }],
    });
    expect(await it.orders.reserve(sell({ clientOrderId: 'c' }))).toMatchObject({ decision: 'allowed' });
    it = await host.start();
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99540') }))).toMatchObject({
      denials: [{ reason: 'cooldown' }],
    });
    host.clock.now += 3_600_000;
    const later = { quote: { price: amount('50000'), observedAt: host.clock.now }, signal: null };
    expect(await it.orders.reserve(buy({ clientOrderId: 'b', ...cash('99540'), ...later }))).toMatchObject({
      decision: 'allowed',
    });
    expect((await it.repository.audit({ limit: 9, kind: 'act' })).map(({ detail }) => detail)).toEqual([
      'lifted',
      'tripped by a loss of 500 USDT',
    ]);
  });
});
