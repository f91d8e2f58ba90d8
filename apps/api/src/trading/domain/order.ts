import type { Amount, OrderTerms } from '@qt/domain';

/** When the position that an order opens is closed. */
export interface ExitPlan {
  /** Stop at the fill price less this share of it, 0 to 1. */
  readonly stopFraction: Amount;
  /** Close after this time, in ms. */
  readonly holdMs: number;
  /** The stop is a whole number of these, and at least one below the market. */
  readonly tickSize: Amount;
}

export interface Order extends OrderTerms {
  readonly clientOrderId: string;
  /** Of an order that opens a profile's position. */
  readonly exit: ExitPlan | null;
  /** Of the request behind it. */
  readonly requestId: string;
}

/** How a venue executed an order. Money in USDT. */
export interface Execution {
  /** Per unit of the base asset, slippage included. */
  readonly price: Amount;
  /** Price × quantity, as booked. */
  readonly notional: Amount;
  readonly fee: Amount;
  /** The cost of not filling at the reference price; 0 or more. */
  readonly slippage: Amount;
  /** Unix ms. */
  readonly filledAt: number;
}

/** An order with its execution and realised profit or loss, as booked. */
export interface FilledOrder extends Execution {
  readonly order: Order;
  /** Net of fees. */
  readonly realisedPnl: Amount;
}
