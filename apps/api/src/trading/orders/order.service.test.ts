import { amount, decimalText } from '@qt/domain';
import { describe, expect, test, vi } from 'vitest';
import { fake } from '../../fake.fixture.ts';
import type { Order } from '../domain/order.ts';
import type { Caller, SubmissionResult } from '../domain/submission.ts';
import { denial } from '../guard/fake-risk-guard.fixture.ts';
import { RiskGuardGateway } from '../guard/risk-guard.gateway.ts';
import type { LedgerRepository } from '../ledger/ledger.repository.ts';
import { anOrder, orderService, paperVenue, quietLog } from '../trading.fixture.ts';
import { Exchange } from '../venue/exchange.fixture.ts';
import type { Venue } from '../venue/venue.ts';
import { anAccount, QUOTE } from './account.fixture.ts';
import type { OrderService } from './order.service.ts';

const submit = (
  orders: OrderService,
  order: Order = anOrder(),
  quote: typeof QUOTE | null = QUOTE,
): Promise<SubmissionResult> => orders.submit({ order, quote, signal: null });

test('a price of another source shows, but buys nothing, on paper as at an exchange; a sale goes on', async () => {
  const { orders, guard } = anAccount();
  await submit(orders, anOrder({ clientOrderId: 'held' }));
  const quote = { ...QUOTE, shownOnly: true };
  expect(await submit(orders, anOrder({ clientOrderId: 'buy' }), quote)).toEqual({
    outcome: 'price_unavailable',
    error: 'the exchange gives no price of BTCUSDT; that of another source shows, but does not trade',
  });
  expect(guard.requests).toHaveLength(1);
  const sale = anOrder({ clientOrderId: 'sale', side: 'sell' });
  expect(await submit(orders, sale, quote)).toMatchObject({ outcome: 'filled' });
});

