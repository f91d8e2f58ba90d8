import type { DenialReason } from '@qt/catalogue';
import type { Amount } from '@qt/domain';
import type { Grounds } from '../decision.ts';
import type { Limits } from '../limits.ts';
import type { OrderContext } from '../order-context.ts';
import {
  isPriced,
  judgedPrice,
  type OrderIntent,
  type OrderRequest,
  type PricedOrderRequest,
} from '../order-request.ts';

/** How an order stands by one rule: a number that is none denies. The grounds hold whether it denies or not, and are put into words only when asked for. */
export interface Finding {
  readonly reason: DenialReason;
  readonly denies: boolean;
  readonly grounds: () => Grounds;
}

/** One reason to deny an order; null: it does not apply. Pure: it reads nothing but its arguments. */
export type Rule<O = OrderRequest, C = OrderContext> = (order: O, context: C, limits: Limits) => Finding | null;

export function finding(reason: DenialReason, denies: boolean, grounds: () => Grounds): Finding {
  return { reason, denies, grounds };
}

/** A rule for orders that open or enlarge a position: on a long-only account, buys. */
export function openingOnly<O extends OrderIntent, C>(rule: Rule<O, C>): Rule<O, C> {
  return (order, context, limits) => (order.side === 'sell' ? null : rule(order, context, limits));
}

/** A rule that compares with the order's price; without one `price_missing` is the answer. */
export function pricedOnly(rule: Rule<PricedOrderRequest>): Rule {
  return (order, context, limits) => (isPriced(order) ? rule(order, context, limits) : null);
}

/** An order with the price that it is judged by. */
export interface JudgedOrder extends OrderRequest {
  /** In USDT. */
  readonly price: Amount;
}

/** A rule about the value of an order, which only an order with a price of its caller's has. */
export function whereJudged(rule: Rule<JudgedOrder>): Rule {
  return (order, context, limits) => {
    const price = order.quote && judgedPrice(order, context);
    return price && rule({ ...order, price }, context, limits);
  };
}
