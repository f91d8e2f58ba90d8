import { amount, averagePrice, bookedNotional, sameFill, total } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillOf } from './check-order.fixture.ts';
import { executedSoFar, newlyExecuted } from './executed-so-far.ts';
import type { ReportedFill } from './reservation.ts';

const units = (max: number, scale: string) => fc.integer({ min: 1, max }).map((n) => amount(n).times(scale));
const trade = fc.record({
  quantity: units(1_000_000, '0.00000001'),
  price: units(10_000_000, '0.01'),
  fee: units(1000, '0.00000001'),
  realisedPnl: fc.integer({ min: -1000, max: 1000 }).map((n) => amount(n).times('0.01')),
});

/** What a caller reports of an order that executed these trades: sums, and the average price of their notionals. */
function reportOf(
  side: 'buy' | 'sell',
  trades: readonly Pick<ReportedFill, 'quantity' | 'price' | 'fee' | 'realisedPnl'>[],
) {
  const quantity = total(trades.map((one) => one.quantity));
  const notional = total(trades.map((one) => bookedNotional(side, one.price, one.quantity)));
  const [fee, realisedPnl] = [total(trades.map((one) => one.fee)), total(trades.map((one) => one.realisedPnl))];
  return fillOf({ side, quantity, price: averagePrice(side, notional, quantity), fee, realisedPnl });
}

describe('what an order has newly executed', () => {
  test('adds up to all that was reported, to the last digit, however often it was reported between', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('buy' as const, 'sell' as const),
        fc.array(trade, { minLength: 1 }),
        (side, trades) => {
          const parts: [ReportedFill, ...ReportedFill[]] = [reportOf(side, trades.slice(0, 1))];
          for (let n = 2; n <= trades.length; n += 1) {
            const part = newlyExecuted(reportOf(side, trades.slice(0, n)), executedSoFar(parts));
            if (part !== null) parts.push(part);
          }
          expect(sameFill(executedSoFar(parts), reportOf(side, trades))).toBe(true);
        },
      ),
    );
  });

  test('has the time of the last of its parts, and alone the price as reported', () => {
    const part = fillOf({ price: amount('0.12345678901234567890123'), quantity: amount('3') });
    expect(executedSoFar([part])).toEqual(part);
    const [second, last] = [1, 2].map((later) => ({ ...part, filledAt: part.filledAt + later, open: later === 1 }));
    if (second === undefined || last === undefined) throw new Error('expected two parts');
    expect(executedSoFar([part, second, last])).toMatchObject({ filledAt: last.filledAt, open: false });
  });

  const booked = fillOf({ quantity: amount('2'), price: amount('100'), fee: amount('1'), realisedPnl: amount('-1') });

  test('has the time of the latest report, and says whether more may come', () => {
    const whole = { ...booked, quantity: amount('3'), price: amount('110'), filledAt: booked.filledAt + 1, open: true };
    const part = newlyExecuted(whole, booked);
    expect(part).toMatchObject({
      quantity: amount('1'),
      price: amount('130'),
      filledAt: booked.filledAt + 1,
      open: true,
    });
    if (part === null) throw new Error('expected a part');
    expect(executedSoFar([booked, part])).toMatchObject({ filledAt: booked.filledAt + 1, open: true });
  });

  test.each<[string, Partial<ReportedFill>]>([
    ['as much as before', {}],
    ['less than before', { quantity: amount('1') }],
    ['more for less money', { quantity: amount('3'), price: amount('66') }],
    ['another symbol', { quantity: amount('3'), symbol: 'ETHUSDT' }],
    ['another side', { quantity: amount('3'), side: 'sell' }],
  ])('is nothing by a report of %s', (_, changes) => {
    expect(newlyExecuted({ ...booked, ...changes }, booked)).toBeNull();
  });

  test('may have cost nothing: of a tiny sale the proceeds are rounded down', () => {
    const sold = fillOf({ side: 'sell', quantity: amount('1'), price: amount('0.01') });
    expect(newlyExecuted({ ...sold, quantity: amount('2'), price: amount('0.005') }, sold)?.price).toEqual(amount('0'));
  });
});
