import { amount } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import { denial } from '../guard/fake-risk-guard.fixture.ts';
import { RequestIdService } from '../request-id.service.ts';
import { aTrader } from '../strategy/strategy.fixture.ts';
import { anOrder, instrumentsAre, quietLog, quietTelemetry, quotesAt } from '../trading.fixture.ts';
import { closeReportOf } from '../trading.mapper.ts';
import { PositionClosingService } from './position-closing.service.ts';

/** A trader with a position by a profile in BTCUSDT and two manual ones. */
async function holdings() {
  const parts = aTrader();
  const { orders, ledger, clock, market, trader, signal } = parts;
  await trader.act([signal('buy')]);
  const quote = { price: amount('60000'), observedAt: clock.at };
  for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
    await orders.submit({ order: anOrder({ clientOrderId: symbol, symbol, quantity: '0.5' }), quote, signal: null });
  }
  const quotes = quotesAt((symbol) => market.get(symbol) ?? new Error(`no price of ${symbol}`), clock.now);
  const requestIds = new RequestIdService(quietTelemetry);
  const closing = new PositionClosingService(orders, ledger, quotes, requestIds, instrumentsAre(), clock.now, quietLog);
  const close = async (symbols: readonly string[] | null) => closeReportOf(await closing.close(symbols));
  return { ...parts, quote, close };
}

describe('closing positions', () => {
  test('closes every position whole, and the second time none', async () => {
    const { close, held, guard } = await holdings();
    const { positions } = await close(null);
    expect(positions.map(({ symbol, profile, quantity, outcome }) => [symbol, profile, quantity, outcome])).toEqual([
      ['BTCUSDT', 'balanced', '0.00833', 'closed'],
      ['BTCUSDT', null, '0.5', 'closed'],
      ['ETHUSDT', null, '0.5', 'closed'],
    ]);
    expect(guard.requests.slice(-3)).toMatchObject(Array(3).fill({ origin: 'close', side: 'sell', reduce_only: true }));
    expect(await held()).toEqual([]);
    expect(await close(null)).toEqual({ cancelled_orders: 0, positions: [] });
  });

  test('closes those in one symbol', async () => {
    const { close, held } = await holdings();
    await close(['ETHUSDT']);
    expect(await held()).toEqual([
      ['balanced', 'BTCUSDT', '0.00833'],
      [null, 'BTCUSDT', '0.5'],
    ]);
  });

  test('names the position that the guard denies, and why', async () => {
    const { close, guard } = await holdings();
    guard.denial = denial('kill_switch');
    expect(await close(['ETHUSDT'])).toMatchObject({
      positions: [{ symbol: 'ETHUSDT', outcome: 'denied', reason: 'kill_switch' }],
    });
    guard.down = true;
    expect(await close(['ETHUSDT'])).toMatchObject({
      positions: [{ symbol: 'ETHUSDT', outcome: 'failed', detail: 'connection refused' }],
    });
  });

  test('cancels the orders that wait and the one that waits for the guard, which then releases it', async () => {
    const { close, orders, guard, held, quote } = await holdings();
    const { asked, answer } = guard.holdNext();
    const waiting = ['a', 'b', 'c'].map((clientOrderId) =>
      orders.submit({ order: anOrder({ clientOrderId }), quote, signal: null }),
    );
    await asked;
    const closed = close(null);
    answer();
    expect(await closed).toMatchObject({ cancelled_orders: 3, positions: [{}, {}, {}] });
    expect((await Promise.all(waiting)).map(({ outcome }) => outcome)).toEqual(Array(3).fill('cancelled'));
    expect(guard.released).toHaveLength(1);
    expect(guard.open.size).toBe(0);
    expect(await held()).toEqual([]);
  });
});
