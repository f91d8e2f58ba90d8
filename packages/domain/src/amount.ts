import { Decimal } from 'decimal.js';

/**
 * A decimal on the wire has up to 36 digits. At 160 no sum and no product of up to four of them is rounded, and a
 * quotient is exact far beyond the digits that are booked.
 */
const ExactDecimal = Decimal.clone({ precision: 160, rounding: Decimal.ROUND_HALF_UP });

/** Digits after the point of a decimal on the wire. */
export const WIRE_DECIMALS = 18;

/** An exact, finite decimal: money in USDT, a price per unit, a quantity of the base asset, or a rate. */
export type Amount = Decimal;

/**
 * An exact amount from decimal text such as `0.015`. A number is taken as the shortest decimal that parses to it.
 *
 * @throws RangeError for what is not a finite number
 */
export function amount(value: string | number): Amount {
  const parsed = parse(value);
  if (parsed === undefined) throw new RangeError(`amount: expected a finite decimal, actual '${value}'`);
  return parsed;
}

function parse(value: string | number): Amount | undefined {
  try {
    const parsed = new ExactDecimal(value);
    return parsed.isFinite() ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export const ZERO: Amount = amount(0);

/** Decimal text as the wire has it: no exponent, no trailing zeros, no `-0`, at most 18 decimals (half up). */
export function decimalText(value: Amount): string {
  const exact = value.decimalPlaces() <= WIRE_DECIMALS;
  return (exact ? value : value.toDecimalPlaces(WIRE_DECIMALS, Decimal.ROUND_HALF_UP)).toFixed();
}

/** The sum of any number of amounts. */
export function total(amounts: Iterable<Amount>): Amount {
  let sum = ZERO;
  for (const one of amounts) sum = sum.plus(one);
  return sum;
}

/** `value`, or 0 where it is below. */
export function atLeastZero(value: Amount): Amount {
  return value.lessThan(0) ? ZERO : value;
}
