import { amount, bookedNotional, decimalText, total } from '@qt/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { executionOf, joined, type VenueFill } from './execution.ts';
import type { Execution } from './order.ts';

const fills: fc.Arbitrary<VenueFill> = fc
  .record({
    units: fc.bigInt({ min: 1n, max: 10n ** 15n }),
    ticks: fc.bigInt({ min: 1n, max: 10n ** 15n }),
    share: fc.integer({ min: 0, max: 10_000 }),
    asset: fc.constantFrom('USDT', 'BTC', 'BNB'),
  })
  .map(({ units, ticks, share, asset }) => {
    const quantity = amount(`${units}e-8`);
    return {
      id: '1',
      quantity,
      price: amount(`${ticks}e-8`),
      commission: quantity.times(share).times('0.00001'),
      commissionAsset: asset,
      filledAt: 0,
    };
  });

const reference = amount('60000');

test('cash changes by what the venue took, whichever asset its commission is in', () => {
  fc.assert(
    fc.property(fills, fc.constantFrom('buy' as const, 'sell' as const), (fill, side) => {
      const { quantity, notional, fee, price } = executionOf({ symbol: 'BTCUSDT', side }, fill, reference);
      const gross = bookedNotional(side, fill.price, fill.quantity);
      const inCoin = fill.commissionAsset === 'BTC' && side === 'buy';
      if (side === 'buy' && inCoin) expect(notional.plus(fee).equals(gross)).toBe(true);
      else expect(notional.equals(gross)).toBe(true);
      expect(quantity.equals(inCoin ? fill.quantity.minus(fill.commission) : fill.quantity)).toBe(true);
      expect(bookedNotional(side, price, quantity).equals(notional)).toBe(true);
      expect(fee.gte(0)).toBe(true);
    }),
  );
});

test('several fills are one whose price and quantity give the exact sum of their notionals, as the guard counts it', () => {
  fc.assert(
    fc.property(
      fc.array(fills, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('buy' as const, 'sell' as const),
      (all, side) => {
        const [first, ...others] = all.map((fill) => executionOf({ symbol: 'BTCUSDT', side }, fill, reference));
        const executions = [first, ...others] as [Execution, ...Execution[]];
        const one = joined(side, executions);
        const price = amount(decimalText(one.price));
        const exact = total(executions.map(({ notional }) => notional));
        expect(decimalText(bookedNotional(side, price, one.quantity))).toBe(decimalText(exact));
        expect(one.notional.equals(exact)).toBe(true);
      },
    ),
  );
});
