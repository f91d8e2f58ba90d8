import type { DenialReason } from '@qt/catalogue';
import type { Denial } from '@qt/domain';
import type { PricedOrderRequest } from './order-request.ts';
import type { Reservation } from './reservation.ts';

/** The result of the rules for an order. */
export type OrderCheck =
  | { readonly result: 'passed'; readonly request: PricedOrderRequest }
  /** It passed before, and its reservation still counts. */
  | { readonly result: 'reserved'; readonly reservation: Reservation }
  | { readonly result: 'denied'; readonly denial: Denial };

/** The answer to an order. */
export type RiskDecision =
  | { readonly decision: 'allowed'; readonly reservation: Reservation }
  | { readonly decision: 'denied'; readonly denial: Denial };

interface Grounds {
  /** The limit and the observed value, in the rule's unit. */
  readonly limit?: string;
  readonly observed?: string;
  readonly message: string;
}

export function denialOf(reason: DenialReason, { limit, observed, message }: Grounds): Denial {
  return { reason, limit: limit ?? null, observed: observed ?? null, message };
}