describe('an order that is allowed', () => {
  test('fills, is booked, and is confirmed at the guard with its profit or loss', async () => {
    const { orders, ledger, guard, clock } = anAccount();
    const result = await submit(orders);
    expect(result.outcome).toBe('filled');
    expect(guard.requests).toEqual([
      {
        client_order_id: 'order-1',
        symbol: 'BTCUSDT',
        side: 'buy',
        quantity: '0.5',
        reduce_only: false,
        origin: 'manual',
        profile: null,
        price: '100',
        price_observed_at: '1970-01-01T00:00:00.005Z',
        available_cash: '100000',
        held: '0',
        signal: null,
      },
    ]);
    expect(guard.confirmed.get('order-1')).toMatchObject({ filledAt: clock.at });
    expect(decimalText(guard.confirmed.get('order-1')?.realisedPnl ?? amount(0))).toBe('-0.05');
    expect(await ledger.find('order-1')).toMatchObject({ state: 'filled', guardDue: false });
    expect(guard.open.size).toBe(0);
  });

  test('fills once, however often and however concurrently it is repeated', async () => {
    const { orders, ledger, guard } = anAccount();
    const results = await Promise.all([1, 2, 3, 4, 5].map(() => submit(orders)));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['filled', ...Array(4).fill('repeated')]);
    const fills = results.map((each) => ('filled' in each ? each.filled : undefined));
    for (const fill of fills) expect(fill).toEqual(fills[0]);
    expect(await ledger.fills(10)).toHaveLength(1);
    expect(guard.requests).toHaveLength(1);
  });

  test('is in conflict with another order under its id, which does not fill', async () => {
    const { orders, ledger } = anAccount();
    const [first, second] = await Promise.all([submit(orders), submit(orders, anOrder({ quantity: '0.6' }))]);
    expect([first.outcome, second.outcome]).toEqual(['filled', 'conflict']);
    expect(await ledger.fills(10)).toHaveLength(1);
  });

  test('is released when there is no price to fill it at', async () => {
    const { orders, ledger, guard } = anAccount();
    expect(await submit(orders, anOrder(), null)).toMatchObject({ outcome: 'price_unavailable' });
    expect(guard.released).toEqual(['reservation-1']);
    expect(await ledger.fills(10)).toEqual([]);
  });

  test('is released when it could cost more than the guard allowed', async () => {
    const { orders, ledger, guard } = anAccount();
    guard.maxCost = amount('50.04999999');
    expect(await submit(orders)).toEqual({
      outcome: 'not_executed',
      error: 'it could cost 50.05 USDT, the risk guard allowed 50.04999999',
    });
    expect(guard.released).toEqual(['reservation-1']);
    expect(await ledger.fills(10)).toEqual([]);
    guard.maxCost = amount('50.05');
    expect((await submit(orders)).outcome).toBe('filled');
  });

  test('that is an exit without a price fills at what the guard allowed it at', async () => {
    const { orders, guard } = anAccount();
    await submit(orders);
    guard.lastPrice = amount('90');
    const result = await submit(orders, anOrder({ clientOrderId: 'exit', side: 'sell' }), null);
    expect(result).toMatchObject({ outcome: 'filled', filled: { price: amount('90') } });
  });

  test('is released when its reservation expired before it was submitted', async () => {
    const { orders, guard } = anAccount();
    guard.lifetimeMs = 0;
    expect(await submit(orders)).toMatchObject({ outcome: 'expired' });
    expect(guard.released).toEqual(['reservation-1']);
  });

  test('that is an exit fills although the clock of the guard is an hour behind', async () => {
    const { orders, guard } = anAccount();
    await submit(orders);
    guard.lifetimeMs = -3_600_000;
    expect(await submit(orders, anOrder({ clientOrderId: 'exit', side: 'sell' }))).toMatchObject({ outcome: 'filled' });
  });

  test('is released when the account does not cover it, even if the guard allowed it', async () => {
    const { orders, guard } = anAccount();
    const result = await submit(orders, anOrder({ side: 'sell' }));
    expect(result).toMatchObject({ outcome: 'denied', denial: { reason: 'insufficient_balance', limit: '0' } });
    expect(guard.released).toEqual(['reservation-1']);
  });
});

describe('an order that is not allowed', () => {
  test('does not fill when it is denied, and may be submitted again', async () => {
    const { orders, ledger, guard } = anAccount();
    guard.denial = denial('kill_switch');
    expect(await submit(orders)).toEqual({ outcome: 'denied', denial: denial('kill_switch'), others: [] });
    expect(await ledger.fills(10)).toEqual([]);
    guard.denial = undefined;
    expect((await submit(orders)).outcome).toBe('filled');
  });

  test('keeps its terms for its id when it is denied', async () => {
    const { orders, guard } = anAccount();
    guard.denial = denial();
    await submit(orders);
    expect((await submit(orders, anOrder({ side: 'sell' }))).outcome).toBe('conflict');
  });

  test('does not fill when the guard is unavailable', async () => {
    const { orders, ledger, guard } = anAccount();
    guard.down = true;
    expect(await submit(orders)).toEqual({ outcome: 'guard_unavailable', error: 'connection refused' });
    expect(await ledger.fills(10)).toEqual([]);
    guard.down = false;
    expect((await submit(orders)).outcome).toBe('filled');
  });
});

