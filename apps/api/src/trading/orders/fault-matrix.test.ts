import { amount, decimalText, total } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import type { RiskGuardGateway } from '../guard/risk-guard.gateway.ts';
import type { LedgerRepository } from '../ledger/ledger.repository.ts';
import { reconciling } from '../reconciliation/reconciliation.fixture.ts';
import { SqliteReconciliationRepository } from '../reconciliation/sqlite-reconciliation.repository.ts';
import { anOrder, databaseFile, fakeClock, ledgerIn, orderService } from '../trading.fixture.ts';
import { EXCHANGE_FAULTS, Exchange, type ExchangeFault } from '../venue/exchange.fixture.ts';
import type { Venue } from '../venue/venue.ts';

const QUOTE = { price: amount('60000'), observedAt: 0 };
/** An order that ends as it should makes fewer calls of ports than this. */
const MOST_CALLS = 24;
const SCHEDULES = 500;
const OPENING = { at: 0, actor: 'qt-api', reason: 'first start' };

interface Fate {
  readonly fault: ExchangeFault;
  /** A limit order that the market does not meet, and that is cancelled, or fills, before the end. */
  readonly open?: 'cancelled' | 'filled';
  /** The process dies in this call of a port, counted over the run; never if the run makes fewer. */
  readonly diesIn: number;
  readonly effect: 'before' | 'after';
}

/** An account at an exchange, with processes that can die. */
function aSystem() {
  const clock = fakeClock();
  const [guard, exchange, openFile] = [new FakeRiskGuard(clock.now), new Exchange(clock.now), databaseFile()];
  const start = async ({ diesIn, effect }: Pick<Fate, 'diesIn' | 'effect'>) => {
    const database = openFile();
    onTestFinished(() => database.close());
    const ledger = ledgerIn(database, '100000', clock.now);
    const repository = new SqliteReconciliationRepository(database);
    const { reconciliation, status } = reconciling({ repository, ledger, guard, venue: exchange, now: clock.now });
    if ((await repository.account()) === null)
      await repository.open(exchange.booksUrl, 'USDT', exchange.deposits, OPENING);
    let calls = 0;
    const mortal = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, name) => {
          const member = Reflect.get(target, name) as unknown;
          if (typeof member !== 'function') return member;
          // A computation, which cannot die.
          if (name === 'estimate') return member.bind(target);
          return async (...given: unknown[]) => {
            calls++;
            if (calls > diesIn || (calls === diesIn && effect === 'before')) throw new Error('dead');
            const result = await (member as (...given: unknown[]) => unknown).apply(target, given);
            if (calls === diesIn) throw new Error('dead');
            return result;
          };
        },
      });
    const venue = mortal<Venue>(exchange);
    const ports = { ledger: mortal<LedgerRepository>(ledger), guard: mortal<RiskGuardGateway>(guard), venue };
    return { ledger, orders: orderService({ ...ports, now: clock.now }), reconciliation, status };
  };
  return { clock, guard, exchange, start };
}

function onlyDeath(error: unknown): void {
  if (!(error instanceof Error && error.message === 'dead')) throw error;
}

const IMMORTAL = { diesIn: Number.POSITIVE_INFINITY, effect: 'before' } as const;

