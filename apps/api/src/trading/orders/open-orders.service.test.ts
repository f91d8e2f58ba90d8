import { amount, decimalText, total } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import type { Order } from '../domain/order.ts';
import { denial } from '../guard/fake-risk-guard.fixture.ts';
import { reconciling } from '../reconciliation/reconciliation.fixture.ts';
import { SqliteReconciliationRepository } from '../reconciliation/sqlite-reconciliation.repository.ts';
import { anOrder, paperVenue } from '../trading.fixture.ts';
import { Exchange } from '../venue/exchange.fixture.ts';
import { anAccount, QUOTE } from './account.fixture.ts';

function atAnExchange() {
  const account = anAccount((now) => new Exchange(now));
  const exchange = account.venue as Exchange;
  exchange.price = amount('100');
  const submit = (order: Order) => account.orders.submit({ order, quote: QUOTE, signal: null });
  const stateOf = async (id = 'order-1') => (await account.ledger.find(id))?.state;
  return { ...account, exchange, submit, stateOf };
}

const limit = (price: string, timeInForce: 'GTC' | 'IOC' | 'FOK' = 'GTC') => ({ price: amount(price), timeInForce });
const aBuy = (given: Parameters<typeof anOrder>[0] = {}) => anOrder({ limit: limit('90'), ...given });

describe('a limit order that the market does not meet', () => {
  test('is open, with its reservation at its own price, which stays', async () => {
    const { submit, stateOf, guard, ledger } = atAnExchange();
    expect(await submit(aBuy())).toEqual({ outcome: 'open', filled: null });
    expect(await stateOf()).toBe('accepted');
    expect(guard.requests).toMatchObject([{ price: '90', rests: true }]);
    expect(guard.open.size).toBe(1);
    expect(await submit(aBuy())).toEqual({ outcome: 'open', filled: null });
    expect(await submit(aBuy({ limit: limit('91') }))).toEqual({ outcome: 'conflict' });
    expect(await ledger.unfinished()).toHaveLength(1);
  });

  test('lets other orders in its symbol go on', async () => {
    const { submit } = atAnExchange();
    await submit(aBuy());
    expect((await submit(anOrder({ clientOrderId: 'order-2' }))).outcome).toBe('filled');
  });

  test('fills when the market comes, is confirmed once, and keeps its id', async () => {
    const { submit, orders, exchange, guard, stateOf } = atAnExchange();
    await submit(aBuy());
    await exchange.trade('89');
    for (const _ of [1, 2]) await orders.maintain();
    expect(await stateOf()).toBe('filled');
    expect([...guard.confirmed.values()].map(({ price, quantity }) => [price, quantity].map(decimalText))).toEqual([
      ['90', '0.5'],
    ]);
    expect(guard.open.size).toBe(0);
    expect((await submit(aBuy())).outcome).toBe('repeated');
  });

  test('outlasts a restart, and a venue that is away', async () => {
    const { submit, exchange, restart, guard } = atAnExchange();
    await submit(aBuy());
    const { orders, ledger } = restart();
    exchange.silent = true;
    await orders.maintain();
    expect((await ledger.find('order-1'))?.state).toBe('accepted');
    exchange.silent = false;
    await exchange.trade('89');
    await orders.maintain();
    expect((await ledger.find('order-1'))?.state).toBe('filled');
    expect(guard.confirmed.size).toBe(1);
  });

  test('is cancelled by its caller in every state of the guard, and releases what it reserved', async () => {
    const { submit, orders, guard, exchange, ledger } = atAnExchange();
    await submit(aBuy());
    guard.down = true;
    expect(await orders.cancel('order-1')).toBeNull();
    expect(await ledger.find('order-1')).toMatchObject({ state: 'cancelled', cause: 'its caller cancelled it' });
    expect(await exchange.openOrders()).toEqual([]);
    guard.down = false;
    await orders.maintain();
    expect(guard.released).toEqual(['reservation-1']);
    expect(await orders.cancel('order-1')).toBeNull();
  });

  test('stays open where its cancellation gets no answer, and says so', async () => {
    const { submit, orders, exchange, stateOf } = atAnExchange();
    await submit(aBuy());
    exchange.silent = true;
    expect(await orders.cancel('order-1')).toBe('no route');
    expect(await stateOf()).toBe('accepted');
  });

  test.each(['IOC', 'FOK'] as const)('expires with %s', async (timeInForce) => {
    const { submit, guard, stateOf } = atAnExchange();
    const result = await submit(aBuy({ limit: limit('90', timeInForce) }));
    expect(result).toMatchObject({ outcome: 'unfilled' });
    expect(await stateOf()).toBe('expired');
    expect(guard.released).toHaveLength(1);
  });
});

