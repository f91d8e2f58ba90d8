import { randomUUID } from 'node:crypto';
import { type Amount, amount, floorTo, total, ZERO } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { executionOf, joined } from '../domain/execution.ts';
import type { Execution } from '../domain/order.ts';
import type { Venue, VenueOrder, VenueReport } from './venue.ts';
import { venueOrderIdOf } from './venue-order-id.ts';

/** A buy near this price (USDT) under an id that no other has. */
const orderAt = (referencePrice: Amount): VenueOrder => ({
  venueOrderId: venueOrderIdOf(randomUUID(), 'reservation-1'),
  symbol: 'BTCUSDT',
  side: 'buy',
  quantity: amount('0.05'),
  referencePrice,
  limit: null,
});

/** By default at any price; at a market, at its own. */
const anyOrder = (price: Amount | undefined) =>
  fc.record<VenueOrder>({
    venueOrderId: fc.uuid(),
    symbol: fc.constant('BTCUSDT'),
    side: fc.constantFrom('buy', 'sell'),
    quantity: fc.integer({ min: 10, max: 100 }).map((lots) => amount(lots).times('0.00001')),
    limit: fc.constant(null),
    referencePrice:
      price === undefined
        ? fc.integer({ min: 1_000_000, max: 10 ** 9 }).map((ticks) => amount(ticks).times('0.01'))
        : fc.constant(price),
  });

const roundedTick = (price: Amount, multiple: string) => floorTo(price.times(multiple), amount('0.01'));

/** A report's fills as booked. */
function booked({ symbol, side, referencePrice }: VenueOrder, { fills }: VenueReport): Execution {
  const [first, ...others] = fills.map((fill) => executionOf({ symbol, side }, fill, referencePrice));
  if (first === undefined) throw new Error('expected a fill');
  return joined(side, [first, ...others]);
}

/**
 * What every venue must do. `create` gives one that trades BTCUSDT, where nothing is open; `price`: near which it fills,
 * USDT, where that is not the order's own.
 */
export function venueContract(name: string, create: () => Venue | Promise<Venue>, price?: () => Promise<Amount>): void {
  const anOrder = async () => orderAt((await price?.()) ?? amount('60000'));
  describe(name, () => {
    test('fills a market order whole, in fills that each have an id of their own', async () => {
      const order = await anOrder();
      const report = await (await create()).submit(order);
      expect(report).toMatchObject({ symbol: 'BTCUSDT', venueOrderId: order.venueOrderId, state: 'filled' });
      expect(total(report.fills.map(({ quantity }) => quantity)).equals(order.quantity)).toBe(true);
      expect(new Set(report.fills.map(({ id }) => id)).size).toBe(report.fills.length);
    });

    test('charges at least nothing, and books no more than eight digits after the point', async () => {
      const venue = await create();
      // Something to sell.
      await venue.submit(await anOrder());
      await fc.assert(
        fc.asyncProperty(anyOrder(await price?.()), async (given) => {
          const execution = booked(given, await venue.submit(given));
          const { notional, fee, slippage } = execution;
          expect(fee.gte(0) && slippage.gte(0) && execution.price.gt(0)).toBe(true);
          for (const each of [notional, fee, slippage]) expect(each.decimalPlaces()).toBeLessThanOrEqual(8);
        }),
        { numRuns: 20 },
      );
    });

    test('does not fill worse than its estimate', async () => {
      const [venue, order] = [await create(), await anOrder()];
      const estimate = venue.estimate(order);
      const { notional, fee } = booked(order, await venue.submit(order));
      expect(notional.plus(fee).lte(estimate.notional.plus(estimate.fee))).toBe(true);
    });

    test('knows no order that was never submitted, and has none open', async () => {
      const venue = await create();
      const key = { symbol: 'BTCUSDT', venueOrderId: 'never-submitted' };
      expect([await venue.query(key), await venue.cancel(key)]).toEqual([null, null]);
      expect(await venue.openOrders()).toEqual([]);
    });

    test('if it knows an order at all, tells the same fills again, also by time', async () => {
      const [venue, order] = [await create(), await anOrder()];
      const report = await venue.submit(order);
      const again = await venue.query(order);
      if (again === null) return;
      expect(again).toMatchObject({ state: report.state, fills: report.fills });
      const since = await venue.fillsSince('BTCUSDT', 0);
      const own = since.filter(({ venueOrderId }) => venueOrderId === order.venueOrderId);
      expect(own.map(({ id }) => id)).toEqual(report.fills.map(({ id }) => id));
    });

    test('has what it executed in its balances, if it keeps books', async () => {
      const [venue, order] = [await create(), await anOrder()];
      const usdt = async () => (await venue.balances()).get('USDT')?.free;
      const before = await usdt();
      const { fills } = await venue.submit(order);
      const paid = total(fills.map((fill) => fill.price.times(fill.quantity)));
      const fees = total(fills.map((fill) => (fill.commissionAsset === 'USDT' ? fill.commission : ZERO)));
      const expected = venue.booksUrl === null ? undefined : before?.minus(paid).minus(fees).toFixed();
      expect((await usdt())?.toFixed()).toBe(expected);
    });

    test.each(['GTC', 'IOC', 'FOK'] as const)(
      'fills a limit order (%s) that the market meets, never beyond its price',
      async (timeInForce) => {
        const [venue, market] = [await create(), await anOrder()];
        const order = { ...market, limit: { price: roundedTick(market.referencePrice, '1.01'), timeInForce } };
        const report = await venue.submit(order);
        expect(report.state).toBe('filled');
        for (const { price } of report.fills) expect(price.lte(order.limit.price)).toBe(true);
        const { notional, fee } = booked(order, report);
        const worst = venue.estimate(order);
        expect(notional.plus(fee).lte(worst.notional.plus(worst.fee))).toBe(true);
      },
    );

    test('keeps a limit order open that the market does not meet, until it is cancelled', async () => {
      const [venue, market] = [await create(), await anOrder()];
      const limit = { price: roundedTick(market.referencePrice, '0.5'), timeInForce: 'GTC' } as const;
      const order = { ...market, limit };
      const accepted = { venueOrderId: order.venueOrderId, state: 'accepted', fills: [] };
      expect(await venue.submit(order)).toMatchObject(accepted);
      expect(await venue.query(order)).toMatchObject(accepted);
      const open = venue.booksUrl === null ? [] : [order.venueOrderId];
      expect((await venue.openOrders()).map(({ venueOrderId }) => venueOrderId)).toEqual(open);
      expect(await venue.cancel(order)).toMatchObject({ ...accepted, state: 'cancelled' });
      expect(await venue.openOrders()).toEqual([]);
    });

    test.each(['IOC', 'FOK'] as const)(
      'lets a limit order (%s) expire that the market does not meet',
      async (timeInForce) => {
        const [venue, market] = [await create(), await anOrder()];
        const limit = { price: roundedTick(market.referencePrice, '0.5'), timeInForce };
        expect(await venue.submit({ ...market, limit })).toMatchObject({ state: 'expired', fills: [] });
      },
    );

    test('takes ids that no exchange refuses', () => {
      const order = { venueOrderId: venueOrderIdOf('order-1', 'reservation-1') };
      expect(order.venueOrderId).toMatch(/^[A-Za-z0-9._:/-]{1,36}$/);
      expect(venueOrderIdOf('order-1', 'reservation-2')).not.toBe(order.venueOrderId);
    });
  });
}
