import type { CloseReport } from '@qt/contracts';
import { amount } from '@qt/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buy, fillOf, sell } from '../domain/check-order.fixture.ts';
import { guardHost, type RunningGuard } from '../risk/risk-engine.fixture.ts';

const by = { actor: 'anna', reason: 'a drill', requestId: 'request-1' };

describe('flattening', () => {
  let host: ReturnType<typeof guardHost>;
  let it: RunningGuard;
  beforeEach(async () => {
    host = guardHost();
    it = await host.start();
  });
  afterEach(() => host.remove());

  /** An API that closes what the guard holds, through its orders. */
  function anApi() {
    const asked: (readonly string[] | null)[] = [];
    host.closer.close = async (symbols) => {
      asked.push(symbols);
      const positions: CloseReport['positions'] = [];
      for (const { symbol, quantity } of it.engine.exposure()) {
        if (symbols?.includes(symbol) === false) continue;
        const order = { clientOrderId: `close:${symbol}`, symbol, quantity };
        const { decision } = await it.orders.reserve(sell({ ...order, origin: 'close', signal: null }));
        if (decision === 'allowed') await it.orders.confirm(fillOf({ ...order, side: 'sell' }));
        const closing = { symbol, profile: null, quantity: quantity.toFixed(), client_order_id: order.clientOrderId };
        positions.push(
          decision === 'allowed'
            ? { outcome: 'closed', ...closing, price: '50000', realised_pnl: '0' }
            : { outcome: 'failed', ...closing, detail: 'no' },
        );
      }
      return { ok: true, report: { cancelled_orders: 2, positions } };
    };
    return asked;
  }

  const hold = async (...symbols: string[]) => {
    for (const symbol of symbols) await it.orders.confirm(fillOf({ clientOrderId: symbol, symbol }));
  };
  const audited = async () =>
    (await it.repository.audit({ limit: 9, kind: 'act' })).map(({ actor, action, detail }) => [actor, action, detail]);

  test('denies new risk, closes every position, then halts, and the audit says who and why', async () => {
    await hold('BTCUSDT', 'ETHUSDT');
    anApi();
    expect(await it.flattening.flatten(undefined, 'halted', by)).toMatchObject({
      state: 'halted',
      complete: true,
      cancelled_orders: 2,
      positions: [
        { symbol: 'BTCUSDT', quantity: '0.01', outcome: 'closed' },
        { symbol: 'ETHUSDT', quantity: '0.01', outcome: 'closed' },
      ],
      left: [],
    });
    expect(await it.orders.reserve(buy())).toMatchObject({ denials: [{ reason: 'reducing_only' }] });
    expect(await audited()).toEqual([
      ['anna', 'flatten', 'done, closed 0.01 BTCUSDT, 0.01 ETHUSDT; cancelled 2 orders'],
      ['anna', 'flatten', 'all, then halted: a drill'],
    ]);
    expect(it.log.events('risk.state.changed')).toMatchObject([
      { from: 'active', to: 'reducing', actor: 'anna' },
      { from: 'reducing', to: 'halted', actor: 'anna' },
    ]);
  });

  test('works with the kill switch engaged, repeated closes nothing, and never loosens a halt', async () => {
    await hold('BTCUSDT');
    anApi();
    await it.risk.setKillSwitch(true, by);
    await it.risk.setTradingState('halted', by);
    expect(await it.flattening.flatten(undefined, 'reducing', by)).toMatchObject({ state: 'halted', complete: true });
    expect(await it.flattening.flatten(undefined, 'reducing', by)).toMatchObject({ complete: true, positions: [] });
    expect(it.engine.exposure()).toEqual([]);
  });

  test('of one symbol leaves the others', async () => {
    await hold('BTCUSDT', 'ETHUSDT');
    anApi();
    await it.flattening.flatten('ETHUSDT', 'reducing', by);
    expect(it.engine.exposure().map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
  });

  test('without the API reduces all the same, says what is left, and goes on after a restart', async () => {
    await hold('BTCUSDT');
    expect(await it.flattening.flatten('BTCUSDT', 'halted', by)).toMatchObject({
      state: 'reducing',
      complete: false,
      detail: 'the API did not answer: connection refused',
      left: [{ symbol: 'BTCUSDT', quantity: '0.01' }],
    });
    await it.flattening.flatten('ETHUSDT', 'reducing', by);
    it = await host.start();
    const asked = anApi();
    await it.flattening.resume();
    await it.flattening.resume();
    expect(asked).toEqual([['BTCUSDT', 'ETHUSDT']]);
    expect(it.engine.account().tradingState).toBe('halted');
    expect(it.engine.exposure()).toEqual([]);
  });

  test('is incomplete while a position is not closed', async () => {
    await hold('BTCUSDT');
    anApi();
    await it.orders.reserve(sell({ quantity: amount('0.001') }));
    expect(await it.flattening.flatten(undefined, 'halted', by)).toMatchObject({
      state: 'reducing',
      complete: false,
      detail: 'not closed: BTCUSDT',
    });
    host.clock.now += 30_000;
    await it.flattening.resume();
    expect(it.engine.account().tradingState).toBe('halted');
  });

  test('ends when an operator sets the state to active', async () => {
    await hold('BTCUSDT');
    await it.flattening.flatten(undefined, 'halted', by);
    await it.risk.setTradingState('active', by);
    const asked = anApi();
    await it.flattening.resume();
    expect(asked).toEqual([]);
  });

  test('that cannot be stored reduces all the same, and is carried out later', async () => {
    await hold('BTCUSDT');
    const asked = anApi();
    host.failing.add('saveControls');
    await expect(it.flattening.flatten(undefined, 'reducing', by)).rejects.toThrow('the disk is full');
    expect(it.engine.account().tradingState).toBe('reducing');
    host.failing.clear();
    await it.flattening.resume();
    expect(asked).toEqual([null]);
  });
});
