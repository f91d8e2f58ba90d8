import { amount } from '@qt/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buy, fillOf, NOW } from '../domain/check-order.fixture.ts';
import { LOSS_WINDOW_MS } from '../domain/loss-window.ts';
import { riskStateOf } from './risk.mapper.ts';
import { guardHost, type RunningGuard } from './risk-engine.fixture.ts';

const by = { actor: 'admin', reason: 'drill', requestId: 'request-1' };
/** Of a sale of 0.01 BTC that was bought at 50000. */
const gain = (usdt: string) => ({ price: amount('50000').plus(Number(usdt) * 100), realisedPnl: amount(usdt) });
const SINCE = new Date(NOW).toISOString();

describe('the risk engine', () => {
  let host: ReturnType<typeof guardHost>;
  beforeEach(() => {
    host = guardHost();
  });
  afterEach(() => host.remove());

  const killSwitchOf = (it: RunningGuard) => it.engine.controls.killSwitch;
  const announced = (it: RunningGuard) => it.log.events('risk.kill_switch.changed').map(({ engaged }) => engaged);

  test('keeps an override of the kill switch over restarts, against the environment, until it is set to follow that again', async () => {
    let it = await host.start();
    await it.risk.setKillSwitch(true, by);
    const engaged = { engaged: true, source: 'override', actor: 'admin', reason: 'drill', since: SINCE };
    host.clock.now += 5000;
    it = await host.start();
    expect(killSwitchOf(it)).toEqual(engaged);
    await it.risk.setKillSwitch(false, by);
    it = await host.start({ killSwitch: true });
    expect(killSwitchOf(it)).toEqual({ engaged: false, source: 'override' });
    await it.risk.setKillSwitch(null, by);
    expect(killSwitchOf(it)).toMatchObject({ engaged: true, source: 'environment' });
  });

  test('remembers over restarts since when the environment engages the kill switch', async () => {
    expect(announced(await host.start({ killSwitch: true }))).toEqual([true]);
    host.clock.now += 5000;
    const again = await host.start({ killSwitch: true });
    expect(announced(again)).toEqual([]);
    expect(killSwitchOf(again)).toMatchObject({ source: 'environment', since: SINCE });
    expect(killSwitchOf(await host.start())).toEqual({ engaged: false, source: 'environment' });
  });

  test('logs that the kill switch is engaged or released, and not that only its reason changes', async () => {
    const it = await host.start();
    await it.risk.setKillSwitch(false, by);
    await it.risk.setKillSwitch(true, by);
    await it.risk.setKillSwitch(true, { ...by, reason: 'another' });
    await it.risk.setKillSwitch(null, by);
    expect(announced(it)).toEqual([true, false]);
  });

  test('audits who changed what, why and when', async () => {
    const it = await host.start();
    await it.risk.setTradingState('reducing', by);
    await it.risk.setKillSwitch(true, by);
    await it.risk.reset(by);
    const entries = await it.repository.audit({ limit: 9, kind: 'act' });
    expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
      ['reset', 'drill'],
      ['kill-switch', 'engaged: drill'],
      ['state', 'active to reducing: drill'],
    ]);
    expect(entries[0]).toMatchObject({ at: NOW, actor: 'admin', outcome: 'accepted', requestId: 'request-1' });
  });

  test('engages the kill switch and halts at once when the store fails, reports that it was not stored, and stores it later', async () => {
    let it = await host.start();
    host.failing.add('all');
    await expect(it.risk.setKillSwitch(true, by)).rejects.toThrow('the disk is full');
    await expect(it.risk.setTradingState('halted', by)).rejects.toThrow('the disk is full');
    expect(announced(it)).toEqual([true]);
    expect(it.engine.account()).toMatchObject({ tradingState: 'halted', killSwitch: { engaged: true } });
    await expect(it.engine.controls.flush()).rejects.toThrow('the disk is full');
    host.failing.clear();
    await it.engine.controls.flush();
    it = await host.start();
    expect(it.engine.account()).toMatchObject({ tradingState: 'halted', killSwitch: { engaged: true } });
  });

  test('loosens nothing that the store does not accept', async () => {
    const it = await host.start();
    await it.risk.setKillSwitch(true, by);
    await it.risk.setTradingState('halted', by);
    host.failing.add('all');
    await expect(it.risk.setKillSwitch(false, by)).rejects.toThrow('the disk is full');
    await expect(it.risk.setTradingState('active', by)).rejects.toThrow('the disk is full');
    await expect(it.risk.reset(by)).rejects.toThrow('the disk is full');
    expect(it.engine.account()).toMatchObject({ tradingState: 'halted', killSwitch: { engaged: true } });
    expect(announced(it)).toEqual([true]);
  });

  test('drops fail-safe and reservations when it is reset, and keeps the loss, kill switch, state and positions', async () => {
    let it = await host.start();
    await it.orders.reserve(buy());
    await it.orders.confirm(fillOf({ clientOrderId: 'b', realisedPnl: amount('-510') }));
    await it.orders.confirm(fillOf({ clientOrderId: 'c', side: 'sell', ...gain('40') }));
    await it.risk.setKillSwitch(true, by);
    await it.risk.setTradingState('reducing', by);
    await it.risk.reset(by);
    for (const engine of [it.engine, (await host.start()).engine]) {
      expect(riskStateOf(engine)).toMatchObject({
        state: 'reducing',
        kill_switch: { engaged: true },
        daily_loss: '470',
        exposure: [],
        open_reservations: 0,
      });
      expect(engine.account().trip).toBeNull();
    }
    it = await host.start();
    await it.risk.setTradingState('active', by);
    await it.risk.setKillSwitch(null, by);
    expect(riskStateOf(it.engine).trading).toMatchObject({ allowed: true, reason: null });
  });

  test('after a reset denies new risk for as long as the loss is at its limit', async () => {
    const it = await host.start();
    await it.orders.confirm(fillOf({ clientOrderId: 'b', realisedPnl: amount('-500') }));
    await it.risk.reset(by);
    expect(riskStateOf(it.engine)).toMatchObject({ daily_loss: '500', trading: { reason: 'daily_loss_limit' } });
  });

  test('with a store that takes no write, says so before the next order, in GET /risk and as a metric', async () => {
    const it = await host.start();
    host.failing.add('probe');
    await it.engine.probeStore();
    expect(riskStateOf(it.engine).trading).toEqual({
      allowed: false,
      reason: 'store_unavailable',
      detail: 'store: expected to accept writes, actual the disk is full',
      reasons: [{ reason: 'store_unavailable', detail: 'store: expected to accept writes, actual the disk is full' }],
    });
    expect(it.metrics.value('qt_risk_denying', { reason: 'store_unavailable' })).toBe(1);
    host.failing.clear();
    await it.engine.probeStore();
    expect(riskStateOf(it.engine).trading.allowed).toBe(true);
    expect(it.metrics.value('qt_risk_denying', { reason: 'store_unavailable' })).toBe(0);
  });

  test('however many ask at once whether the store accepts writes, it is tried by one', async () => {
    const it = await host.start();
    let probes = 0;
    host.pace.wait = async (name) => {
      if (name === 'probe') probes += 1;
    };
    await Promise.all([it.engine.probeStore(), it.engine.probeStore(), it.engine.probeStore()]);
    expect(probes).toBe(1);
    await it.engine.probeStore();
    expect(probes).toBe(2);
  });

  test('an order whose reservation cannot be stored shows that the store is unavailable', async () => {
    const it = await host.start();
    host.failing.add('reserve');
    await it.orders.reserve(buy());
    expect(it.metrics.value('qt_risk_denying', { reason: 'store_unavailable' })).toBe(1);
  });

  test('a halt shows in the gauges, and is logged once with who and why', async () => {
    const it = await host.start();
    await it.risk.setTradingState('halted', by);
    await it.risk.setTradingState('halted', by);
    expect(it.metrics.value('qt_risk_trading_state', { state: 'halted' })).toBe(1);
    expect(it.metrics.value('qt_risk_trading_state', { state: 'active' })).toBe(0);
    expect(it.metrics.value('qt_risk_denying', { reason: 'reducing_only' })).toBe(1);
    expect(it.log.events('risk.state.changed')).toMatchObject([
      { from: 'active', to: 'halted', actor: 'admin', reason: 'drill' },
    ]);
  });

  test('tells why nothing can be opened, and every reason that holds', async () => {
    const it = await host.start();
    await it.orders.confirm(fillOf({ realisedPnl: amount('-500') }));
    const detail = 'loss of the last 24 h: expected below 500 USDT, actual 500 USDT';
    const cooldown = { reason: 'cooldown', detail: expect.stringContaining('fail-safe: tripped at') };
    expect(riskStateOf(it.engine).trading).toEqual({
      allowed: false,
      reason: 'daily_loss_limit',
      detail,
      reasons: [{ reason: 'daily_loss_limit', detail }, cooldown],
    });
  });

  test('shows the loss at each scrape as it is then: right after a restart, less as losses leave, more as profits do', async () => {
    let it = await host.start();
    const filledAt = NOW - 3_60_000;
    host.clock.now = filledAt;
    await it.orders.confirm(fillOf({ clientOrderId: 'bought', filledAt }));
    await it.orders.confirm(fillOf({ clientOrderId: 'a', side: 'sell', ...gain('30'), filledAt }));
    host.clock.now = NOW;
    await it.orders.confirm(fillOf({ clientOrderId: 'b', realisedPnl: amount('-50.25') }));
    await it.risk.setKillSwitch(true, by);
    for (const guard of [it, await host.start()]) {
      expect(guard.metrics.value('qt_risk_daily_loss')).toBe(20.25);
      expect(guard.metrics.value('qt_risk_daily_loss_limit')).toBe(500);
      expect(guard.metrics.value('qt_risk_kill_switch_engaged')).toBe(1);
      it = guard;
    }
    host.clock.now = NOW + LOSS_WINDOW_MS - 3_60_000;
    expect(it.metrics.value('qt_risk_daily_loss')).toBe(50.25);
    host.clock.now = NOW + LOSS_WINDOW_MS;
    expect(it.metrics.value('qt_risk_daily_loss')).toBe(0);
  });

  test('a peak of the equity survives a crash right after the fill that made it', async () => {
    const it = await host.start();
    await it.orders.confirm(fillOf({ clientOrderId: 'a', side: 'sell' }));
    const peak = it.engine.equityPeak();
    await it.orders.confirm(fillOf({ clientOrderId: 'b', side: 'buy' }));
    expect(peak.greaterThan(it.engine.equity())).toBe(true);
    expect((await host.start()).engine.equityPeak()).toEqual(peak);
  });

  test('counts an order of the last minute after a restart although its id was reserved again', async () => {
    const it = await host.start();
    await it.orders.reserve(buy());
    await it.risk.reset(by);
    await it.orders.reserve(buy());
    for (const { engine } of [it, await host.start()]) expect(engine.account().ordersLastMinute).toBe(2);
  });

  test('is the same after a crash at any moment, whatever was done before', { timeout: 60_000 }, async () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const pnl = fc.integer({ min: -300, max: 300 }).map((n) => amount(String(n)));
    const side = fc.constantFrom('buy' as const, 'sell' as const);
    const step = fc.oneof(
      fc.record({ do: fc.constant('reserve' as const), id, side }),
      fc.record({ do: fc.constant('confirm' as const), id, side, pnl, ago: fc.nat(LOSS_WINDOW_MS) }),
      fc.record({ do: fc.constant('release' as const), nth: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(40_000) }),
      fc.record({ do: fc.constant('kill' as const), enabled: fc.constantFrom(true, false, null) }),
      fc.record({ do: fc.constant('state' as const), state: fc.constantFrom('active' as const, 'reducing', 'halted') }),
      fc.record({ do: fc.constant('reset' as const) }),
      fc.record({ do: fc.constant('crash' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const own = guardHost();
        try {
          let it = await own.start();
          const shown = () => ({ ...riskStateOf(it.engine), context: it.engine.context('BTCUSDT', null) });
          for (const one of [...steps, { do: 'crash' as const }]) {
            if (one.do === 'reserve') {
              const quote = { price: amount('50000'), observedAt: own.clock.now };
              await it.orders.reserve(buy({ clientOrderId: one.id, side: one.side, quote }));
            } else if (one.do === 'confirm') {
              const filledAt = own.clock.now - one.ago;
              await it.orders.confirm(
                fillOf({ clientOrderId: one.id, side: one.side, realisedPnl: one.pnl, filledAt }),
              );
            } else if (one.do === 'release') await it.orders.release(`reservation-${one.nth}`, 'why');
            else if (one.do === 'wait') own.clock.now += one.ms;
            else if (one.do === 'kill') await it.risk.setKillSwitch(one.enabled, by);
            else if (one.do === 'state') await it.risk.setTradingState(one.state, by);
            else if (one.do === 'reset') await it.risk.reset(by);
            else {
              const before = shown();
              it = await own.start();
              expect(shown()).toEqual(before);
            }
          }
        } finally {
          await own.remove();
        }
      }),
      { numRuns: 15 },
    );
  });
});
