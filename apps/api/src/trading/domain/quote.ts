import type { Amount } from '@qt/domain';

/** A symbol's latest price. */
export interface Quote {
  /** USDT per unit of the base asset. */
  readonly price: Amount;
  /** Unix ms. */
  readonly observedAt: number;
  /** Another source's, because the exchange gives none: at an exchange, nothing is bought on it. */
  readonly shownOnly?: boolean;
}