/** Lives through these fates in turn, then settles; fails unless ledger, guard and exchange agree to the last digit. */
async function live(fates: readonly Fate[]): Promise<void> {
  const { clock, guard, exchange, start } = aSystem();
  for (const [index, fate] of fates.entries()) {
    exchange.fault = fate.fault;
    const { orders, ledger } = await start(fate);
    const held = total((await ledger.positions()).map(({ quantity }) => quantity));
    const side = index % 2 === 1 && held.greaterThan('0.001') ? 'sell' : 'buy';
    const limit = fate.open === undefined ? null : ({ price: amount('60000'), timeInForce: 'GTC' } as const);
    const order = anOrder({ clientOrderId: `order-${index}`, side, quantity: '0.001', limit });
    if (limit !== null && fate.fault !== 'rests') exchange.price = amount(side === 'buy' ? '60001' : '59999');
    await orders.submit({ order, quote: QUOTE, signal: null }).catch(onlyDeath);
    clock.at += 1000;
    const { orders: next, ledger: books } = await start(IMMORTAL);
    await next.maintain();
    if (exchange.silent) {
      // Nobody can know yet: the symbol is frozen, and only that one.
      expect((await books.unfinished()).map(({ state }) => state)).toEqual(['unknown']);
      const other = { ...order, clientOrderId: `frozen-${index}` };
      expect(await next.submit({ order: other, quote: QUOTE, signal: null })).toMatchObject({
        outcome: 'not_executed',
        error: expect.stringContaining('BTCUSDT is frozen'),
      });
      const elsewhere = anOrder({ clientOrderId: `eth-${index}`, symbol: 'ETHUSDT', quantity: '0.01' });
      const asked = next.submit({ order: elsewhere, quote: { price: amount('3000'), observedAt: 0 }, signal: null });
      exchange.silent = false;
      expect((await asked).outcome).toBe('filled');
    }
    clock.at += exchange.visibleAfterMs;
    await next.maintain();
    if (fate.open === undefined) continue;
    if (fate.open === 'filled') await exchange.trade('60000');
    else {
      const { orders: cancelling } = await start(fate);
      await cancelling.cancel(order.clientOrderId).catch(onlyDeath);
    }
    exchange.price = null;
    const { orders: last } = await start(IMMORTAL);
    await last.maintain();
    await last.cancel(order.clientOrderId);
  }

  const { ledger, reconciliation, status } = await start(IMMORTAL);
  await reconciliation.reconcile();
  expect(status.current).toMatchObject({ state: 'agree' });
  expect(await ledger.unfinished()).toEqual([]);
  expect(await ledger.unacknowledged()).toEqual([]);
  expect(await exchange.openOrders()).toEqual([]);
  const executed = [...exchange.orders.values()].flatMap(({ fills }) => fills);
  const booked = await ledger.realisedSince(0);
  expect(booked).toHaveLength(executed.length);
  const fills = await ledger.fills(1000);
  const money = (of: readonly { notional: ReturnType<typeof amount> }[]) =>
    decimalText(total(of.map((o) => o.notional)));
  expect(money(fills)).toBe(money([...guard.confirmed.values()]));
  const { cash, openingBalance, realisedPnl } = await ledger.totals();
  const cost = total((await ledger.positions()).map((position) => position.cost));
  expect(decimalText(cash.plus(cost))).toBe(decimalText(openingBalance.plus(realisedPnl)));
  const signed = executedCash(exchange);
  expect(decimalText(cash)).toBe(decimalText(openingBalance.plus(signed)));
}

/** What the exchange's own fills did to the cash. */
function executedCash(exchange: Exchange) {
  return total(
    [...exchange.sides].flatMap(([venueOrderId, side]) =>
      (exchange.orders.get(venueOrderId)?.fills ?? []).map(({ price, quantity, commission, commissionAsset }) => {
        const gross = price.times(quantity);
        const fee = commissionAsset === 'USDT' ? commission : amount(0);
        return (side === 'buy' ? gross.negated() : gross).minus(fee);
      }),
    ),
  );
}

const OF_OPEN_ORDERS = ['none', 'rests', 'timeout_after_acceptance', 'late_visibility', 'partial_then_cancel'] as const;

describe.each(OF_OPEN_ORDERS)('an open order at an exchange with the fault %s', (fault) => {
  test.each(['cancelled', 'filled'] as const)('that is %s, and a process that dies in each step', async (open) => {
    for (const effect of ['before', 'after'] as const) {
      for (let diesIn = 1; diesIn <= MOST_CALLS; diesIn++) await live([{ fault, open, diesIn, effect }]);
    }
  });
});

describe.each(EXCHANGE_FAULTS)('an exchange with the fault %s', (fault) => {
  test.each(['before', 'after'] as const)('and a process that dies %s the effect of each step', async (effect) => {
    for (let diesIn = 1; diesIn <= MOST_CALLS; diesIn++) await live([{ fault, diesIn, effect }]);
  });
});

test('any schedule of faults and deaths ends with books that agree; a failure prints the seed that repeats it', async () => {
  const fate = fc.record<Fate>({
    fault: fc.constantFrom(...EXCHANGE_FAULTS),
    diesIn: fc.integer({ min: 1, max: 2 * MOST_CALLS }),
    effect: fc.constantFrom('before', 'after'),
    open: fc.constantFrom(undefined, 'cancelled', 'filled'),
  });
  await fc.assert(fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 5 }), live), { numRuns: SCHEDULES });
}, 600_000);
