import { type Amount, amount, averageEntry, decimalText, isMultipleOf, total, ZERO } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anExecution, anOrder, paperVenue } from '../trading.fixture.ts';
import { type Account, applyFill } from './account.ts';
import type { Execution, Order } from './order.ts';
import type { Position } from './position.ts';

const start: Account = { cash: amount('1000'), realisedPnl: ZERO, fees: ZERO, positions: [] };

function book(from: Account, order: Order, execution: Execution): { account: Account; realisedPnl: string } {
  const booking = applyFill(from, order, execution);
  if (!booking.covered) throw new Error(booking.denial.message);
  return { account: booking.account, realisedPnl: decimalText(booking.realisedPnl) };
}

const buy = (quantity: string, given: Partial<Omit<Order, 'quantity'>> = {}) => anOrder({ ...given, quantity });
const sell = (quantity: string, given: Partial<Omit<Order, 'quantity'>> = {}) =>
  anOrder({ side: 'sell', ...given, quantity });
const holding = ({ positions }: Account) =>
  positions.map((p) => [p.profile, decimalText(p.quantity), decimalText(p.cost)]);

describe('a buy', () => {
  test('takes notional and fee from cash, and realises the fee as a loss', () => {
    const { account: after, realisedPnl } = book(start, buy('2'), anExecution('2', '100', '0.2'));
    expect(decimalText(after.cash)).toBe('799.8');
    expect(realisedPnl).toBe('-0.2');
    expect(decimalText(after.fees)).toBe('0.2');
    expect(holding(after)).toEqual([[null, '2', '200']]);
  });

  test('adds to the position of the same owner, at the average price', () => {
    const first = book(start, buy('1'), anExecution('1', '100', '0', 1)).account;
    const { account: after } = book(first, buy('1'), anExecution('1', '200', '0', 2));
    const [position] = after.positions as [Position];
    expect(decimalText(averageEntry(position))).toBe('150');
    expect(position.openedAt).toBe(1);
  });

  test('sets the stop below its fill price and the time of the close', () => {
    const exit = { stopFraction: amount('0.01'), holdMs: 60_000, tickSize: amount('0.01') };
    const { account: after } = book(
      start,
      buy('1', { profile: 'balanced', exit }),
      anExecution('1', '100', '0', 1_000),
    );
    expect(after.positions[0]).toMatchObject({ profile: 'balanced', expiresAt: 61_000 });
    expect(after.positions[0]?.stopPrice?.toFixed()).toBe('99');
  });

  test.each([
    ['0.00000002', '0.00000001'],
    ['0.0000005', '0.00000001'],
    ['0.00012345', '0.0000001'],
    ['64000.5', '0.01'],
    ['1000000', '100'],
  ])(
    'at %s the stop is a whole number of ticks of %s, and at least one below the market that it met',
    (market, tick) => {
      const exit = { stopFraction: amount('0.0001'), holdMs: 60_000, tickSize: amount(tick) };
      const order = buy('1000', { profile: 'balanced', exit });
      const execution = paperVenue(2, 10, () => 0).estimate({
        ...order,
        venueOrderId: 'o',
        referencePrice: amount(market),
        limit: null,
      });
      const { account: after } = book({ ...start, cash: amount('1e12') }, order, execution);
      const stop = after.positions[0]?.stopPrice ?? ZERO;
      expect(stop.greaterThan(0)).toBe(true);
      expect(stop.lessThanOrEqualTo(amount(market).minus(tick))).toBe(true);
      expect(isMultipleOf(stop, amount(tick))).toBe(true);
    },
  );

  test('is refused when cash does not cover notional and fee', () => {
    expect(applyFill(start, buy('10'), anExecution('10', '100', '0.1'))).toMatchObject({
      covered: false,
      denial: { reason: 'insufficient_balance', limit: '1000', observed: '1000.1' },
    });
  });
});

