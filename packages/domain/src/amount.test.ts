import { decimal } from '@qt/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wireAmounts } from './amount.fixture.ts';
import { amount, atLeastZero, decimalText, total } from './amount.ts';

/** The exact product of decimals of 18 places, by integers. */
function product(texts: readonly string[]): string {
  const units = texts.map((text) => BigInt(amount(text).times('1e18').toFixed()));
  return `${units.reduce((all, one) => all * one, 1n)}e-${18 * texts.length}`;
}

describe('an amount', () => {
  test.each(['NaN', 'Infinity', '-Infinity', '', '1,5', 'abc'])('is never made of %j', (text) => {
    expect(() => amount(text)).toThrow(`amount: expected a finite decimal, actual '${text}'`);
  });

  test('takes the shortest decimal of a number', () => {
    expect(amount(0.1).plus(amount(0.2)).toFixed()).toBe('0.3');
  });

  test('sums without losing a digit, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(wireAmounts, { maxLength: 30 }), (all) => {
        const units = all.reduce((sum, one) => sum + BigInt(one.times('1e18').toFixed()), 0n);
        expect(total(all).equals(amount(`${units}e-18`))).toBe(true);
        expect(total([...all].reverse()).equals(total(all))).toBe(true);
      }),
    );
  });

  test('multiplies four amounts of the wire without losing a digit', () => {
    fc.assert(
      fc.property(fc.array(wireAmounts, { minLength: 4, maxLength: 4 }), (all) => {
        const exact = amount(product(all.map(decimalText)));
        expect(all.reduce((result, one) => result.times(one), amount(1)).equals(exact)).toBe(true);
      }),
    );
  });

  test('is not below zero where it must not be', () => {
    expect(atLeastZero(amount('-3')).toFixed()).toBe('0');
    expect(atLeastZero(amount('3')).toFixed()).toBe('3');
  });
});

describe('decimal text', () => {
  test('is what the contracts accept, and reads back as the same amount', () => {
    fc.assert(
      fc.property(wireAmounts, (value) => {
        const text = decimal.parse(decimalText(value));
        expect(amount(text).equals(value)).toBe(true);
      }),
    );
  });

  test.each([
    ['-0', '0'],
    ['-0.0000000000000000001', '0'],
    ['1.50', '1.5'],
    ['1e-18', '0.000000000000000001'],
    ['1e17', '100000000000000000'],
    ['0.0000000000000000015', '0.000000000000000002'],
  ])('of %s is %s', (value, text) => {
    expect(decimalText(amount(value))).toBe(text);
  });
});
