import type { Denial } from '../decision.ts';
import type { Limits } from '../limits.ts';
import type { Situation } from '../order-context.ts';
import type { Order, OrderKind } from '../order-request.ts';

/** One reason to deny an order; null where it has none. Pure: it reads nothing but its arguments. */
export type Rule<O = Order, S = Situation> = (order: O, situation: S, limits: Limits) => Denial | null;

/** A rule for orders that open or enlarge a position: one that only reduces passes it. */
export function forOpening<O extends OrderKind, S>(rule: Rule<O, S>): Rule<O, S> {
  return (order, situation, limits) => (order.side === 'buy' ? rule(order, situation, limits) : null);
}
