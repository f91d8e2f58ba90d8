import type { DenialReason, Profile } from '@qt/catalogue';
import type { OrderOrigin, Side } from '@qt/contracts';
import type { Amount } from '../money.ts';

/** When a position that this order opens is closed again by itself. */
export interface ExitPlan {
  /** Stop at the fill price less this share of it, 0 to 1. */
  readonly stopFraction: Amount;
  /** Close after this time, in ms. */
  readonly holdMs: number;
}

/** An order as somebody wants it; nothing has happened yet. */
export interface Order {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  /** In the base asset, above 0. */
  readonly quantity: Amount;
  readonly reduceOnly: boolean;
  readonly origin: OrderOrigin;
  /** Whose position it opens or closes; null: one held by hand. */
  readonly profile: Profile | null;
  /** Of an order that opens a profile's position. */
  readonly exit: ExitPlan | null;
  /** The request that wanted it. */
  readonly requestId: string;
}

/** What an exchange did with an order. Money in USDT. */
export interface Fill {
  /** Per unit of the base asset, slippage included. */
  readonly price: Amount;
  /** Price × quantity, as booked. */
  readonly notional: Amount;
  readonly fee: Amount;
  /** What the order paid for not getting its reference price; 0 or more. */
  readonly slippage: Amount;
  /** Unix ms. */
  readonly filledAt: number;
}

/** A fill in the books, with what it earned after fees. */
export interface FilledOrder extends Fill {
  readonly order: Order;
  readonly realisedPnl: Amount;
}

/** Why an order may not go out: the rule's limit and what was seen, as text in the rule's unit. */
export interface Denial {
  readonly reason: DenialReason;
  readonly limit: string | null;
  readonly observed: string | null;
  readonly message: string;
}

/** Do both ask for the same thing, whoever and whenever asked? */
export function sameTerms(a: Order, b: Order): boolean {
  return (
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.quantity.eq(b.quantity) &&
    a.reduceOnly === b.reduceOnly &&
    a.origin === b.origin &&
    a.profile === b.profile
  );
}
