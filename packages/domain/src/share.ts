import type { Amount } from './amount.ts';

/** `rate` percent of `value`, exact. */
export function percent(value: Amount, rate: Amount): Amount {
  return value.times(rate).times('0.01');
}

/** `rate` hundredths of a percent of `value`, exact. */
export function basisPoints(value: Amount, rate: Amount): Amount {
  return value.times(rate).times('0.0001');
}