describe('a limit order that has filled in part', () => {
  const partial = async () => {
    const account = atAnExchange();
    account.exchange.fault = 'rests';
    const result = await account.submit(aBuy({ limit: limit('100') }));
    return { ...account, result };
  };

  test('is booked so far, and its rest is open', async () => {
    const { result, stateOf, ledger, guard } = await partial();
    expect(result).toMatchObject({ outcome: 'open', filled: { status: 'partially_filled' } });
    expect(await stateOf()).toBe('partially_filled');
    expect((await ledger.positions()).map(({ quantity }) => decimalText(quantity))).toEqual(['0.2']);
    expect([...guard.confirmed.values()].map(({ quantity }) => decimalText(quantity))).toEqual(['0.2']);
    expect(guard.open.size).toBe(1);
    expect(await ledger.find('order-1')).toMatchObject({ guardDue: false });
  });

  test('tells the guard each time that more of it fills', async () => {
    const { orders, guard, exchange } = await partial();
    await exchange.trade('99');
    await orders.maintain();
    expect([...guard.confirmed.values()].map(({ quantity }) => decimalText(quantity))).toEqual(['0.5']);
    expect(guard.open.size).toBe(0);
  });

  test('tells a guard that was away, or an API that died before it could', async () => {
    const account = atAnExchange();
    account.exchange.fault = 'rests';
    const { confirm } = account.guard;
    account.guard.confirm = () => Promise.reject(new Error('killed'));
    await expect(account.submit(aBuy({ limit: limit('100') }))).rejects.toThrow('killed');
    account.guard.confirm = confirm;
    const { orders, ledger } = account.restart();
    expect(await ledger.unacknowledged()).toMatchObject([{ kind: 'confirm', open: true }]);
    await orders.maintain();
    expect([...account.guard.confirmed.values()].map(({ quantity }) => decimalText(quantity))).toEqual(['0.2']);
    expect(await ledger.unacknowledged()).toEqual([]);
    expect(account.guard.open.size).toBe(1);
  });

  test('cancelled, is confirmed once with what filled, which releases the rest', async () => {
    const { orders, guard, ledger, exchange } = await partial();
    await orders.cancel('order-1');
    await orders.maintain();
    expect(await ledger.find('order-1')).toMatchObject({ state: 'cancelled', guardDue: false });
    expect([...guard.confirmed.values()].map(({ quantity }) => decimalText(quantity))).toEqual(['0.2']);
    expect(guard.released).toEqual([]);
    expect(guard.open.size).toBe(0);
    expect(await exchange.openOrders()).toEqual([]);
  });

  test('is in what the guard is told of the account', async () => {
    const { submit, guard } = await partial();
    await submit(anOrder({ clientOrderId: 'order-2', quantity: '1' }));
    expect(guard.requests.at(-1)).toMatchObject({ held: '0.2' });
    expect(Number(guard.requests.at(-1)?.available_cash)).toBeLessThan(100_000);
  });

  test('agrees with the exchange while it is open, and after', async () => {
    const { database, ledger, guard, exchange, clock, orders, submit } = atAnExchange();
    const repository = new SqliteReconciliationRepository(database);
    const { reconciliation, status } = reconciling({
      repository,
      ledger,
      guard,
      venue: exchange,
      now: clock.now,
    });
    await repository.open(exchange.booksUrl, 'USDT', exchange.deposits, {
      at: 0,
      actor: 'qt-api',
      reason: 'first start',
    });
    exchange.fault = 'rests';
    await submit(aBuy({ limit: limit('100') }));
    await reconciliation.reconcile();
    expect(status.current).toMatchObject({ state: 'agree' });
    await exchange.trade('99');
    await orders.maintain();
    await reconciliation.reconcile();
    expect(status.current).toMatchObject({ state: 'agree' });
    expect((await ledger.find('order-1'))?.state).toBe('filled');
  });
});

describe('an order that would trade with an open one of ours', () => {
  const aSale = (given: Parameters<typeof anOrder>[0] = {}) =>
    anOrder({ clientOrderId: 'order-2', side: 'sell', quantity: '0.5', ...given });
  const bid = async (price: string) => {
    const account = atAnExchange();
    await account.submit(anOrder({ clientOrderId: 'order-0', quantity: '1' }));
    account.exchange.price = amount('101');
    await account.submit(aBuy({ limit: limit(price) }));
    account.exchange.price = amount('100');
    return account;
  };

  test('goes out after that one is cancelled', async () => {
    const { submit, ledger } = await bid('100');
    expect((await submit(aSale())).outcome).toBe('filled');
    expect(await ledger.find('order-1')).toMatchObject({
      state: 'cancelled',
      cause: 'it would have traded with order-2',
    });
  });

  test.each([
    ['a sale at market, which can fall to it', '100', {}, 'cancelled'],
    ['a sale at market, which cannot fall to it', '90', {}, 'accepted'],
    ['a sale at its price', '95', { limit: limit('95') }, 'cancelled'],
    ['a sale above it', '95', { limit: limit('95.01') }, 'accepted'],
    ['a sale in another symbol', '100', { symbol: 'ETHUSDT', limit: limit('95') }, 'accepted'],
    ['another buy', '100', { side: 'buy', limit: limit('100') }, 'accepted'],
  ] as const)('%s: the bid at %s', async (_, price, order, state) => {
    const { submit, stateOf } = await bid(price);
    await submit(aSale(order));
    expect(await stateOf()).toBe(state);
  });

  test('goes out, if it sells, where that one cannot be cancelled', async () => {
    const { submit, exchange, stateOf } = await bid('100');
    exchange.cancel = () => Promise.reject(new Error('no route'));
    expect((await submit(aSale())).outcome).toBe('filled');
    expect(await stateOf()).toBe('accepted');
  });

  test('does not go out, if it buys, where that one cannot be cancelled', async () => {
    const { submit, exchange } = atAnExchange();
    await submit(anOrder({ clientOrderId: 'order-0', quantity: '1' }));
    exchange.price = amount('99');
    await submit(aSale({ clientOrderId: 'order-1', limit: limit('100') }));
    exchange.cancel = () => Promise.reject(new Error('no route'));
    expect(await submit(anOrder({ clientOrderId: 'order-3' }))).toEqual({
      outcome: 'not_executed',
      error: 'it would trade with order-1, which could not be cancelled',
    });
  });
});

