import type { ReserveRequest } from '@qt/contracts';
import type { Price } from '@qt/market-data';
import type { Denial, FilledOrder, Order } from '../domain/order.ts';

/** What became of an order. Only `filled` moved money just now. */
export type Placement =
  | { readonly outcome: 'filled' | 'repeated'; readonly filled: FilledOrder }
  | { readonly outcome: 'conflict'; readonly known: Order }
  | { readonly outcome: 'denied'; readonly denial: Denial }
  /** The guard could not be asked, its permission lapsed, or there is no price, or no execution: nothing was ordered. */
  | { readonly outcome: 'guard_unavailable' | 'price_unavailable' | 'not_executed'; readonly error: string };

export interface OrderQuestion {
  readonly order: Order;
  /** The latest price; null: there is none. The guard judges its age. */
  readonly price: Pick<Price, 'price' | 'observedAt'> | null;
  /** Of an order by signal. */
  readonly signal: ReserveRequest['signal'];
}

export type Place = (question: OrderQuestion) => Promise<Placement>;
