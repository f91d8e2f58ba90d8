import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amounts } from './amount.fixture.ts';
import { amount, decimalText } from './amount.ts';
import { instruments } from './instrument.fixture.ts';
import { filterViolation, type Instrument, isTrading, roundPrice, roundQuantity } from './instrument.ts';
import { isMultipleOf } from './rounding.ts';

const BTC: Instrument = {
  symbol: 'BTCUSDT',
  status: 'TRADING',
  lot: { min: amount('0.00001'), max: amount('9000'), step: amount('0.00001') },
  marketLot: { min: amount('0'), max: amount('120'), step: amount('0') },
  tickSize: amount('0.01'),
  minPrice: amount('0.01'),
  maxPrice: amount('1000000'),
  notional: { filter: 'NOTIONAL', min: amount('5'), max: null },
};

const quantities = amounts(12, 1n, 10n ** 24n);

describe('rounding to an instrument', () => {
  test('a quantity goes down, by less than a step, to one that no lot rule refuses, or to 0', () => {
    fc.assert(
      fc.property(instruments, quantities, (instrument, quantity) => {
        const rounded = roundQuantity(instrument, quantity);
        expect(rounded.lte(quantity)).toBe(true);
        expect(roundQuantity(instrument, rounded).equals(rounded)).toBe(true);
        if (rounded.isZero()) return;
        expect(filterViolation(instrument, { quantity: rounded, price: null })).toBeNull();
        const next = rounded.plus(instrument.lot.step);
        expect(next.greaterThan(quantity) || filterViolation(instrument, { quantity: next, price: null })).toBeTruthy();
      }),
    );
  });

  test('a quantity that breaks no rule stays as it is', () => {
    fc.assert(
      fc.property(instruments, fc.integer({ min: 1, max: 10 ** 6 }), (instrument, lots) => {
        const quantity = instrument.lot.step.times(lots);
        fc.pre(filterViolation(instrument, { quantity, price: null }) === null);
        expect(roundQuantity(instrument, quantity).equals(quantity)).toBe(true);
      }),
    );
  });

  test('a quantity is 0 that is below the least of either lot rule, and at most the lower of their maxima', () => {
    const rules = {
      ...BTC,
      lot: { min: amount('0.5'), max: amount('8'), step: amount('0.1') },
      marketLot: { min: amount('1'), max: amount('9'), step: amount('0.25') },
    };
    const rounded = (quantity: string) => roundQuantity(rules, amount(quantity)).toFixed();
    expect(['0.99', '1', '1.09', '7.99', '8', '8.5'].map(rounded)).toEqual(['0', '1', '1', '7.75', '8', '8']);
    const byLot = { ...rules, marketLot: null };
    expect(['0.49', '0.5', '8.5'].map((one) => roundQuantity(byLot, amount(one)).toFixed())).toEqual(['0', '0.5', '8']);
  });

  test('a price goes down, by less than a tick, to a whole number of them', () => {
    fc.assert(
      fc.property(instruments, quantities, (instrument, price) => {
        const rounded = roundPrice(instrument, price);
        expect(isMultipleOf(rounded, instrument.tickSize)).toBe(true);
        expect(rounded.lte(price) && rounded.plus(instrument.tickSize).greaterThan(price)).toBe(true);
      }),
    );
  });
});