describe('open orders', () => {
  const held = async () => {
    const account = atAnExchange();
    await account.submit(anOrder({ clientOrderId: 'order-0', quantity: '1' }));
    return account;
  };
  const aSale = (given: Parameters<typeof anOrder>[0] = {}) =>
    anOrder({ side: 'sell', quantity: '0.6', limit: limit('110'), ...given });

  test('an exit cancels the open sale that holds its coins; another sale by hand does not', async () => {
    const { submit, stateOf } = await held();
    await submit(aSale());
    const more = aSale({ clientOrderId: 'order-2', quantity: '0.5' });
    expect(await submit(more)).toMatchObject({ outcome: 'denied', denial: { reason: 'insufficient_balance' } });
    expect(await stateOf()).toBe('accepted');
    const exit = anOrder({ clientOrderId: 'close-1', side: 'sell', quantity: '1', reduceOnly: true, origin: 'close' });
    expect((await submit(exit)).outcome).toBe('filled');
    expect(await stateOf()).toBe('cancelled');
  });

  test('hold the cash that they may cost', async () => {
    const { submit } = atAnExchange();
    await submit(aBuy({ quantity: '1000' }));
    const result = await submit(anOrder({ clientOrderId: 'order-2', quantity: '200' }));
    expect(result).toMatchObject({ outcome: 'denied', denial: { reason: 'insufficient_balance', limit: '9910' } });
  });

  test('are cancelled by an operator who closes everything, or one symbol', async () => {
    const { submit, orders, stateOf } = atAnExchange();
    await submit(aBuy());
    expect(await orders.cancelAll(['ETHUSDT'])).toBe(0);
    expect(await orders.cancelAll(null)).toBe(1);
    expect(await stateOf()).toBe('cancelled');
  });

  test.each([
    ['kill_switch', ['cancelled', 'cancelled']],
    ['reducing_only', ['cancelled', 'accepted']],
    ['daily_loss_limit', ['cancelled', 'accepted']],
    ['price_stale', ['accepted', 'accepted']],
  ] as const)('while the guard says %s, a buy and a sale are %j', async (reason, states) => {
    const { submit, orders, guard, stateOf } = await held();
    await submit(aBuy());
    await submit(aSale({ clientOrderId: 'order-2' }));
    guard.denial = denial(reason);
    await orders.enforceStops();
    expect([await stateOf('order-1'), await stateOf('order-2')]).toEqual(states);
  });

  test('that buy are cancelled once the guard, which could stop them, has been silent for five seconds', async () => {
    const { submit, orders, guard, clock, stateOf } = await held();
    await submit(aBuy());
    await submit(aSale({ clientOrderId: 'order-2' }));
    const silentFor = async (ms: number) => {
      guard.down = ms > 0;
      clock.at += ms;
      await orders.enforceStops();
      return Promise.all([stateOf('order-1'), stateOf('order-2')]);
    };
    expect(await silentFor(1)).toEqual(['accepted', 'accepted']);
    expect(await silentFor(4999)).toEqual(['accepted', 'accepted']);
    await silentFor(0);
    expect(await silentFor(4999)).toEqual(['accepted', 'accepted']);
    expect(await silentFor(4999)).toEqual(['accepted', 'accepted']);
    expect(await silentFor(1)).toEqual(['cancelled', 'accepted']);
  });
});

test('on paper an open order is in the ledger alone, and fills at its own price after a restart', async () => {
  let price = '100';
  const { orders, restart, guard } = anAccount((now) => paperVenue(2, 10, now, () => price));
  const result = await orders.submit({ order: aBuy(), quote: QUOTE, signal: null });
  expect(result).toEqual({ outcome: 'open', filled: null });
  await restart().orders.maintain();
  price = '89.5';
  const { orders: next, ledger } = restart();
  await next.maintain();
  expect((await ledger.find('order-1'))?.state).toBe('filled');
  expect(decimalText((await ledger.totals()).cash)).toBe('99954.955');
  expect(decimalText(total([...guard.confirmed.values()].map((fill) => fill.notional)))).toBe('45');
});
