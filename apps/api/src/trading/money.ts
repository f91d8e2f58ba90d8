import { Decimal } from 'decimal.js';

/** Exact decimals: wide enough that no product of a price and a quantity is ever rounded by itself. */
const Exact = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP });

/** Digits after the point of every amount that is booked, as exchanges keep them. */
export const AMOUNT_DIGITS = 8;

/** The smallest quantity, and the step of every quantity: one unit of the last booked digit. */
export const SMALLEST_QUANTITY = '0.00000001';

export type Amount = Decimal;

/** An exact amount from decimal text (or a whole number). */
export function amount(value: string | number | Decimal): Amount {
  return new Exact(value);
}

export const ZERO: Amount = amount(0);

/** Plain decimal text, never with an exponent. */
export function textOf(value: Amount): string {
  return value.toFixed();
}

export function roundUp(value: Amount): Amount {
  return value.toDecimalPlaces(AMOUNT_DIGITS, Decimal.ROUND_UP);
}

export function roundDown(value: Amount): Amount {
  return value.toDecimalPlaces(AMOUNT_DIGITS, Decimal.ROUND_DOWN);
}

export function roundHalfUp(value: Amount): Amount {
  return value.toDecimalPlaces(AMOUNT_DIGITS, Decimal.ROUND_HALF_UP);
}

/** `value` rounded down to a multiple of `step` (above 0). */
export function floorTo(value: Amount, step: Amount): Amount {
  return value.div(step).floor().times(step);
}

/** `bps` hundredths of a percent of `value`, exact. */
export function basisPoints(value: Amount, bps: Amount): Amount {
  return value.times(bps).div(10_000);
}
