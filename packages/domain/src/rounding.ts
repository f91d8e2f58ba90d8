import { Decimal } from 'decimal.js';
import { type Amount, amount } from './amount.ts';

/** Digits after the point of every amount that is booked, as exchanges keep them. */
const BOOKED_DECIMALS = 8;

/** The smallest quantity, and the step of every quantity: one unit of the last booked digit. */
export const SMALLEST_QUANTITY: Amount = amount('0.00000001');

/** The smallest price, and the finest step of any: no exchange quotes more digits. */
export const SMALLEST_PRICE: Amount = SMALLEST_QUANTITY;

/** To a booked amount, away from zero. */
export function roundUp(value: Amount): Amount {
  return value.toDecimalPlaces(BOOKED_DECIMALS, Decimal.ROUND_UP);
}

/** To a booked amount, towards zero. */
export function roundDown(value: Amount): Amount {
  return value.toDecimalPlaces(BOOKED_DECIMALS, Decimal.ROUND_DOWN);
}

/** To the nearest booked amount; halves away from zero. */
export function roundHalfUp(value: Amount): Amount {
  return value.toDecimalPlaces(BOOKED_DECIMALS, Decimal.ROUND_HALF_UP);
}

/** `value` rounded down to a multiple of `step` (above 0). */
export function floorTo(value: Amount, step: Amount): Amount {
  return value.toNearest(step, Decimal.ROUND_FLOOR);
}

export function isMultipleOf(value: Amount, step: Amount): boolean {
  return value.modulo(step).isZero();
}
