import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buy } from '../domain/check-order.fixture.ts';
import { guardHost, type RunningGuard } from '../risk/risk-engine.fixture.ts';
import { LimitsService } from './limits.service.ts';

const by = (actor: string) => ({ actor, reason: 'a drill', requestId: 'request-1' });

describe('changing limits', () => {
  let host: ReturnType<typeof guardHost>;
  let it: RunningGuard;
  let operators: string[];
  let limits: LimitsService;
  const start = async () => {
    it = await host.start();
    const known = () => operators.map((name) => ({ name, token: name }));
    limits = new LimitsService(it.engine, it.risk, known, () => host.clock.now, it.log.log);
  };
  beforeEach(async () => {
    host = guardHost();
    operators = ['anna', 'ben'];
    await start();
  });
  afterEach(() => host.remove());

  const audited = async () =>
    (await it.repository.audit({ limit: 9, kind: 'act' })).map(({ actor, action, detail }) => [actor, action, detail]);
  const reserve = () => it.orders.reserve(buy());

  test('tightens at once, by one operator, also when the store fails, and over restarts', async () => {
    expect(await limits.change({ max_notional_per_trade: '100' }, by('anna'))).toBe(true);
    expect(await reserve()).toMatchObject({ denials: [{ reason: 'notional_limit', limit: '100' }] });
    host.failing.add('all');
    await expect(limits.change({ max_daily_loss: '20' }, by('anna'))).rejects.toThrow('the disk is full');
    expect(it.metrics.value('qt_risk_daily_loss_limit')).toBe(20);
    host.failing.clear();
    await it.engine.controls.flush();
    await start();
    expect(it.metrics.value('qt_risk_daily_loss_limit')).toBe(20);
    expect(await reserve()).toMatchObject({ denials: [{ reason: 'notional_limit', limit: '100' }] });
    expect(await audited()).toEqual([['anna', 'limits', 'max_notional_per_trade 1000 to 100: a drill']]);
  });

  test('loosens only when a second operator asks for the same', async () => {
    await limits.change({ max_notional_per_trade: '100' }, by('anna'));
    const back = { max_notional_per_trade: '900' };
    expect(await limits.change(back, by('anna'))).toBe(false);
    expect(await limits.change(back, by('anna'))).toBe(false);
    expect(await limits.change({ max_notional_per_trade: null }, by('ben'))).toBe(false);
    expect(await reserve()).toMatchObject({ decision: 'denied' });
    expect(await limits.change({ max_notional_per_trade: null }, by('anna'))).toBe(true);
    expect(await reserve()).toMatchObject({ decision: 'allowed' });
    expect((await audited()).slice(0, 2)).toEqual([
      ['anna', 'limits', 'max_notional_per_trade 100 to 1000, first asked by ben: a drill'],
      ['ben', 'limits', 'asked for max_notional_per_trade 100 to 1000: a drill'],
    ]);
    expect(limits.pending()).toBeNull();
  });

  test('loosens by no one who holds QT_ADMIN_TOKEN beside his own: that one is no second person', async () => {
    operators = ['anna', 'ben', 'admin'];
    await limits.change({ max_notional_per_trade: '100' }, by('admin'));
    const back = { max_notional_per_trade: '900' };
    expect(await limits.change(back, by('anna'))).toBe(false);
    await expect(limits.change(back, by('admin'))).rejects.toMatchObject({ status: 403 });
    expect(await reserve()).toMatchObject({ decision: 'denied' });
    expect(await limits.change(back, by('ben'))).toBe(true);
    operators = ['anna', 'admin'];
    expect(await limits.change({ max_notional_per_trade: null }, by('anna'))).toBe(true);
  });

  test('forgets what waits for a second operator after ten minutes', async () => {
    await limits.change({ max_open_positions: 1 }, by('anna'));
    await limits.change({ max_open_positions: 2 }, by('anna'));
    host.clock.now += 10 * 60_000;
    expect(limits.pending()).toBeNull();
    expect(await limits.change({ max_open_positions: 2 }, by('ben'))).toBe(false);
  });

  test('loosens by one operator where there is only one', async () => {
    operators = ['admin'];
    await limits.change({ max_open_positions: 1 }, by('admin'));
    expect(await limits.change({ max_open_positions: 2 }, by('admin'))).toBe(true);
    expect(it.engine.limits.maxOpenPositions).toBe(2);
  });

  test('loosens nothing that the store does not accept', async () => {
    operators = ['admin'];
    await limits.change({ max_open_positions: 1 }, by('admin'));
    host.failing.add('all');
    await expect(limits.change({ max_open_positions: 2 }, by('admin'))).rejects.toThrow('the disk is full');
    expect(it.engine.limits.maxOpenPositions).toBe(1);
  });

  test('refuses what is above the bound of the environment', async () => {
    await expect(limits.change({ max_daily_loss: '500.01' }, by('anna'))).rejects.toMatchObject({
      status: 400,
      message: "max_daily_loss: expected at most 500, the bound that QT_MAX_DAILY_LOSS sets, actual '500.01'",
    });
  });

  test('two changes at once both count', async () => {
    await Promise.all([
      limits.change({ max_daily_loss: '20' }, by('anna')),
      limits.change({ max_open_positions: 1 }, by('ben')),
    ]);
    expect(it.engine.controls.current.limits).toEqual({ max_daily_loss: '20', max_open_positions: '1' });
  });
});
