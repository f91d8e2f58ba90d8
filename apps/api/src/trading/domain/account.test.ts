import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Amount, amount, textOf, ZERO } from '../money.ts';
import { aFill, anOrder } from '../trading.fixture.ts';
import { paperCosts, paperExecutor } from '../venue/paper.venue.ts';
import { applyFill, averagePrice, type Book, openingBook, type Position } from './account.ts';
import type { Fill, Order } from './order.ts';

const start = openingBook(amount('1000'));

function book(from: Book, order: Order, fill: Fill): { book: Book; realisedPnl: string } {
  const booking = applyFill(from, order, fill);
  if (!booking.covered) throw new Error(booking.denial.message);
  return { book: booking.book, realisedPnl: textOf(booking.realisedPnl) };
}

const buy = (quantity: string, given: Partial<Omit<Order, 'quantity'>> = {}) => anOrder({ ...given, quantity });
const sell = (quantity: string, given: Partial<Omit<Order, 'quantity'>> = {}) =>
  anOrder({ side: 'sell', ...given, quantity });
const holding = ({ positions }: Book) => positions.map((p) => [p.profile, textOf(p.quantity), textOf(p.cost)]);

describe('a buy', () => {
  test('takes notional and fee from cash, and realises the fee as a loss', () => {
    const { book: after, realisedPnl } = book(start, buy('2'), aFill('2', '100', '0.2'));
    expect(textOf(after.cash)).toBe('799.8');
    expect(realisedPnl).toBe('-0.2');
    expect(textOf(after.fees)).toBe('0.2');
    expect(holding(after)).toEqual([[null, '2', '200']]);
  });

  test('adds to what the same hand holds, at the average price', () => {
    const first = book(start, buy('1'), aFill('1', '100', '0', 1)).book;
    const { book: after } = book(first, buy('1'), aFill('1', '200', '0', 2));
    const [position] = after.positions as [Position];
    expect(textOf(averagePrice(position))).toBe('150');
    expect(position.openedAt).toBe(1);
  });

  test('sets the stop below its fill price and the time of the close', () => {
    const exit = { stopFraction: amount('0.01'), holdMs: 60_000 };
    const { book: after } = book(start, buy('1', { profile: 'balanced', exit }), aFill('1', '100', '0', 1_000));
    expect(after.positions[0]).toMatchObject({ profile: 'balanced', expiresAt: 61_000 });
    expect(after.positions[0]?.stopPrice?.toFixed()).toBe('99');
  });

  test('is refused when cash does not cover notional and fee', () => {
    expect(applyFill(start, buy('10'), aFill('10', '100', '0.1'))).toMatchObject({
      covered: false,
      denial: { reason: 'insufficient_balance', limit: '1000', observed: '1000.1' },
    });
  });
});

describe('a sell', () => {
  const mixed = [
    [buy('1', { profile: 'aggressive' }), aFill('1', '100', '0', 1)],
    [buy('1'), aFill('1', '110', '0', 3)],
    [buy('1', { profile: 'balanced' }), aFill('1', '120', '0', 2)],
  ] as const;
  const held = mixed.reduce((from, [order, fill]) => book(from, order, fill).book, start);

  test('realises (price − average cost) × quantity − fee', () => {
    const bought = book(start, buy('4'), aFill('4', '100', '0')).book;
    const { book: after, realisedPnl } = book(bought, sell('1'), aFill('1', '130', '0.13'));
    expect(realisedPnl).toBe('29.87');
    expect(holding(after)).toEqual([[null, '3', '300']]);
  });

  test('by hand sells what was bought by hand first, then the oldest', () => {
    const { book: after, realisedPnl } = book(held, sell('1.5'), aFill('1.5', '120', '0'));
    expect(holding(after)).toEqual([
      ['aggressive', '0.5', '50'],
      ['balanced', '1', '120'],
    ]);
    expect(realisedPnl).toBe('20'); // 180 − 110 − 50
  });

  test('of a profile leaves the others alone', () => {
    const { book: after } = book(held, sell('1', { profile: 'balanced' }), aFill('1', '120', '0'));
    expect(holding(after).map(([profile]) => profile)).toEqual(['aggressive', null]);
  });

  test('of more than is held is refused', () => {
    expect(applyFill(held, sell('1.1', { profile: 'balanced' }), aFill('1.1', '120', '0'))).toMatchObject({
      covered: false,
      denial: { reason: 'insufficient_balance', limit: '1', observed: '1.1' },
    });
    expect(applyFill(start, sell('0.1'), aFill('0.1', '120', '0')).covered).toBe(false);
  });
});

const someOrder = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
  profile: fc.constantFrom(null, 'balanced' as const, 'aggressive' as const),
  quantity: fc.integer({ min: 1, max: 10 ** 9 }).map((units) => amount(units).times('0.00000001')),
  price: fc.integer({ min: 1, max: 10 ** 8 }).map((units) => amount(units).times('0.0001')),
});

const sum = (amounts: Iterable<Amount>) => [...amounts].reduce((total, each) => total.plus(each), ZERO);

test('whatever fills, money and holdings are conserved exactly and never negative', () => {
  fc.assert(
    fc.property(fc.array(someOrder, { maxLength: 60 }), (orders) => {
      const executor = paperExecutor(paperCosts(2, 10), () => 0);
      let current = openingBook(amount('100000'));
      const opening = current.cash;
      const filled: { order: Order; fill: Fill; realisedPnl: Amount }[] = [];
      for (const { price, ...terms } of orders) {
        const order = { ...anOrder(), ...terms };
        const fill = executor.quote({ ...order, referencePrice: price });
        const booking = applyFill(current, order, fill);
        if (!booking.covered) continue;
        current = booking.book;
        filled.push({ order, fill, realisedPnl: booking.realisedPnl });
      }
      const cost = sum(current.positions.map((position) => position.cost));
      expect(textOf(current.cash.plus(cost))).toBe(textOf(opening.plus(current.realisedPnl)));
      expect(textOf(sum(filled.map((each) => each.realisedPnl)))).toBe(textOf(current.realisedPnl));
      expect(textOf(sum(filled.map(({ fill }) => fill.fee)))).toBe(textOf(current.fees));
      expect(current.cash.gte(0)).toBe(true);
      const booked = [current.cash, current.realisedPnl, current.fees, ...current.positions.map(({ cost: of }) => of)];
      for (const each of booked) expect(each.decimalPlaces()).toBeLessThanOrEqual(8);
      for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
        const of = filled.filter(({ order }) => order.symbol === symbol);
        const net = sum(of.map(({ order }) => (order.side === 'buy' ? order.quantity : order.quantity.neg())));
        const held = current.positions.filter((position) => position.symbol === symbol);
        expect(textOf(sum(held.map((position) => position.quantity)))).toBe(textOf(net));
        for (const position of held) {
          expect(position.quantity.gt(0)).toBe(true);
          expect(averagePrice(position).gt(0)).toBe(true);
        }
      }
    }),
  );
});
