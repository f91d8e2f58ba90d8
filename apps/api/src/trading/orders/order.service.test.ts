import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fill, Order } from '../domain/order.ts';
import { createSettlement } from '../guard/guard-outbox.service.ts';
import { sqliteLedger } from '../ledger/sqlite-ledger.repository.ts';
import { amount, textOf } from '../money.ts';
import { anOrder, databaseFile, denial, fakeClock, scriptedGuard, silent } from '../trading.fixture.ts';
import { paperCosts, paperExecutor } from '../venue/paper.venue.ts';
import type { OrderExecutor } from '../venue/venue.ts';
import { createOrderDesk, type OrderDesk } from './order-recovery.service.ts';
import type { Placement } from './submission.ts';

const PRICE = { price: '100', observedAt: 5 };

/** A desk over a real ledger; `open` is the next process on the same file. */
function aDesk(executorOf = (now: () => number): OrderExecutor => paperExecutor(paperCosts(0, 10), now)) {
  const clock = fakeClock();
  const { guard, script } = scriptedGuard(clock.now);
  const openFile = databaseFile();
  const executor = executorOf(clock.now);
  const start = () => {
    const database = openFile();
    onTestFinished(() => database.close());
    const ledger = sqliteLedger(database, amount('100000'));
    const settle = createSettlement(ledger, guard, silent.log);
    const desk = createOrderDesk({ ...silent, ledger, guard, executor, settle, now: clock.now });
    return { desk, ledger };
  };
  return { ...start(), open: start, clock, guard, script, executor };
}

const place = (desk: OrderDesk, order: Order = anOrder(), price: typeof PRICE | null = PRICE): Promise<Placement> =>
  desk.inTurn((placeOne) => placeOne({ order, price, signal: null }));

describe('an order that is allowed', () => {
  test('fills, is booked, and the guard is told what it earned', async () => {
    const { desk, ledger, script, clock } = aDesk();
    const placement = await place(desk);
    expect(placement.outcome).toBe('filled');
    expect(script.asked).toEqual([
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
        signal: null,
      },
    ]);
    expect(script.confirmed.get('order-1')).toMatchObject({ filledAt: clock.at });
    expect(textOf(script.confirmed.get('order-1')?.realisedPnl ?? amount(0))).toBe('-0.05');
    expect((await ledger.find('order-1'))?.state).toBe('confirmed');
    expect(script.open.size).toBe(0);
  });

  test('fills once, however often and however concurrently it is repeated', async () => {
    const { desk, ledger, script } = aDesk();
    const placements = await Promise.all([1, 2, 3, 4, 5].map(() => place(desk)));
    expect(placements.map(({ outcome }) => outcome).sort()).toEqual(['filled', ...Array(4).fill('repeated')]);
    const fills = placements.map((each) => ('filled' in each ? each.filled : undefined));
    for (const fill of fills) expect(fill).toEqual(fills[0]);
    expect(await ledger.fills(10)).toHaveLength(1);
    expect(script.asked).toHaveLength(1);
  });

  test('is in conflict with another order under its id, which does not fill', async () => {
    const { desk, ledger } = aDesk();
    const [first, second] = await Promise.all([place(desk), place(desk, anOrder({ quantity: '0.6' }))]);
    expect([first.outcome, second.outcome]).toEqual(['filled', 'conflict']);
    expect(await ledger.fills(10)).toHaveLength(1);
  });

  test('is given back when there is no price to fill it at', async () => {
    const { desk, ledger, script } = aDesk();
    expect(await place(desk, anOrder(), null)).toMatchObject({ outcome: 'price_unavailable' });
    expect(script.released).toEqual(['reservation-1']);
    expect(await ledger.fills(10)).toEqual([]);
  });

  test('is given back when the permission lapsed before it was sent', async () => {
    const { desk, script } = aDesk();
    script.lifetimeMs = 0;
    expect(await place(desk)).toMatchObject({ outcome: 'guard_unavailable' });
    expect(script.released).toEqual(['reservation-1']);
  });

  test('is given back when the account does not cover it, whatever the guard believes', async () => {
    const { desk, script } = aDesk();
    const placement = await place(desk, anOrder({ side: 'sell' }));
    expect(placement).toMatchObject({ outcome: 'denied', denial: { reason: 'insufficient_balance', limit: '0' } });
    expect(script.released).toEqual(['reservation-1']);
  });
});

