import type { Amount, OrderTerms } from '@qt/domain';
import type { Execution } from '../domain/order.ts';

export interface VenueOrder extends Pick<OrderTerms, 'symbol' | 'side' | 'quantity'> {
  readonly clientOrderId: string;
  /** The latest price, USDT per unit: the order fills near it. */
  readonly referencePrice: Amount;
}

/** Where orders fill. */
export abstract class Venue {
  /** The worst execution that the order could get now: the most that a buy costs, the least that a sell brings. */
  abstract estimate(order: VenueOrder): Execution;
  /** Fills the order, never twice for the same `clientOrderId`. Rejects when the outcome is unknown: ask `findExecution`. */
  abstract submit(order: VenueOrder): Promise<Execution>;
  /** The execution of an order that was, or may have been, submitted; null: it did not fill and will not. */
  abstract findExecution(clientOrderId: string): Promise<Execution | null>;
}
