import { Injectable } from '@nestjs/common';
import type { Order } from '../domain/order.ts';

/** An order from its submission to its end. */
export interface WorkingOrder {
  /** Once it is true, the order must not go to the venue. */
  readonly cancelled: boolean;
  end(): void;
}

/** The orders that wait for the account, or for the guard's answer. Those can still be cancelled. */
@Injectable()
export class WorkingOrders {
  readonly #working = new Set<{ readonly order: Order; cancelled: boolean }>();

  begin(order: Order): WorkingOrder {
    const entry = { order, cancelled: false, end: () => void this.#working.delete(entry) };
    this.#working.add(entry);
    return entry;
  }

  /**
   * Cancels the orders in these symbols (null: all) except those that close positions on an operator's demand; returns
   * how many.
   */
  cancel(symbols: readonly string[] | null): number {
    let cancelled = 0;
    for (const entry of this.#working) {
      const { symbol, origin } = entry.order;
      if (entry.cancelled || origin === 'close' || symbols?.includes(symbol) === false) continue;
      entry.cancelled = true;
      cancelled += 1;
    }
    return cancelled;
  }
}
