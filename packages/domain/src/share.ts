import { type Amount, amount } from './amount.ts';

const HUNDREDTH = amount('0.01');
const TEN_THOUSANDTH = amount('0.0001');

/** `rate` percent of `value`, exact. */
export function percent(value: Amount, rate: Amount): Amount {
  return value.times(rate).times(HUNDREDTH);
}

/** `rate` hundredths of a percent of `value`, exact. */
export function basisPoints(value: Amount, rate: Amount): Amount {
  return value.times(rate).times(TEN_THOUSANDTH);
}
