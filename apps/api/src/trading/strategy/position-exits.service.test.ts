import { amount, decimalText } from '@qt/domain';
import { ProviderFailure } from '@qt/market-data';
import { describe, expect, test } from 'vitest';
import { denial } from '../guard/fake-risk-guard.fixture.ts';
import { anOrder } from '../trading.fixture.ts';
import { aTrader } from './strategy.fixture.ts';

describe('closing positions that are due', () => {
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

  test('submits the exit of an expired position even without a price, and reports that its stop cannot be checked', async () => {
    const { exits, market, clock, guard } = await opened();
    market.set('BTCUSDT', new ProviderFailure('coingecko', 'network', 'refused'));
    clock.at += 30 * 60_000;
    guard.denial = denial('price_missing');
    const report = await exits.closeDue();
    expect(guard.requests.at(-1)).toMatchObject({ price: null, price_observed_at: null });
    expect(report).toMatchObject({ denials: { price_missing: 1 }, failures: [{ provider: 'coingecko' }] });
  });

  test('does not close a manual position', async () => {
    const { exits, orders, clock, market, held } = aTrader();
    const quote = { price: amount('60000'), observedAt: clock.at };
    await orders.submit({ order: anOrder(), quote, signal: null });
    market.set('BTCUSDT', '1');
    clock.at += 24 * 3_600_000;
    expect(await exits.closeDue()).toMatchObject({ orders: 0 });
    expect(await held()).toEqual([[null, 'BTCUSDT', '0.5']]);
  });
});
