import { type Amount, decimalText } from '@qt/domain';
import type { ListedFill, VenueOrderKey } from '../venue/venue.ts';

/** `id` names it to the operator who settles it. */
interface Named {
  readonly id: string;
  readonly detail: string;
}

/** At the exchange alone. `clientOrderId`: of the order of ours that it belongs to; null: somebody else ordered. */
interface FillDifference extends Named {
  readonly kind: 'fill';
  readonly fill: ListedFill;
  readonly clientOrderId: string | null;
}

/** In the ledger, and not in the exchange's history of that time. */
interface HistoryDifference extends Named {
  readonly kind: 'history';
}

/** Open at the exchange, and unknown to the ledger or ended there. */
interface OrderDifference extends Named {
  readonly kind: 'order';
  readonly order: VenueOrderKey;
  readonly clientOrderId: string | null;
}

export interface BalanceDifference extends Named {
  readonly kind: 'balance';
  readonly asset: string;
  /** How much more the exchange has than it should, negative if less. */
  readonly excess: Amount;
}

/** What the exchange has otherwise than the ledger. */
export type Difference = FillDifference | HistoryDifference | OrderDifference | BalanceDifference;

export function fillDifference(fill: ListedFill, clientOrderId: string | null): Difference {
  const { symbol, side, quantity, price, venueOrderId } = fill;
  const whose = clientOrderId === null ? `foreign order ${venueOrderId}` : `order ${clientOrderId}`;
  const terms = `${side} ${decimalText(quantity)} at ${decimalText(price)}`;
  const detail = `fill ${fill.id} of ${symbol} (${terms}, ${whose}): expected in the ledger, actual at the exchange alone`;
  return { kind: 'fill', id: `fill:${symbol}:${fill.id}`, detail, fill, clientOrderId };
}

export function historyDifference(symbol: string, fillId: string, what: string): Difference {
  const detail = `fill ${fillId} of ${symbol}: expected in the exchange's history as it was booked, actual ${what}`;
  return { kind: 'history', id: `history:${symbol}:${fillId}`, detail };
}

export function orderDifference(order: VenueOrderKey, clientOrderId: string | null): Difference {
  const { symbol, venueOrderId } = order;
  const whose = clientOrderId === null ? 'one of somebody else' : `order ${clientOrderId}, which has ended`;
  const detail = `open order ${venueOrderId} in ${symbol}: expected one of the ledger, actual ${whose}`;
  return { kind: 'order', id: `order:${symbol}:${venueOrderId}`, detail, order, clientOrderId };
}

export function balanceDifference(asset: string, expected: Amount, actual: Amount): Difference {
  const excess = actual.minus(expected);
  const detail = `balance of ${asset}: expected ${decimalText(expected)}, actual ${decimalText(actual)}`;
  return { kind: 'balance', id: `balance:${asset}:${decimalText(excess)}`, detail, asset, excess };
}
