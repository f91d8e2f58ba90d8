import { type Amount, type Order, type OrderTerms, ZERO } from '@qt/domain';
import type { OrderContext } from './order-context.ts';
import { hasExpired } from './reservation.ts';

/** The part of an order that rules about the account need. */
export type OrderIntent = Pick<OrderTerms, 'side' | 'reduceOnly'>;

/** The signal behind an order. */
export interface OrderSignal {
  readonly confidence: number;
  /** The least confidence with which the order's profile enters. */
  readonly entryThreshold: number;
  /** Null: the caller does not say. */
  readonly modelVersion: string | null;
  /** As the caller says, Unix ms. */
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
  /** Cash of the account in USDT, as the caller knows it: compared with the guard's own. */
  readonly availableCash: Amount;
  /** What the caller holds of the symbol; null: it does not say. */
  readonly callerHeld: Amount | null;
  /** Null: the order does not come from a signal. */
  readonly signal: OrderSignal | null;
  /** It may stay open at its venue, so its reservation does not expire. */
  readonly rests?: boolean;
}

export interface PricedOrderRequest extends OrderRequest {
  readonly quote: Quote;
}

/**
 * Does the order leave a smaller position that is not negative? On a long-only account: a sell of no more than is held
 * and not on order to be sold, by the guard's own books, whatever the caller says.
 */
export function reducesPosition(order: OrderRequest, context: OrderContext): boolean {
  return order.side === 'sell' && order.quantity.lte(sellableBy(order, context));
}

/**
 * What the order may sell: its own open reservation does not count against its repetition. While the guard's books are not
 * known to be right, what the caller holds counts where it is more: no exit waits for lost books.
 */
export function sellableBy({ symbol, callerHeld }: OrderRequest, context: OrderContext): Amount {
  const { held, known, now, books } = context;
  const positionsAgree = books.state === 'agree' || (books.state === 'differ' && books.realisedOnly === true);
  const lost = !positionsAgree && callerHeld?.greaterThan(held) ? callerHeld.minus(held) : ZERO;
  const sellable = context.sellable.plus(lost);
  if (known?.state !== 'reserved' || hasExpired(known.reservation, now)) return sellable;
  const { side, quantity, symbol: reserved } = known.reservation;
  return side === 'sell' && reserved === symbol ? sellable.plus(quantity) : sellable;
}

/**
 * The price to judge an order by: of a buy, the higher of the caller's and the guard's own, so that a price which is too
 * low makes no order smaller than it is; of a sell, the caller's, else the guard's own. Null: there is neither.
 */
export function judgedPrice(
  { side, quote }: Pick<OrderRequest, 'side' | 'quote'>,
  { market }: Pick<OrderContext, 'market'>,
): Amount | null {
  if (quote === null || market === null) return quote?.price ?? market?.price ?? null;
  return side === 'buy' && market.price.greaterThan(quote.price) ? market.price : quote.price;
}

export function isPriced(request: OrderRequest): request is PricedOrderRequest {
  return request.quote !== null;
}
