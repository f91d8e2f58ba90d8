import { Inject, Injectable } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../../config.ts';
import type { Order } from '../domain/order.ts';
import type { Caller } from '../domain/submission.ts';

interface Stopped {
  readonly outcome: 'cancelled' | 'expired';
  readonly error: string;
}

/** An order from its caller's request to its end. */
export interface WorkingOrder {
  /** Why it must not go to the venue any more; null: it may. */
  stopped(): Stopped | null;
  end(): void;
}

interface Entry extends WorkingOrder {
  readonly order: Order;
  cancelled: boolean;
}

/** The orders that wait for the account, or for the guard's answer. Those can still be stopped. */
@Injectable()
export class WorkingOrders {
  readonly #working = new Set<Entry>();
  readonly #deadlineSeconds: number;

  constructor(
    config: ApiConfig,
    @Inject(NOW) private readonly now: () => number,
  ) {
    this.#deadlineSeconds = config.QT_ORDER_DEADLINE_SECONDS;
  }

  begin(order: Order, { since, gone }: Caller): WorkingOrder {
    const entry: Entry = {
      order,
      cancelled: false,
      stopped: () => {
        if (entry.cancelled) return { outcome: 'cancelled', error: 'an operator cancelled it' };
        if (gone?.aborted === true) return { outcome: 'expired', error: 'its caller has gone' };
        const limit = this.#deadlineSeconds;
        if (this.now() - since <= limit * 1000) return null;
        return { outcome: 'expired', error: `it could not go out within ${limit} s of its request` };
      },
      end: () => void this.#working.delete(entry),
    };
    this.#working.add(entry);
    return entry;
  }

  cancelOne(clientOrderId: string): void {
    for (const entry of this.#working) if (entry.order.clientOrderId === clientOrderId) entry.cancelled = true;
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
