import { decimalText } from '@qt/domain';
import type { Order } from './domain/order.ts';

/** The terms of an order as every body has them, with the quantity as text. */
export function orderTermsBody({ clientOrderId, symbol, side, quantity, reduceOnly, origin, profile }: Order) {
  return {
    client_order_id: clientOrderId,
    symbol,
    side,
    quantity: decimalText(quantity),
    reduce_only: reduceOnly,
    origin,
    profile,
  };
}
