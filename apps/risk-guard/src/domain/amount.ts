import { Decimal } from 'decimal.js';

/**
 * Exact decimals: 100 significant digits hold every product and sum of the wire's decimals (18 digits before and
 * after the point), so no operation of this service rounds. Divisions are not used where money is decided.
 */
export const Amount = Decimal.clone({ precision: 100 });
export type Amount = Decimal;

export const ZERO: Amount = new Amount(0);

/** An exact amount from its text, such as `0.015`. */
export function amount(text: string): Amount {
  return new Amount(text);
}

/** An amount as the wire's decimal text: no exponent, at most 18 decimals, no trailing zeros. */
export function decimalText(value: Amount): string {
  const text = value.toDecimalPlaces(18).toFixed();
  return text === '-0' ? '0' : text;
}

/** The sum of any number of amounts. */
export function total(values: Iterable<Amount>): Amount {
  let sum = ZERO;
  for (const value of values) sum = sum.plus(value);
  return sum;
}
