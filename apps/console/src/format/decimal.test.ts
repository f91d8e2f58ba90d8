import { expect, test } from 'vitest';
import { shownDecimal, shownQuantity, signOf } from './decimal.ts';

test.each([
  ['0', '0.00', ''],
  ['-0.5', '−0.50', ''],
  ['100000', '100,000.00', ''],
  ['-1234567.891', '−1,234,567.89', '1'],
  ['999999999999999999.123456789012345678', '999,999,999,999,999,999.12', '345678…'],
  ['0.10000000', '0.10', ''],
  ['not a number', 'not a number', ''],
])('%s is shown as %s and %s', (text, main, rest) => {
  expect(shownDecimal(text)).toEqual({ main, rest });
});

test.each([
  ['0.01500', '0.015'],
  ['12000.0', '12,000'],
  ['-3', '−3'],
])('a quantity of %s is %s', (text, shown) => {
  expect(shownQuantity(text)).toBe(shown);
});

test.each([
  ['-0.00', 0],
  ['-0.01', -1],
  ['3', 1],
])('the sign of %s is %d', (text, sign) => {
  expect(signOf(text)).toBe(sign);
});
