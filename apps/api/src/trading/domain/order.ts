import type { TimeInForce } from '@qt/contracts';
import { type Amount, type OrderTerms, sameTerms } from '@qt/domain';

/** When the position that an order opens is closed. */
export interface ExitPlan {
  /** Stop at the fill price less this share of it, 0 to 1. */
  readonly stopFraction: Amount;
  /** Close after this time, in ms. */
  readonly holdMs: number;
  /** The stop is a whole number of these, and at least one below the market. */
  readonly tickSize: Amount;
}

/** What makes an order a limit order. */
export interface Limit {
  /** The worst that it fills at, USDT per unit. */
  readonly price: Amount;
  readonly timeInForce: TimeInForce;
}

export interface Order extends OrderTerms {
  readonly clientOrderId: string;
  /** Null: a market order. */
  readonly limit: Limit | null;
  /** Of an order that opens a profile's position. */
  readonly exit: ExitPlan | null;
  /** Of the request behind it. */
  readonly requestId: string;
}

/** What a venue executed of an order, as booked. Money in USDT. */
export interface Execution {
  /** What the account got or gave, in the base asset: of a buy, less a commission that was taken from it. */
  readonly quantity: Amount;
  /** Per unit of the base asset, slippage included; of several fills, their average. */
  readonly price: Amount;
  /** Price × quantity, as booked. */
  readonly notional: Amount;
  readonly fee: Amount;
  /** The cost of not filling at the reference price; 0 or more. */
  readonly slippage: Amount;
  /** Unix ms. */
  readonly filledAt: number;
}

/** An order with all that has executed of it, and its realised profit or loss, as booked. */
export interface FilledOrder extends Execution {
  readonly order: Order;
  readonly status: 'partially_filled' | 'filled';
  /** Net of fees. */
  readonly realisedPnl: Amount;
}

/** Whether the order stays open at its venue until it fills or is cancelled. */
export function rests({ limit }: Pick<Order, 'limit'>): boolean {
  return limit?.timeInForce === 'GTC';
}

/** Whether one is the other again. */
export function sameOrder(a: Order, b: Order): boolean {
  const sameLimit =
    a.limit === null || b.limit === null
      ? a.limit === b.limit
      : a.limit.price.equals(b.limit.price) && a.limit.timeInForce === b.limit.timeInForce;
  return sameLimit && sameTerms(a, b);
}
