import { type Amount, total } from '@qt/domain';
import type { Holding } from '@qt/performance';

/** The account at the end of a scan. Money in USDT. */
export interface EquitySnapshot {
  /** Unix ms. */
  readonly at: number;
  /** The sequence of the newest fill that it contains; 0: none. */
  readonly lastFill: number;
  /** What the account was opened with, and what was paid in until then. */
  readonly openingBalance: Amount;
  readonly cash: Amount;
  /** Each at its last known price, rounded down. */
  readonly positions: readonly Holding[];
}

export function equityOf({ cash, positions }: Pick<EquitySnapshot, 'cash' | 'positions'>): Amount {
  return cash.plus(total(positions.map(({ value }) => value)));
}