describe('an order that is not allowed', () => {
  test('does not fill when it is denied, and may be tried again', async () => {
    const { desk, ledger, script } = aDesk();
    script.denial = denial('kill_switch');
    expect(await place(desk)).toEqual({ outcome: 'denied', denial: denial('kill_switch') });
    expect(await ledger.fills(10)).toEqual([]);
    script.denial = undefined;
    expect((await place(desk)).outcome).toBe('filled');
  });

  test('keeps its terms for its id when it is denied', async () => {
    const { desk, script } = aDesk();
    script.denial = denial();
    await place(desk);
    expect((await place(desk, anOrder({ side: 'sell' }))).outcome).toBe('conflict');
  });

  test('does not fill when the guard cannot be asked', async () => {
    const { desk, ledger, script } = aDesk();
    script.down = true;
    expect(await place(desk)).toEqual({ outcome: 'guard_unavailable', error: 'connection refused' });
    expect(await ledger.fills(10)).toEqual([]);
    script.down = false;
    expect((await place(desk)).outcome).toBe('filled');
  });
});

test('nothing more is ordered until the guard has taken note of every earlier fill', async () => {
  const { desk, ledger, script } = aDesk();
  script.deaf = true;
  expect((await place(desk)).outcome).toBe('filled');
  expect(await place(desk, anOrder({ clientOrderId: 'order-2' }))).toMatchObject({ outcome: 'guard_unavailable' });
  expect(script.asked).toHaveLength(1);
  expect(await ledger.fills(10)).toHaveLength(1);

  script.deaf = false;
  expect((await place(desk, anOrder({ clientOrderId: 'order-2' }))).outcome).toBe('filled');
  expect([...script.confirmed.keys()]).toEqual(['order-1', 'order-2']);
});

test('the guard is told again without another order coming', async () => {
  const { desk, script } = aDesk();
  script.deaf = true;
  await place(desk);
  script.deaf = false;
  await desk.tidy();
  expect([...script.confirmed.keys()]).toEqual(['order-1']);
});

/** A process: after `steps` calls of its ports it is dead, in the middle of the last one or right after it. */
function aLife(steps: number, effect: 'before its effect' | 'after its effect') {
  const life = { calls: 0, mortal };
  function mortal<T extends object>(port: T): T {
    return new Proxy(port, {
      get:
        (target, name) =>
        async (...given: unknown[]) => {
          const call = Reflect.get(target, name) as (...given: unknown[]) => unknown;
          life.calls++;
          if (life.calls > steps || (life.calls === steps && effect === 'before its effect')) throw new Error('dead');
          const result = await call.apply(target, given);
          if (life.calls === steps) throw new Error('dead');
          return result;
        },
    });
  }
  return life;
}

/** An executor that keeps its own memory of what filled, as an exchange does. */
function exchange(now: () => number): OrderExecutor & { fills: Map<string, Fill> } {
  const paper = paperExecutor(paperCosts(0, 10), now);
  const fills = new Map<string, Fill>();
  return {
    fills,
    quote: paper.quote,
    async execute(order) {
      const fill = fills.get(order.clientOrderId) ?? paper.quote(order);
      fills.set(order.clientOrderId, fill);
      return fill;
    },
    fillOf: async (id) => fills.get(id) ?? null,
  };
}

describe.each([
  ['on paper', (now: () => number) => paperExecutor(paperCosts(0, 10), now)],
  ['on an exchange', exchange],
])('a process that dies %s', (_, executorOf) => {
  test.each(['before its effect', 'after its effect'] as const)(
    'in any step, %s, leaves nothing half done',
    async (effect) => {
      let survived = false;
      for (let steps = 1; !survived; steps++) {
        const { ledger, script, clock, executor, guard, open } = aDesk(executorOf);
        const life = aLife(steps, effect);
        const mortal = {
          ledger: life.mortal(ledger),
          guard: life.mortal(guard),
          executor: { ...life.mortal({ execute: executor.execute, fillOf: executor.fillOf }), quote: executor.quote },
        };
        const settle = createSettlement(mortal.ledger, mortal.guard, silent.log);
        const dying = createOrderDesk({ ...silent, ...mortal, settle, now: clock.now });
        survived = await place(dying).then(
          () => true,
          () => false,
        );

        const { desk, ledger: books } = open();
        await desk.tidy();
        expect(await books.unfinished()).toEqual([]);
        expect(await books.debts()).toEqual([]);
        const filled = (await books.fills(10)).map(({ order }) => order.clientOrderId);
        expect([...script.confirmed.keys()]).toEqual(filled);
        if ('fills' in executor) expect([...(executor as ReturnType<typeof exchange>).fills.keys()]).toEqual(filled);

        expect((await place(desk)).outcome).toBe(filled.length === 1 ? 'repeated' : 'filled');
        expect(await books.fills(10)).toHaveLength(1);
        expect(script.confirmed.size).toBe(1);
        expect(textOf((await books.totals()).cash)).toBe('99949.95');
      }
    },
  );
});
