import type { ReserveRequest } from '@qt/contracts';
import type { Denial } from '@qt/domain';
import type { FilledOrder, Order } from '../domain/order.ts';
import type { Quote } from '../quote.ts';

/** An order, with what the guard decides by. */
export interface Submission {
  readonly order: Order;
  /** Null: there is no price. It may be stale: the guard checks its age. */
  readonly quote: Quote | null;
  /** Of an order by signal. */
  readonly signal: ReserveRequest['signal'];
}

/** How a submission ended. Only `filled` has just moved money; `conflict`: its id belongs to another order. */
export type SubmissionResult =
  | { readonly outcome: 'filled' | 'repeated'; readonly filled: FilledOrder }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'denied'; readonly denial: Denial }
  | { readonly outcome: 'guard_unavailable' | 'price_unavailable' | 'not_executed'; readonly error: string };
