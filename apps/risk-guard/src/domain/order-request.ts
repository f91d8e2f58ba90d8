import type { Profile } from '@qt/catalogue';
import type { OrderOrigin, Side } from '@qt/contracts';
import type { Amount } from './amount.ts';

/** What a rule about the account has to know of an order. */
export interface OrderKind {
  readonly side: Side;
  readonly reduceOnly: boolean;
}

/** What makes an order this one and no other: what a repeated `client_order_id` is compared by. */
export interface OrderBody extends OrderKind {
  readonly symbol: string;
  /** In the base asset. */
  readonly quantity: Amount;
  readonly origin: OrderOrigin;
  /** Null: not by a profile. */
  readonly profile: Profile | null;
}

/** What the model said of an order by signal. */
export interface SignalGrounds {
  readonly confidence: number;
  /** The least confidence with which its profile enters. */
  readonly entryThreshold: number;
  /** Unix ms. */
  readonly modelExpiresAt: number;
}

/** The price that an order would fill near. */
export interface Quote {
  /** In USDT. */
  readonly price: Amount;
  /** When the provider observed it, Unix ms. */
  readonly observedAt: number;
}

/** An order that asks whether it may go out. */
export interface Order extends OrderBody {
  readonly clientOrderId: string;
  readonly quote: Quote | null;
  /** Free cash of the account in USDT, as the caller knows it. */
  readonly availableCash: Amount;
  /** Null: no signal stands behind it. */
  readonly signal: SignalGrounds | null;
}

export interface PricedOrder extends Order {
  readonly quote: Quote;
}

/** Is it the same order, whatever price and cash it is asked with? `1.0` and `1` are the same quantity. */
export function sameBody(a: OrderBody, b: OrderBody): boolean {
  return (
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.quantity.equals(b.quantity) &&
    a.reduceOnly === b.reduceOnly &&
    a.origin === b.origin &&
    a.profile === b.profile
  );
}

/** On a long-only spot account a sell can only reduce a position, and a buy only opens or enlarges one. */
export function reduces(order: OrderKind): boolean {
  return order.side === 'sell';
}
