import fc from 'fast-check';
import { type Amount, amount } from './amount.ts';

/** Amounts of up to `max` units of the last of `decimals` digits after the point. */
export function amounts(decimals: number, min: bigint, max: bigint): fc.Arbitrary<Amount> {
  return fc.bigInt({ min, max }).map((units) => amount(`${units}e-${decimals}`));
}

/** Anything that the wire can carry: 18 digits before and after the point, either sign. */
export const wireAmounts = amounts(18, -(10n ** 36n) + 1n, 10n ** 36n - 1n);
