import { amount, decimalText } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Venue, VenueOrder } from './venue.ts';

const order: VenueOrder = {
  clientOrderId: 'order-1',
  symbol: 'BTCUSDT',
  side: 'buy',
  quantity: amount('0.5'),
  referencePrice: amount('60000'),
};

const anyOrder = fc.record({
  clientOrderId: fc.uuid(),
  symbol: fc.constant('BTCUSDT'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.bigInt({ min: 1n, max: 10n ** 12n }).map((units) => amount(String(units)).times('0.00000001')),
  referencePrice: fc.bigInt({ min: 1n, max: 10n ** 15n }).map((units) => amount(String(units)).times('0.00000001')),
});

/** What every venue must do. */
export function venueContract(name: string, create: () => Venue): void {
  describe(name, () => {
    test('never fills in favour of the order, and charges at least nothing', async () => {
      await fc.assert(
        fc.asyncProperty(anyOrder, async (given) => {
          const { price, notional, fee, slippage } = await create().submit(given);
          const atReference = given.referencePrice.times(given.quantity);
          expect(given.side === 'buy' ? notional.gte(atReference) : notional.lte(atReference)).toBe(true);
          expect(price.gt(0)).toBe(true);
          expect(fee.gte(0) && slippage.gte(0)).toBe(true);
        }),
      );
    });

    test('books no more than eight digits after the point', async () => {
      await fc.assert(
        fc.asyncProperty(anyOrder, async (given) => {
          const { price, notional, fee, slippage } = await create().submit(given);
          for (const each of [price, notional, fee, slippage]) expect(each.decimalPlaces()).toBeLessThanOrEqual(8);
        }),
      );
    });

    test('does not fill worse than its estimate', async () => {
      const venue = create();
      const [estimate, fill] = [venue.estimate(order), await venue.submit(order)];
      expect(fill.notional.plus(fill.fee).lte(estimate.notional.plus(estimate.fee))).toBe(true);
    });

    test('fills a repeated order once', async () => {
      const venue = create();
      const [first, second] = [await venue.submit(order), await venue.submit(order)];
      expect([second.price, second.notional, second.fee].map(decimalText)).toEqual(
        [first.price, first.notional, first.fee].map(decimalText),
      );
    });

    test('finds no execution of an order that was never submitted', async () => {
      expect(await create().findExecution('never submitted')).toBeNull();
    });
  });
}
