import { type Amount, basisPoints, total, ZERO } from '@qt/domain';
import { type Order, rests } from '../domain/order.ts';
import type { LedgerOrder, VenueLedgerOrder } from '../ledger/ledger.repository.ts';
import type { VenueOrder } from '../venue/venue.ts';

/** A limit order that the venue has, and that may still fill. */
export type OpenOrder = VenueLedgerOrder;

export function isOpen(known: LedgerOrder): known is OpenOrder {
  return (known.state === 'accepted' || known.state === 'partially_filled') && rests(known.order);
}

/** As it was sent. */
export function venueOrderOf({ order, venueOrderId, referencePrice }: VenueLedgerOrder): VenueOrder {
  const { symbol, side, quantity, limit } = order;
  return { venueOrderId, symbol, side, quantity, limit, referencePrice };
}

/** What has not filled of it, in the base asset. */
export function remaining({ order, filled }: OpenOrder): Amount {
  return order.quantity.minus(filled?.quantity ?? ZERO);
}

/** The most that open buys may still cost, USDT; `feeBps`: of their notional. */
export function cashOnOrder(open: readonly OpenOrder[], feeBps: Amount): Amount {
  return total(
    open.map((one) => {
      if (one.order.side === 'sell' || one.order.limit === null) return ZERO;
      const notional = remaining(one).times(one.order.limit.price);
      return notional.plus(basisPoints(notional, feeBps));
    }),
  );
}

/** What open sells of a symbol may still sell. */
export function onSale(open: readonly OpenOrder[], symbol: string): Amount {
  return total(ofSide(open, symbol, 'sell').map(remaining));
}

export function ofSide(open: readonly OpenOrder[], symbol: string, side: Order['side']): OpenOrder[] {
  return open.filter(({ order }) => order.symbol === symbol && order.side === side);
}
