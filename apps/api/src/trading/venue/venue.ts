import type { Side } from '@qt/contracts';
import type { Fill } from '../domain/order.ts';
import type { Amount } from '../money.ts';

/** What an exchange is told. */
export interface ExecutableOrder {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Amount;
  /** The latest price, USDT per unit: the order fills near it. */
  readonly referencePrice: Amount;
}

/** Where orders fill. `execute` throws when the outcome is unknown: `fillOf` then tells, also after a crash. */
export interface OrderExecutor {
  /** What the order would fill at now: the most that a buy costs, the least that a sell brings. Changes nothing. */
  quote(order: ExecutableOrder): Fill;
  /** Fills the order; never twice for the same `clientOrderId`. */
  execute(order: ExecutableOrder): Promise<Fill>;
  /** The fill of an order that the ledger knows as sent but not as filled; null: it did not fill and will not. */
  fillOf(clientOrderId: string): Promise<Fill | null>;
}
