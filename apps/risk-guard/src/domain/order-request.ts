import type { Amount, Order, OrderTerms } from '@qt/domain';

/** The part of an order that rules about the account need. */
export type OrderIntent = Pick<OrderTerms, 'side' | 'reduceOnly'>;

/** The signal behind an order. */
interface OrderSignal {
  readonly confidence: number;
  /** The least confidence with which the order's profile enters. */
  readonly entryThreshold: number;
  /** Unix ms. */
  readonly modelExpiresAt: number;
}

/** The market price at which an order would roughly fill. */
export interface Quote {
  /** In USDT. */
  readonly price: Amount;
  /** When the provider observed it, Unix ms. */
  readonly observedAt: number;
}

/** A request to approve an order. */
export interface OrderRequest extends Order {
  readonly quote: Quote | null;
  /** Free cash of the account in USDT, as the caller knows it. */
  readonly availableCash: Amount;
  /** Null: the order does not come from a signal. */
  readonly signal: OrderSignal | null;
}

export interface PricedOrderRequest extends OrderRequest {
  readonly quote: Quote;
}

/** On a long-only spot account a sell can only reduce a position, and a buy can only open or enlarge one. */
export function reducesPosition({ side }: OrderIntent): boolean {
  return side === 'sell';
}