describe('an order that breaks a filter is told which, what it allows and what was given', () => {
  test.each([
    ['0.00000001', 'LOT_SIZE', '0.00001', '0.00000001'],
    ['0.000015', 'LOT_SIZE', '0.00001', '0.000015'],
    ['9000.00001', 'LOT_SIZE', '9000', '9000.00001'],
    ['120.00001', 'MARKET_LOT_SIZE', '120', '120.00001'],
    ['0.00007', 'NOTIONAL', '5', '4.48'],
  ])('%s BTC at 64000 breaks %s', (quantity, filter, limit, given) => {
    expect(filterViolation(BTC, { quantity: amount(quantity), price: amount('64000') })).toMatchObject({
      filter,
      limit,
      given,
    });
  });

  test('none of them is broken by the smallest order that is worth enough', () => {
    expect(filterViolation(BTC, { quantity: amount('0.00008'), price: amount('64000') })).toBeNull();
    expect(filterViolation(BTC, { quantity: amount('120'), price: amount('64000') })).toBeNull();
  });

  test.each([
    ['0.009', '0.01'],
    ['1000000.01', '1000000'],
    ['64000.005', '0.01'],
  ])('a limit price of %s breaks PRICE_FILTER', (price, limit) => {
    const terms = { quantity: amount(1), price: null, limitPrice: amount(price) };
    expect(filterViolation(BTC, terms)).toMatchObject({ filter: 'PRICE_FILTER', limit, given: price });
  });

  test('a whole number of ticks is a price', () => {
    const terms = { quantity: amount(1), price: null, limitPrice: amount('64000.01') };
    expect(filterViolation(BTC, terms)).toBeNull();
  });

  describe('the distance of a limit price from the market', () => {
    const banded: Instrument = {
      ...BTC,
      percentPrice: {
        filter: 'PERCENT_PRICE_BY_SIDE',
        buy: { down: amount('0.5'), up: amount('1.25') },
        sell: { down: amount('0.75'), up: amount('2') },
      },
    };
    const at = (limitPrice: string, side?: 'buy' | 'sell', price: string | null = '64000') =>
      filterViolation(banded, {
        quantity: amount(1),
        price: price === null ? null : amount(price),
        limitPrice: amount(limitPrice),
        ...(side && { side }),
      });

    test.each([
      ['buy', '32000', '31999.99', 'at least'],
      ['buy', '80000', '80000.01', 'at most'],
      ['sell', '48000', '47999.99', 'at least'],
      ['sell', '128000', '128000.01', 'at most'],
    ] as const)('a %s at %s is allowed, at %s broken', (side, limit, given, which) => {
      expect(at(limit, side)).toBeNull();
      const message = `PERCENT_PRICE_BY_SIDE: expected a price of ${which} ${limit}, actual ${given}`;
      expect(at(given, side)).toEqual({ filter: 'PERCENT_PRICE_BY_SIDE', limit, given, message });
    });

    test('is not compared without a market price, without a side, or without such a filter', () => {
      expect([at('1', 'buy', null), at('1')].map((found) => found?.filter)).toEqual([undefined, 'NOTIONAL']);
      const terms = { quantity: amount(10), price: amount('64000'), limitPrice: amount('1'), side: 'buy' } as const;
      expect(filterViolation(BTC, terms)).toBeNull();
    });
  });

  test('a limit order may be larger than a market order', () => {
    const terms = { quantity: amount('120.00001'), price: null };
    expect(filterViolation(BTC, terms)?.filter).toBe('MARKET_LOT_SIZE');
    expect(filterViolation(BTC, { ...terms, limitPrice: amount('64000') })).toBeNull();
  });

  const bounded: Instrument = {
    ...BTC,
    lot: { min: amount('0.001'), max: amount('10'), step: amount(0) },
    marketLot: { min: amount('0.01'), max: amount('5'), step: amount('0.01') },
    notional: { filter: 'MIN_NOTIONAL', min: amount('5'), max: amount('9000') },
  };

  test.each([
    ['0.001', '0.00099999', 'LOT_SIZE: expected a quantity of at least 0.001, actual 0.00099999'],
    ['10', '10.00000001', 'LOT_SIZE: expected a quantity of at most 10, actual 10.00000001'],
  ])('%s is a quantity by the lot alone, %s is none', (inside, outside, message) => {
    const byLot = { ...bounded, marketLot: null };
    expect(filterViolation(byLot, { quantity: amount(inside), price: null })).toBeNull();
    expect(filterViolation(byLot, { quantity: amount(outside), price: null })?.message).toBe(message);
  });

  test.each([
    ['0.01', '0.00999', 'MARKET_LOT_SIZE: expected a quantity of at least 0.01, actual 0.00999'],
    ['5', '5.01', 'MARKET_LOT_SIZE: expected a quantity of at most 5, actual 5.01'],
    ['4.99', '4.995', 'MARKET_LOT_SIZE: expected a multiple of 0.01, actual 4.995'],
  ])('%s is a quantity of a market order, %s is none', (inside, outside, message) => {
    expect(filterViolation(bounded, { quantity: amount(inside), price: null })).toBeNull();
    expect(filterViolation(bounded, { quantity: amount(outside), price: null })?.message).toBe(message);
  });

  test.each([
    ['5', '4.99', 'MIN_NOTIONAL: expected a notional of at least 5, actual 4.99'],
    ['9000', '9000.01', 'MIN_NOTIONAL: expected a notional of at most 9000, actual 9000.01'],
  ])('an order may be worth %s, and not %s', (inside, outside, message) => {
    expect(filterViolation(bounded, { quantity: amount(1), price: amount(inside) })).toBeNull();
    expect(filterViolation(bounded, { quantity: amount(1), price: amount(outside) })?.message).toBe(message);
    expect(filterViolation({ ...bounded, notional: null }, { quantity: amount(1), price: amount(outside) })).toBeNull();
  });

  test.each([
    ['0.01', '0.009', 'PRICE_FILTER: expected a price of at least 0.01, actual 0.009'],
    ['1000000', '1000000.01', 'PRICE_FILTER: expected a price of at most 1000000, actual 1000000.01'],
    ['64000.01', '64000.015', 'PRICE_FILTER: expected a multiple of 0.01, actual 64000.015'],
  ])('%s is a limit price, %s is none', (inside, outside, message) => {
    const violation = (price: string) =>
      filterViolation(BTC, { quantity: amount(1), price: null, limitPrice: amount(price) });
    expect(violation(inside)).toBeNull();
    expect(violation(outside)?.message).toBe(message);
  });

  test('a bound of 0 is none', () => {
    const free = { ...BTC, lot: { ...BTC.lot, max: amount(0) }, marketLot: null, maxPrice: amount(0) };
    const terms = { quantity: amount('1e9'), price: null, limitPrice: amount('1e9') };
    expect(filterViolation(free, terms)).toBeNull();
    expect(roundQuantity(free, amount('1e9'))).toEqual(amount('1e9'));
  });

  test('the message says it in one line', () => {
    expect(filterViolation(BTC, { quantity: amount('0.00000001'), price: null })?.message).toBe(
      'LOT_SIZE: expected a quantity of at least 0.00001, actual 0.00000001',
    );
    expect(decimalText(roundQuantity(BTC, amount('0.00833333')))).toBe('0.00833');
  });
});

test('orders are taken only while a symbol is trading', () => {
  expect([{ status: 'TRADING' }, { status: 'BREAK' }, { status: '' }].map(isTrading)).toEqual([true, false, false]);
});