describe('an order that waits', () => {
  const waiting = (clientOrderId: string, caller: Caller) => ({
    order: anOrder({ clientOrderId }),
    quote: QUOTE,
    signal: null,
    caller,
  });

  test('goes out up to its deadline from the request on, and not after', async () => {
    const { orders, guard, clock } = anAccount();
    const { asked, answer } = guard.holdNext();
    const since = clock.at;
    const first = orders.submit(waiting('a', { since: since - 1 }));
    const second = orders.submit(waiting('b', { since }));
    await asked;
    clock.at += 10_000;
    answer();
    const late = { outcome: 'expired', error: 'it could not go out within 10 s of its request' };
    expect(await first).toEqual(late);
    expect((await second).outcome).toBe('filled');
    expect(guard.released).toEqual(['reservation-1']);
    expect(await orders.submit(waiting('c', { since: since - 1 }))).toEqual(late);
    expect(guard.requests).toHaveLength(2);
  });

  test('is dropped once its caller has gone', async () => {
    const { orders, guard, clock, ledger } = anAccount();
    const { asked, answer } = guard.holdNext();
    const gone = new AbortController();
    const submitted = ['a', 'b'].map((id) => orders.submit(waiting(id, { since: clock.at, gone: gone.signal })));
    await asked;
    gone.abort();
    answer();
    for (const result of await Promise.all(submitted)) {
      expect(result).toEqual({ outcome: 'expired', error: 'its caller has gone' });
    }
    expect(guard.requests).toHaveLength(1);
    expect(guard.open.size).toBe(0);
    expect(await ledger.fills(10)).toEqual([]);
  });

  test('fails at once while the guard is away, and is submitted again a second later', async () => {
    const { orders, guard, clock } = anAccount();
    let asked = 0;
    const reserve = guard.reserve.bind(guard);
    guard.reserve = async () => {
      asked += 1;
      clock.at += 2000;
      return { decision: 'unavailable', error: 'no answer in time' };
    };
    const results = await Promise.all(['a', 'b', 'c'].map((id) => orders.submit(waiting(id, { since: clock.at }))));
    expect(results).toEqual(Array(3).fill({ outcome: 'guard_unavailable', error: 'no answer in time' }));
    expect(asked).toBe(1);
    guard.reserve = reserve;
    clock.at += 1000;
    expect((await orders.submit(waiting('a', { since: clock.at }))).outcome).toBe('filled');
  });

  test('behind 500 others does not wait', async () => {
    const { orders, guard, clock } = anAccount();
    const { asked, answer } = guard.holdNext();
    const gone = AbortSignal.abort();
    const first = orders.submit(waiting('first', { since: clock.at }));
    await asked;
    const others = Array.from({ length: 500 }, (_, i) => orders.submit(waiting(`${i}`, { since: 0, gone })));
    expect(await orders.submit(waiting('last', { since: clock.at }))).toEqual({
      outcome: 'not_executed',
      error: '500 orders wait already',
    });
    answer();
    expect((await first).outcome).toBe('filled');
    await Promise.all(others);
  });
});

test('no more orders are submitted until the guard has acknowledged every earlier fill', async () => {
  const { orders, ledger, guard } = anAccount();
  guard.acknowledges = false;
  expect((await submit(orders)).outcome).toBe('filled');
  expect(await submit(orders, anOrder({ clientOrderId: 'order-2' }))).toMatchObject({ outcome: 'guard_unavailable' });
  expect(guard.requests).toHaveLength(1);
  expect(await ledger.fills(10)).toHaveLength(1);

  guard.acknowledges = true;
  expect((await submit(orders, anOrder({ clientOrderId: 'order-2' }))).outcome).toBe('filled');
  expect([...guard.confirmed.keys()]).toEqual(['order-1', 'order-2']);
});

test('maintenance sends the guard what it has not acknowledged', async () => {
  const { orders, guard } = anAccount();
  guard.acknowledges = false;
  await submit(orders);
  guard.acknowledges = true;
  await orders.maintain();
  expect([...guard.confirmed.keys()]).toEqual(['order-1']);
});

