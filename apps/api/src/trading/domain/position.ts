import type { Amount, Lot } from '@qt/domain';

/** A lot, and when it is to be sold. */
export interface Position extends Lot {
  readonly stopPrice: Amount | null;
  /** Unix ms. */
  readonly expiresAt: number | null;
}
