import { amount } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import { buy, fillOf, limits, MARKET, NOW, reservationOf } from './check-order.fixture.ts';
import { expectedPriceOf } from './fill-price.ts';
import type { ReportedFill } from './reservation.ts';

const LIMITS = limits({ priceBandPercent: amount('10'), costAllowancePercent: amount('0.5') });

/** What a fill of 0.01 BTC is expected near, as text. */
function expected(changes: Partial<ReportedFill>, { reservation = reservationOf(buy()), market = MARKET } = {}) {
  return expectedPriceOf(fillOf(changes), reservation, market, LIMITS)?.toFixed() ?? null;
}

describe('the price of a confirmed fill', () => {
  test('is plausible up to what its buy was allowed to cost, fee included', () => {
    expect(expected({ price: amount('50250') })).toBeNull();
    expect(expected({ price: amount('50250.01') })).toBe('50250');
    expect(expected({ price: amount('50000'), fee: amount('2.5') })).toBeNull();
    expect(expected({ price: amount('50000'), fee: amount('2.51') })).toBe('50250');
  });

  test.each(['buy', 'sell'] as const)(
    'of a %s is plausible within the band and the allowance round the market',
    (side) => {
      const far = reservationOf(buy({ quote: { price: amount('90000'), observedAt: NOW } }));
      const at = (price: string) => expected({ side, price: amount(price) }, { reservation: far });
      expect([at('44750'), at('55250')]).toEqual([null, null]);
      expect([at('44749.99'), at('55250.01')]).toEqual(['50000', '50000']);
    },
  );

  test('of a sale is not bound to the price that it was reserved at', () => {
    expect(expected({ side: 'sell', price: amount('54000') })).toBeNull();
  });

  test('is compared with a market price of about the same time alone', () => {
    const at = (age: number) => expected({ price: amount('1'), filledAt: MARKET.observedAt + age });
    expect([at(90_000), at(-90_000)]).toEqual(['50000', '50000']);
    expect([at(90_001), at(-90_001)]).toEqual([null, null]);
  });

  test('is not judged where the guard has neither a reservation nor a market price', () => {
    expect(expectedPriceOf(fillOf({ price: amount('1000000') }), null, null, LIMITS)).toBeNull();
    const unpriced = reservationOf(buy({ quote: null }));
    expect(expectedPriceOf(fillOf({ price: amount('1000000') }), unpriced, null, LIMITS)).toBeNull();
  });
});
