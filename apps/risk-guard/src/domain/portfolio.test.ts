import { amount, decimalText } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buy, fillOf, NOW, portfolioContent, reservationOf, sell } from './check-order.fixture.ts';
import { Portfolio } from './portfolio.ts';

const empty = () => new Portfolio(portfolioContent());

describe('the portfolio', () => {
  test('holds the exposure and cash of an open buy until it expires', () => {
    const portfolio = empty();
    portfolio.reserve(reservationOf(buy(), { expiresAt: NOW + 10 }));
    expect(portfolio.exposure(NOW + 9)).toEqual([
      { symbol: 'BTCUSDT', quantity: amount('0.01'), notional: amount('500') },
    ]);
    expect(decimalText(portfolio.cashOnOrder(NOW + 9, amount('0.5')))).toBe('502.5');
    expect(portfolio.exposure(NOW + 10)).toEqual([]);
    expect(decimalText(portfolio.cashOnOrder(NOW + 10, amount('0.5')))).toBe('0');
  });

  test('turns a reservation into a position when it fills', () => {
    const portfolio = empty();
    portfolio.reserve(reservationOf(buy()));
    portfolio.fill(fillOf({ side: 'buy', quantity: amount('0.01') }));
    expect(portfolio.openReservations(NOW)).toEqual([]);
    expect(portfolio.committed('BTCUSDT', NOW)).toEqual(amount('0.01'));
  });

  test('keeps reserved what an open order has not filled, and nothing once it has ended', () => {
    const portfolio = empty();
    portfolio.reserve(reservationOf(buy(), { expiresAt: NOW + 10 }));
    const part = (quantity: string, open: boolean) => portfolio.fill(fillOf({ quantity: amount(quantity), open }));
    part('0.004', true);
    part('0.002', true);
    expect(portfolio.held('BTCUSDT')).toEqual(amount('0.006'));
    expect(portfolio.committed('BTCUSDT', NOW)).toEqual(amount('0.01'));
    expect(portfolio.exposure(NOW)).toMatchObject([{ quantity: amount('0.01'), notional: amount('500') }]);
    expect(decimalText(portfolio.cashOnOrder(NOW, amount('0.5')))).toBe('201');
    expect(decimalText(portfolio.lossOnOrder(NOW, amount('0.5')))).toBe('1');
    part('0.001', false);
    expect(portfolio.openReservations(NOW)).toEqual([]);
    expect(portfolio.committed('BTCUSDT', NOW)).toEqual(amount('0.007'));
  });

  test('books the part of an open order that it does not know', () => {
    const portfolio = empty();
    portfolio.fill(fillOf({ open: true }));
    expect(portfolio.openReservations(NOW)).toEqual([]);
    expect(portfolio.held('BTCUSDT')).toEqual(amount('0.01'));
  });

  test('reserves nothing of an order that filled more than it asked for', () => {
    const portfolio = empty();
    portfolio.reserve(reservationOf(buy()));
    portfolio.fill(fillOf({ quantity: amount('0.02'), open: true }));
    expect(portfolio.committed('BTCUSDT', NOW)).toEqual(amount('0.02'));
  });

  test('lets nothing be sold twice, and frees no exposure until the sell fills', () => {
    const portfolio = empty();
    portfolio.fill(fillOf({ side: 'buy', quantity: amount('0.01') }));
    portfolio.reserve(reservationOf(sell({ clientOrderId: 'order-2', quantity: amount('0.004') })));
    expect(portfolio.sellable('BTCUSDT', NOW)).toEqual(amount('0.006'));
    expect(portfolio.committed('BTCUSDT', NOW)).toEqual(amount('0.01'));
  });

  test('keeps the reservation when another one of the same id is released late', () => {
    const portfolio = empty();
    const first = reservationOf(buy());
    portfolio.reserve({ ...first, reservationId: 'reservation-2' });
    portfolio.release(first);
    expect(portfolio.openReservations(NOW)).toHaveLength(1);
    portfolio.release({ ...first, reservationId: 'reservation-2' });
    expect(portfolio.openReservations(NOW)).toHaveLength(0);
  });

  test('counts the orders of the last 60 s', () => {
    const portfolio = empty();
    portfolio.reserve(reservationOf(buy(), { reservedAt: NOW }));
    portfolio.reserve(reservationOf(buy({ clientOrderId: 'order-2' }), { reservedAt: NOW + 30_000 }));
    expect(portfolio.ordersLastMinute(NOW + 59_999)).toBe(2);
    expect(portfolio.ordersLastMinute(NOW + 60_000)).toBe(1);
  });

  test('counts what was given up in the last 60 s', () => {
    const portfolio = empty();
    portfolio.cancel(reservationOf(buy()), NOW);
    portfolio.cancel(reservationOf(buy({ clientOrderId: 'order-2' })), NOW + 30_000);
    expect(portfolio.cancelsLastMinute(NOW + 59_999)).toBe(2);
    expect(portfolio.cancelsLastMinute(NOW + 60_000)).toBe(1);
  });

  test('keeps the exposure of an order of unknown outcome beyond its expiry, until its outcome is known', () => {
    const portfolio = empty();
    const reservation = reservationOf(buy(), { expiresAt: NOW });
    portfolio.keepReserved([reservation]);
    expect(portfolio.openReservations(NOW + 3_600_000)).toEqual([reservation]);
    portfolio.keepReserved([]);
    expect(portfolio.openReservations(NOW + 3_600_000)).toEqual([]);
  });

  test('comes to the same position in whatever order the fills arrive', () => {
    const side = fc.constantFrom('buy' as const, 'sell' as const);
    const fills = fc.array(fc.tuple(side, fc.integer({ min: 1, max: 1000 }).map(String)), { maxLength: 20 });
    fc.assert(
      fc.property(fills, (given) => {
        const [forwards, backwards] = [empty(), empty()];
        for (const [one, quantity] of given) forwards.fill(fillOf({ side: one, quantity: amount(quantity) }));
        for (const [one, quantity] of [...given].reverse())
          backwards.fill(fillOf({ side: one, quantity: amount(quantity) }));
        expect(backwards.held('BTCUSDT')).toEqual(forwards.held('BTCUSDT'));
      }),
    );
  });
});