describe('the account', () => {
  test('is changed by one order at a time, in the order of the calls', async () => {
    const { orders } = anAccount();
    const steps: string[] = [];
    const decide = (name: string) => async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      return null;
    };
    await Promise.all([orders.submitIfDue(decide('a')), orders.submitIfDue(decide('b'))]);
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('is free for the next order after one that throws', async () => {
    const { orders } = anAccount();
    const failing = orders.submitIfDue(async () => {
      throw new Error('no');
    });
    const next = submit(orders);
    await expect(failing).rejects.toThrow('no');
    expect((await next).outcome).toBe('filled');
  });
});

test('when the venue fails, the log has the cause, and the order is looked up, not sent again', async () => {
  const { ledger, guard, clock, venue } = anAccount();
  const cause = new Error('socket hang up');
  const submitTo = vi.spyOn(venue, 'submit').mockRejectedValue(cause);
  const warn = vi.fn<typeof quietLog.warn>();
  const orders = orderService({ ledger, guard, venue, now: clock.now, log: { ...quietLog, warn } });
  expect(await submit(orders)).toEqual({ outcome: 'not_executed', error: 'the venue never had it' });
  expect(submitTo).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith(
    expect.stringContaining('the venue failed'),
    expect.objectContaining({ symbol: 'BTCUSDT', error: cause }),
  );
});

/** A process that dies in its `steps`th call of a port, or right after it, and answers no further call. */
function aProcess(steps: number, effect: 'before its effect' | 'after its effect') {
  let calls = 0;
  return function mortal<T extends object>(port: T): T {
    return new Proxy(port, {
      get:
        (target, name) =>
        async (...given: unknown[]) => {
          const call = Reflect.get(target, name) as (...given: unknown[]) => unknown;
          calls++;
          if (calls > steps || (calls === steps && effect === 'before its effect')) throw new Error('dead');
          const result = await call.apply(target, given);
          if (calls === steps) throw new Error('dead');
          return result;
        },
    });
  };
}

/** Only what leaves the process can die: an estimate is a computation. */
function mortalVenue(venue: Venue, mortal: ReturnType<typeof aProcess>): Venue {
  const dying = mortal(venue);
  return fake<Venue>({
    visibleAfterMs: venue.visibleAfterMs,
    estimate: (order) => venue.estimate(order),
    submit: (order) => dying.submit(order),
    cancel: (key) => dying.cancel(key),
    query: (key) => dying.query(key),
  });
}

describe.each([
  { where: 'on paper', calls: 17, venueWith: (now: () => number) => paperVenue(0, 10, now) },
  { where: 'on an exchange', calls: 18, venueWith: (now: () => number) => new Exchange(now) },
])('a process that dies $where', ({ calls, venueWith }) => {
  test.each(['before its effect', 'after its effect'] as const)(
    'in any step, %s, leaves nothing half done',
    async (effect) => {
      let survived = false;
      let steps = 0;
      while (!survived) {
        const { ledger, guard, clock, venue, restart } = anAccount(venueWith);
        const mortal = aProcess(++steps, effect);
        const dying = orderService({
          ledger: mortal<LedgerRepository>(ledger),
          guard: mortal<RiskGuardGateway>(guard),
          venue: mortalVenue(venue, mortal),
          now: clock.now,
        });
        survived = await submit(dying).then(
          () => true,
          () => false,
        );

        const { orders, ledger: books } = restart();
        // What the exchange does not know by then it never had.
        clock.at += venue.visibleAfterMs;
        await orders.maintain();
        expect(await books.unfinished()).toEqual([]);
        expect(await books.unacknowledged()).toEqual([]);
        const filled = (await books.fills(10)).map(({ order }) => order.clientOrderId);
        expect([...guard.confirmed.keys()]).toEqual(filled);
        if (venue instanceof Exchange) expect(venue.orders.size).toBe(filled.length);

        expect((await submit(orders)).outcome).toBe(filled.length === 1 ? 'repeated' : 'filled');
        expect(await books.fills(10)).toHaveLength(1);
        expect(guard.confirmed.size).toBe(1);
        expect(decimalText((await books.totals()).cash)).toBe('99949.95');
      }
      // So many calls of ports make a fill; the process dies in each of them.
      expect(steps).toBe(calls + 1);
    },
  );
});
