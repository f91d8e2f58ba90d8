import type { Amount } from '@qt/domain';

/** Of one asset. */
export interface Balance {
  readonly free: Amount;
  /** In open orders. */
  readonly locked: Amount;
}
