import { amount, decimalText } from '@qt/domain';
import { ProviderFailure } from '@qt/market-data';
import { describe, expect, test } from 'vitest';
import { denial } from '../guard/fake-risk-guard.fixture.ts';
import { anInstrument } from '../trading.fixture.ts';
import { aTrader } from './strategy.fixture.ts';

describe('acting on signals', () => {
  test('counts each decision, and orders nothing on hold', async () => {
    const { trader, recorded, signal, guard } = aTrader();
    const signals = [signal('hold'), signal('hold', 'ETHUSDT'), signal('sell', 'ETHUSDT', 'aggressive')];
    const report = await trader.act(signals);
    expect(report).toEqual({ decisions: { buy: 0, sell: 1, hold: 2 }, orders: 0, denials: {}, failures: [] });
    expect(recorded.value('qt_trade_decisions_total', { symbol: 'ETHUSDT', action: 'sell' })).toBe(1);
    expect(recorded.value('qt_trade_decisions_total', { action: 'hold' })).toBe(2);
    expect(guard.requests).toEqual([]);
  });

  test("buys the strategy's size, rounded down to a lot, with its stop and its time", async () => {
    const { trader, ledger, clock, guard, signal } = aTrader();
    const report = await trader.act([signal('buy')]);
    expect(report).toMatchObject({ decisions: { buy: 1 }, orders: 1 });
    const [position] = await ledger.positions();
    expect(position).toMatchObject({ profile: 'balanced', expiresAt: clock.at + 30 * 60_000 });
    expect(position && decimalText(position.quantity)).toBe('0.00833'); // 500 / 60000 = 0.008333…
    expect(position?.stopPrice?.toFixed()).toBe('59400');
    expect(guard.requests[0]).toMatchObject({
      origin: 'signal',
      profile: 'balanced',
      reduce_only: false,
      signal: { confidence: 0.7, entry_threshold: 0.6, model_expires_at: '2026-11-23T13:00:00.000Z' },
    });
  });

  test('a buy of a symbol that the profile holds is counted as a decision and not ordered', async () => {
    const { trader, clock, recorded, signal, held } = aTrader();
    await trader.act([signal('buy')]);
    clock.at += 60_000;
    expect(await trader.act([signal('buy')])).toMatchObject({ decisions: { buy: 1 }, orders: 0, failures: [] });
    expect(recorded.value('qt_trade_decisions_total', { action: 'buy' })).toBe(2);
    expect(await held()).toHaveLength(1);
  });

  test('a position whose signal still says buy is held for longer, not sold and bought back', async () => {
    const { trader, exits, clock, signal, held, ledger } = aTrader();
    await trader.act([signal('buy')]);
    for (let minutes = 0; minutes < 60; minutes += 15) {
      clock.at += 15 * 60_000;
      await exits.closeDue();
      await trader.act([signal('buy')]);
    }
    expect(await ledger.fills(10)).toHaveLength(1);
    clock.at += 30 * 60_000;
    await exits.closeDue();
    expect(await held()).toEqual([]);
  });

  test('after a stop the symbol cools down for that profile alone, and no exit is held back', async () => {
    const { trader, exits, market, clock, signal, held } = aTrader();
    await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    clock.at += 60_000;
    market.set('BTCUSDT', '59000');
    await exits.closeDue();
    const report = await trader.act([signal('buy'), signal('buy', 'BTCUSDT', 'aggressive'), signal('sell', 'ETHUSDT')]);
    expect(report).toMatchObject({ orders: 2, denials: { cooldown: 1 }, failures: [] });
    expect((await held()).map(([profile, symbol]) => [profile, symbol])).toEqual([['aggressive', 'BTCUSDT']]);
    clock.at += 30 * 60_000;
    expect(await trader.act([signal('buy')])).toMatchObject({ orders: 1, denials: {} });
  });

  test('acting twice on one signal fills once', async () => {
    const { trader, signal, ledger } = aTrader();
    const once = signal('buy');
    await Promise.all([trader.act([once]), trader.act([once])]);
    expect(await ledger.fills(10)).toHaveLength(1);
  });

  test("a sell closes the profile's own position, whole, and no other's", async () => {
    const { trader, clock, guard, signal, held } = aTrader();
    await trader.act([signal('buy'), signal('buy', 'BTCUSDT', 'aggressive')]);
    clock.at += 60_000;
    expect(await trader.act([signal('sell')])).toMatchObject({ decisions: { sell: 1 }, orders: 1 });
    expect(await held()).toEqual([['aggressive', 'BTCUSDT', '0.015']]);
    expect(guard.requests.at(-1)).toMatchObject({ side: 'sell', reduce_only: true, origin: 'signal' });
  });

  test('reports denials by reason', async () => {
    const { trader, guard, signal, held } = aTrader();
    guard.denial = denial('daily_loss_limit');
    const report = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(report).toMatchObject({ orders: 0, denials: { daily_loss_limit: 2 }, failures: [] });
    expect(await held()).toEqual([]);
  });

  test('orders nothing while the guard is down, and reports that for each order', async () => {
    const { trader, guard, signal, held } = aTrader();
    guard.down = true;
    const { orders, failures } = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(orders).toBe(0);
    expect(failures.map(({ symbol, error }) => [symbol, error])).toEqual([
      ['BTCUSDT', 'connection refused'],
      ['ETHUSDT', 'connection refused'],
    ]);
    expect(await held()).toEqual([]);
  });

  test('reports a symbol without a price with the provider that failed, and trades the others', async () => {
    const { trader, market, signal, held } = aTrader();
    market.set('BTCUSDT', new ProviderFailure('binance', 'timeout', 'no answer in 3 s'));
    const { orders, failures } = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(orders).toBe(1);
    expect(failures).toMatchObject([{ symbol: 'BTCUSDT', profile: 'balanced', provider: 'binance' }]);
    expect(await held()).toEqual([['balanced', 'ETHUSDT', '0.16666']]);
  });

  test('rounds size and stop to the instrument, at any price', async () => {
    const { trader, market, rules, ledger, signal } = aTrader();
    const lot = { min: amount('1'), max: amount('90000000000'), step: amount('1') };
    rules.set('ETHUSDT', anInstrument('ETHUSDT', { lot, tickSize: amount('0.00000001') }));
    market.set('ETHUSDT', '0.0000005');
    market.set('BTCUSDT', '1000000');
    await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    const held = (await ledger.positions()).map((p) => [p.symbol, decimalText(p.quantity), p.stopPrice?.toFixed()]);
    expect(held).toEqual([
      ['BTCUSDT', '0.0005', '990000'],
      ['ETHUSDT', '1000000000', '0.00000049'],
    ]);
  });

  test.each([
    ['HALT', anInstrument('BTCUSDT', { status: 'HALT' })],
    ['unlisted', 'unlisted'],
  ] as const)('opens nothing in a symbol that is %s, says so, and trades the others', async (status, answer) => {
    const { trader, rules, signal, held } = aTrader();
    rules.set('BTCUSDT', answer);
    const { orders, failures } = await trader.act([signal('buy'), signal('buy', 'ETHUSDT')]);
    expect(orders).toBe(1);
    expect(failures).toMatchObject([
      { error: `instrument_unavailable: BTCUSDT: expected the status TRADING, actual ${status}` },
    ]);
    expect(await held()).toEqual([['balanced', 'ETHUSDT', '0.16666']]);
  });

  test('closes a position in a symbol that is not traded any more', async () => {
    const { trader, rules, clock, signal, held } = aTrader();
    await trader.act([signal('buy')]);
    rules.set('BTCUSDT', 'unlisted');
    clock.at += 60_000;
    expect(await trader.act([signal('sell')])).toMatchObject({ orders: 1 });
    expect(await held()).toEqual([]);
  });

  test("reports a symbol if one lot costs more than the strategy's size", async () => {
    const { trader, market, signal } = aTrader();
    market.set('BTCUSDT', '60000000000');
    const { failures } = await trader.act([signal('buy')]);
    expect(failures).toMatchObject([{ error: '500 USDT of BTCUSDT is less than one lot' }]);
  });
});
