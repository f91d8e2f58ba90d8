import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount, textOf } from '../money.ts';
import type { ExecutableOrder, OrderExecutor } from './venue.ts';

const order: ExecutableOrder = {
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

/** What every executor must do. */
export function orderExecutorContract(name: string, create: () => OrderExecutor): void {
  describe(name, () => {
    test('never fills in favour of the order, and charges at least nothing', async () => {
      await fc.assert(
        fc.asyncProperty(anyOrder, async (given) => {
          const { price, notional, fee, slippage } = await create().execute(given);
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
          const { price, notional, fee, slippage } = await create().execute(given);
          for (const each of [price, notional, fee, slippage]) expect(each.decimalPlaces()).toBeLessThanOrEqual(8);
        }),
      );
    });

    test('does not fill worse than its quote', async () => {
      const executor = create();
      const [quote, fill] = [executor.quote(order), await executor.execute(order)];
      expect(fill.notional.plus(fill.fee).lte(quote.notional.plus(quote.fee))).toBe(true);
    });

    test('fills a repeated order no second time', async () => {
      const executor = create();
      const [first, second] = [await executor.execute(order), await executor.execute(order)];
      expect([second.price, second.notional, second.fee].map(textOf)).toEqual(
        [first.price, first.notional, first.fee].map(textOf),
      );
    });

    test('knows no fill of an order that was never sent', async () => {
      expect(await create().fillOf('never sent')).toBeNull();
    });
  });
}
