import { amount, decimalText, ZERO } from '@qt/domain';
import { beforeEach, describe, expect, test } from 'vitest';
import { fillOf } from './check-order.fixture.ts';
import { type FillOwner, RealisedBooks } from './realised-books.ts';
import type { ReportedFill } from './reservation.ts';

describe("what a fill realises by the guard's own books", () => {
  let books: RealisedBooks;
  let time: number;
  beforeEach(() => {
    books = new RealisedBooks();
    time = 0;
  });

  /** Books an order; returns the figure that counts, and the guard's own if the two are in dispute. */
  function book(
    side: 'buy' | 'sell',
    quantity: string,
    price: string,
    reported = '0',
    owner: FillOwner | 'unknown' = null,
  ) {
    const fill: ReportedFill = fillOf({
      side,
      quantity: amount(quantity),
      price: amount(price),
      fee: amount(side === 'buy' ? '0' : '1'),
      realisedPnl: amount(reported),
      filledAt: ++time,
    });
    const booking = books.evaluate(fill, owner === 'unknown' ? undefined : owner);
    books.apply(booking);
    return [decimalText(booking.pnl), booking.dispute && decimalText(booking.dispute.own)];
  }

  test('is what the sale brings above its cost, after its fee', () => {
    expect(book('buy', '2', '100')).toEqual(['0', null]);
    expect(book('buy', '2', '110')).toEqual(['0', null]);
    expect(book('sell', '1', '115', '9')).toEqual(['9', null]);
    expect(book('sell', '3', '95', '-31')).toEqual(['-31', null]);
  });

  test('is the larger loss of its own and the reported figure', () => {
    book('buy', '4', '100');
    expect(book('sell', '1', '90', '0')).toEqual(['-11', '-11']);
    expect(book('sell', '1', '90', '-20')).toEqual(['-20', '-11']);
    expect(book('sell', '1', '110', '50')).toEqual(['9', '9']);
    expect(book('buy', '1', '100', '3')).toEqual(['0', '0']);
  });

  test('is in dispute from more than a rounding on', () => {
    book('buy', '4', '100');
    expect(book('sell', '1', '90', '-10.99')).toEqual(['-11', null]);
    expect(book('sell', '1', '90', '-11.01')).toEqual(['-11.01', null]);
    expect(book('sell', '1', '90', '-10.98')).toEqual(['-11', '-11']);
  });

  describe('at a price that is too far from the expected one', () => {
    const evaluated = (side: 'buy' | 'sell', price: string) => {
      const fill = fillOf({
        side,
        quantity: amount('1'),
        price: amount(price),
        fee: ZERO,
        realisedPnl: amount('1000'),
      });
      return books.evaluate(fill, null, { at: 7, expectedPrice: amount('100') });
    };

    test.each([
      ['90', '100'],
      ['110', '110'],
    ])('costs, bought at %s, %s', (price, cost) => {
      expect(evaluated('buy', price).lots.map((lot) => decimalText(lot.cost))).toEqual([cost]);
    });

    test.each([
      ['110', '20'],
      ['90', '10'],
    ])('brings, sold at %s, %s above its cost', (price, pnl) => {
      book('buy', '1', '80');
      expect(decimalText(evaluated('sell', price).pnl)).toBe(pnl);
    });

    test('is in dispute about its price', () => {
      expect(evaluated('buy', '90').dispute).toEqual({
        clientOrderId: 'order-1',
        about: 'price',
        own: amount('100'),
        reported: amount('90'),
        at: 7,
      });
    });
  });

  test('is in dispute about what it realised, where its price is plausible', () => {
    const fill = fillOf({ side: 'buy', fee: ZERO, realisedPnl: amount('3'), filledAt: 9 });
    expect(books.evaluate(fill, null).dispute).toMatchObject({ about: 'realised', own: ZERO, at: 9 });
  });

  test('takes the cost of the profile that sold, and by hand that of manual lots first, then of the oldest', () => {
    book('buy', '1', '100', '0', 'balanced');
    book('buy', '1', '200', '0', 'aggressive');
    book('buy', '1', '300');
    expect(book('sell', '0.5', '200', '-1', 'aggressive')).toEqual(['-1', null]);
    expect(book('sell', '1', '300', '-1')).toEqual(['-1', null]);
    expect(book('sell', '1', '100', '-1')).toEqual(['-1', null]);
    expect(book('sell', '0.5', '200', '-1')).toEqual(['-1', null]);
  });

  test('takes for the oldest a position by its first buy, whatever was added to it later', () => {
    book('buy', '1', '100', '0', 'balanced');
    book('buy', '1', '200', '0', 'aggressive');
    book('buy', '1', '100', '0', 'balanced');
    expect(book('sell', '2', '100', '-1')).toEqual(['-1', null]);
  });

  test('rounds cost and proceeds against the account', () => {
    book('buy', '0.00000007', '0.3333');
    expect(book('sell', '0.00000007', '0.3333')).toEqual(['-1.00000001', '-1.00000001']);
  });

  test('counts what a profile sells beyond its own at the cost of the others', () => {
    book('buy', '1', '100');
    expect(book('sell', '1', '50', '0', 'balanced')).toEqual(['-51', '-51']);
  });

  test('is the reported loss, and no profit, of what was sold before its buy is known', () => {
    expect(book('sell', '1', '100', '-7')).toEqual(['-7', null]);
    expect(book('sell', '1', '100', '500')).toEqual(['-1', null]);
    expect(book('buy', '1', '90')).toEqual(['0', null]);
    expect(book('buy', '3', '120')).toEqual(['-20', null]);
    expect(book('sell', '2', '120', '-1')).toEqual(['-1', null]);
  });

  test('is in no dispute, and still the larger loss, from a fill of an unknown order on until the symbol is sold out', () => {
    book('buy', '2', '100', '0', 'unknown');
    expect(book('sell', '1', '90', '0')).toEqual(['-11', null]);
    expect(book('sell', '1', '90', '0')).toEqual(['-11', null]);
    book('buy', '1', '100');
    expect(book('sell', '1', '90', '0')).toEqual(['-11', '-11']);
  });
});
