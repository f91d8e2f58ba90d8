import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wireAmounts } from './amount.fixture.ts';
import { amount, ZERO } from './amount.ts';
import { floorTo, isMultipleOf, roundDown, roundHalfUp, roundUp, SMALLEST_QUANTITY } from './rounding.ts';
import { basisPoints, percent } from './share.ts';

describe('rounding to booked amounts', () => {
  test('keeps eight decimals', () => {
    expect(roundUp(amount('1.000000001')).toFixed()).toBe('1.00000001');
    expect(roundDown(amount('1.000000009')).toFixed()).toBe('1');
    expect(roundHalfUp(amount('1.000000005')).toFixed()).toBe('1.00000001');
    expect(roundHalfUp(amount('1.0000000049')).toFixed()).toBe('1');
  });

  test('moves by less than the smallest quantity, and leaves a booked amount as it is', () => {
    fc.assert(
      fc.property(wireAmounts, fc.constantFrom(roundUp, roundDown, roundHalfUp), (value, round) => {
        const rounded = round(value);
        expect(rounded.minus(value).abs().lessThan(SMALLEST_QUANTITY)).toBe(true);
        expect(isMultipleOf(rounded, SMALLEST_QUANTITY)).toBe(true);
        expect(round(rounded).equals(rounded)).toBe(true);
      }),
    );
  });

  test('rounds down to the largest multiple of a step that is not above', () => {
    const positive = wireAmounts.filter((value) => value.greaterThan(0));
    fc.assert(
      fc.property(positive, positive, (value, step) => {
        const floor = floorTo(value, step);
        expect(isMultipleOf(floor, step)).toBe(true);
        expect(floor.lte(value) && floor.plus(step).greaterThan(value)).toBe(true);
      }),
    );
    expect(floorTo(amount('0.00000999'), amount('0.00001')).equals(ZERO)).toBe(true);
  });
});

test('a percent is a hundred basis points', () => {
  expect(percent(amount('12.34'), amount('0.5')).toFixed()).toBe('0.0617');
  expect(basisPoints(amount('12.34'), amount('50')).toFixed()).toBe('0.0617');
});
