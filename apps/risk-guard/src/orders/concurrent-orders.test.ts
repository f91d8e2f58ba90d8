import { amount } from '@qt/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buy, fillOf, sell } from '../domain/check-order.fixture.ts';
import type { Limits } from '../domain/limits.ts';
import type { OrderRequest } from '../domain/order-request.ts';
import { guardHost, type RunningGuard } from '../risk/risk-engine.fixture.ts';

interface Cap {
  readonly limits: Partial<Limits>;
  readonly openingCash?: string;
  /** How many lots are held before: each 0.001 BTC, 50 USDT, for which a buy reserves 50.25. */
  readonly held?: number;
  readonly side?: 'buy' | 'sell';
  /** The lots of all allowed orders together. */
  readonly most: number;
  /** Of which the cap speaks, if not of lots; orders of one lot each then. */
  readonly counts?: 'orders' | 'symbols';
}

/** What the other caps are, so that only one of them denies. */
const WIDE: Partial<Limits> = {
  maxNotionalPerTrade: amount('1e9'),
  maxPositionNotional: amount('1e9'),
  maxGrossExposure: amount('1e9'),
  maxOpenPositions: 100,
  maxOrdersPerMinute: 1000,
  maxDailyLoss: amount('1e9'),
  allowedSymbols: new Set(['BTCUSDT', ...Array.from({ length: 40 }, (_, n) => `S${n}USDT`)]),
};

const CAPS: Readonly<Record<string, Cap>> = {
  'the position': { limits: { maxPositionNotional: amount('1005') }, most: 20 },
  'the position, of which some is held': { limits: { maxPositionNotional: amount('1002.5') }, held: 10, most: 10 },
  'the gross exposure': { limits: { maxGrossExposure: amount('1005') }, most: 20 },
  'the cash': { limits: {}, openingCash: '1005', most: 20 },
  'the daily loss, by fees and slippage': { limits: { maxDailyLoss: amount('5') }, most: 20 },
  'orders a minute': { limits: { maxOrdersPerMinute: 20 }, most: 20, counts: 'orders' },
  'open positions': { limits: { maxOpenPositions: 20 }, most: 20, counts: 'symbols' },
  'what can be sold': { limits: {}, held: 20, side: 'sell', most: 20 },
};

async function guardAt({ limits, openingCash = '100000', held = 0 }: Cap) {
  const host = guardHost({ openingCash });
  for (const symbol of WIDE.allowedSymbols ?? []) host.market.set(symbol, '50000');
  const guard = await host.start({ limits: { ...WIDE, ...limits } });
  if (held > 0) await guard.orders.confirm(fillOf({ clientOrderId: 'before', quantity: amount(held).times('0.001') }));
  return { host, guard };
}

function ordersOf(cap: Cap, lots: readonly number[], guard: RunningGuard): OrderRequest[] {
  const { cash, held } = guard.engine.context('BTCUSDT', null);
  return lots.map((some, n) => {
    const terms = { clientOrderId: `order-${n}`, quantity: amount(cap.counts === undefined ? some : 1).times('0.001') };
    const facts = { availableCash: cash, callerHeld: cap.counts === 'symbols' ? null : held, signal: null };
    const symbol = cap.counts === 'symbols' ? `S${n}USDT` : 'BTCUSDT';
    return cap.side === 'sell' ? sell({ ...terms, ...facts }) : buy({ ...terms, ...facts, symbol });
  });
}

test.each(Object.entries(CAPS))(
  'orders that come together never exceed %s, and none is denied that would fit',
  async (_, cap) => {
    const lots = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 30, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(lots, async (sizes) => {
        const { host, guard } = await guardAt(cap);
        try {
          const orders = ordersOf(cap, sizes, guard);
          const decisions = await Promise.all(orders.map((order) => guard.orders.reserve(order)));
          let taken = 0;
          for (const [n, { decision }] of decisions.entries()) {
            const size = (orders[n] as OrderRequest).quantity.times(1000).toNumber();
            expect({ n, decision }).toEqual({ n, decision: taken + size <= cap.most ? 'allowed' : 'denied' });
            if (decision === 'allowed') taken += size;
          }
          expect(taken).toBeGreaterThan(0);
        } finally {
          await host.remove();
        }
      }),
      { numRuns: 5 },
    );
  },
);

test('one order that is sent many times together is reserved once', async () => {
  const { host, guard } = await guardAt({ limits: {}, most: 1 });
  const decisions = await Promise.all(Array.from({ length: 30 }, () => guard.orders.reserve(buy())));
  expect(new Set(decisions.map((one) => one.decision === 'allowed' && one.reservation.reservationId)).size).toBe(1);
  expect(guard.engine.openReservations()).toBe(1);
  await host.remove();
});

test('of like orders that come together under other ids, one goes out', async () => {
  const { host, guard } = await guardAt({ limits: { duplicateWindowMs: 5000 }, most: 1 });
  const orders = Array.from({ length: 30 }, (_, n) => buy({ clientOrderId: `order-${n}` }));
  const decisions = await Promise.all(orders.map((order) => guard.orders.reserve(order)));
  expect(decisions.map(({ decision }) => decision)).toEqual(['allowed', ...Array(29).fill('denied')]);
  await host.remove();
});

test('fills, releases and orders that come together leave no more on order than the cap allows', async () => {
  const { host, guard } = await guardAt({ limits: { maxPositionNotional: amount('1005') }, most: 20 });
  const order = (id: string) => {
    const { cash, held } = guard.engine.context('BTCUSDT', null);
    return buy({ clientOrderId: id, quantity: amount('0.001'), availableCash: cash, callerHeld: held, signal: null });
  };
  const first = await Promise.all(Array.from({ length: 20 }, (_, n) => guard.orders.reserve(order(`first-${n}`))));
  const acts = first.map((one, n) => {
    if (one.decision === 'denied') throw new Error(`order ${n}: expected allowed`);
    if (n % 2 === 0) return guard.orders.release(one.reservation.reservationId, 'not sent');
    return guard.orders.confirm(fillOf({ clientOrderId: `first-${n}`, quantity: amount('0.001') }));
  });
  // What these know of cash and position is of before the fills, so nearly all of them disagree by then.
  const between = Array.from({ length: 20 }, (_, n) => guard.orders.reserve(order(`between-${n}`)));
  await Promise.all([...acts, ...between]);
  const after = await Promise.all(Array.from({ length: 30 }, (_, n) => guard.orders.reserve(order(`after-${n}`))));
  const open = guard.engine.openReservations();
  expect(after.filter(({ decision }) => decision === 'allowed').length).toBeLessThanOrEqual(open);
  // Ten have filled at 50 each; what is on order is worth 50.25 at most.
  expect(open).toBe(Math.floor((1005 - 10 * 50) / 50.25));
  await host.remove();
});
