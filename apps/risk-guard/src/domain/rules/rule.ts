import type { Denial } from '@qt/domain';
import type { Limits } from '../limits.ts';
import type { OrderContext } from '../order-context.ts';
import { type OrderIntent, type OrderRequest, reducesPosition } from '../order-request.ts';

/** One reason to deny an order; null: it does not apply. Pure: it reads nothing but its arguments. */
export type Rule<O = OrderRequest, C = OrderContext> = (order: O, context: C, limits: Limits) => Denial | null;

/** A rule for orders that open or enlarge a position: one that only reduces passes. */
export function openingOnly<O extends OrderIntent, C>(rule: Rule<O, C>): Rule<O, C> {
  return (order, context, limits) => (reducesPosition(order) ? null : rule(order, context, limits));
}
