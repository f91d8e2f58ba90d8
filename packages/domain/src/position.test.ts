import { describe, expect, test } from 'vitest';
import { type Amount, amount } from './amount.ts';
import { bookedFee, bookedNotional } from './fill.ts';
import { averageEntry, enlarge, realisedByBuy, realisedBySell, reduce } from './position.ts';

function exchanged(quantity: string, notional: string, fee = '0') {
  return { quantity: amount(quantity), notional: amount(notional), fee: amount(fee) };
}

function text({ quantity, cost }: { quantity: Amount; cost: Amount }) {
  return { quantity: quantity.toFixed(), cost: cost.toFixed() };
}

describe('a position', () => {
  test('averages what its buys cost, without fees', () => {
    const first = enlarge(null, exchanged('1', '100', '0.1'));
    const both = enlarge(first, exchanged('2', '230', '0.2'));
    expect(text(both)).toEqual({ quantity: '3', cost: '330' });
    expect(averageEntry(both).toFixed()).toBe('110');
    expect(averageEntry({ quantity: amount('3'), cost: amount('200') }).toFixed()).toBe('66.66666667');
  });

  test('releases its cost in proportion, rounded down, and all of it with the last of its quantity', () => {
    const { left, soldCost } = reduce({ quantity: amount('3'), cost: amount('200') }, amount('1'));
    expect(soldCost.toFixed()).toBe('66.66666666');
    expect(left && text(left)).toEqual({ quantity: '2', cost: '133.33333334' });
    expect(reduce({ quantity: amount('3'), cost: amount('200') }, amount('3.0'))).toEqual({
      left: null,
      soldCost: amount('200'),
    });
  });

  test('is never sold short', () => {
    expect(() => reduce({ quantity: amount('3'), cost: amount('200') }, amount('3.00000001'))).toThrow(
      'sold: expected at most 3, actual 3.00000001',
    );
  });

  test('realises the fee of a buy, and the proceeds of a sell less cost and fee', () => {
    expect(realisedByBuy(exchanged('1', '100', '0.1')).toFixed()).toBe('-0.1');
    expect(realisedBySell(exchanged('1', '120', '0.12'), amount('100')).toFixed()).toBe('19.88');
  });
});

describe('a fill', () => {
  test('is booked against the account', () => {
    const [price, quantity] = [amount('0.3333'), amount('0.00000007')];
    expect(bookedNotional('buy', price, quantity).toFixed()).toBe('0.00000003');
    expect(bookedNotional('sell', price, quantity).toFixed()).toBe('0.00000002');
    expect(bookedFee(amount('0.00000003'), amount('10')).toFixed()).toBe('0.00000001');
  });
});
