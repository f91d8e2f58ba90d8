import type { Amount } from '@qt/domain';

/** A symbol's latest price. */
export interface Quote {
  /** USDT per unit of the base asset. */
  readonly price: Amount;
  /** Unix ms. */
  readonly observedAt: number;
}