describe('a sell', () => {
  const mixed = [
    [buy('1', { profile: 'aggressive' }), anExecution('1', '100', '0', 1)],
    [buy('1'), anExecution('1', '110', '0', 3)],
    [buy('1', { profile: 'balanced' }), anExecution('1', '120', '0', 2)],
  ] as const;
  const held = mixed.reduce((from, [order, fill]) => book(from, order, fill).account, start);

  test('realises (price − average cost) × quantity − fee', () => {
    const bought = book(start, buy('4'), anExecution('4', '100', '0')).account;
    const { account: after, realisedPnl } = book(bought, sell('1'), anExecution('1', '130', '0.13'));
    expect(realisedPnl).toBe('29.87');
    expect(holding(after)).toEqual([[null, '3', '300']]);
  });

  test('by hand sells what was bought by hand first, then the oldest', () => {
    const { account: after, realisedPnl } = book(held, sell('1.5'), anExecution('1.5', '120', '0'));
    expect(holding(after)).toEqual([
      ['aggressive', '0.5', '50'],
      ['balanced', '1', '120'],
    ]);
    expect(realisedPnl).toBe('20'); // 180 − 110 − 50
  });

  test('of a profile does not touch the others', () => {
    const { account: after } = book(held, sell('1', { profile: 'balanced' }), anExecution('1', '120', '0'));
    expect(holding(after).map(([profile]) => profile)).toEqual(['aggressive', null]);
  });

  test('of more than is held is refused', () => {
    expect(applyFill(held, sell('1.1', { profile: 'balanced' }), anExecution('1.1', '120', '0'))).toMatchObject({
      covered: false,
      denial: { reason: 'insufficient_balance', limit: '1', observed: '1.1' },
    });
    expect(applyFill(start, sell('0.1'), anExecution('0.1', '120', '0')).covered).toBe(false);
  });
});

const someOrder = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
  profile: fc.constantFrom(null, 'balanced' as const, 'aggressive' as const),
  quantity: fc.integer({ min: 1, max: 10 ** 9 }).map((units) => amount(units).times('0.00000001')),
  price: fc.integer({ min: 1, max: 10 ** 8 }).map((units) => amount(units).times('0.0001')),
});

test('after any fills, money and holdings are conserved exactly and never negative', () => {
  fc.assert(
    fc.property(fc.array(someOrder, { maxLength: 60 }), (orders) => {
      const venue = paperVenue(2, 10, () => 0);
      let current: Account = { ...start, cash: amount('100000') };
      const opening = current.cash;
      const filled: { order: Order; fill: Execution; realisedPnl: Amount }[] = [];
      for (const { price, ...terms } of orders) {
        const order = { ...anOrder(), ...terms };
        const fill = venue.estimate({ ...order, venueOrderId: 'o', referencePrice: price });
        const booking = applyFill(current, order, fill);
        if (!booking.covered) continue;
        current = booking.account;
        filled.push({ order, fill, realisedPnl: booking.realisedPnl });
      }
      const cost = total(current.positions.map((position) => position.cost));
      expect(decimalText(current.cash.plus(cost))).toBe(decimalText(opening.plus(current.realisedPnl)));
      expect(decimalText(total(filled.map((each) => each.realisedPnl)))).toBe(decimalText(current.realisedPnl));
      expect(decimalText(total(filled.map(({ fill }) => fill.fee)))).toBe(decimalText(current.fees));
      expect(current.cash.gte(0)).toBe(true);
      const booked = [current.cash, current.realisedPnl, current.fees, ...current.positions.map(({ cost: of }) => of)];
      for (const each of booked) expect(each.decimalPlaces()).toBeLessThanOrEqual(8);
      for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
        const of = filled.filter(({ order }) => order.symbol === symbol);
        const net = total(of.map(({ order }) => (order.side === 'buy' ? order.quantity : order.quantity.neg())));
        const held = current.positions.filter((position) => position.symbol === symbol);
        expect(decimalText(total(held.map((position) => position.quantity)))).toBe(decimalText(net));
        for (const position of held) {
          expect(position.quantity.gt(0)).toBe(true);
          expect(averageEntry(position).gt(0)).toBe(true);
        }
      }
    }),
  );
});
