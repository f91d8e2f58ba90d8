import type { DenialReason } from '@qt/catalogue';
import type { PricedOrder } from './order-request.ts';
import type { Reservation } from './reservation.ts';

/** The order may not go out. */
export interface Denial {
  readonly outcome: 'denied';
  readonly reason: DenialReason;
  /** What the rule allows and what it saw, in the rule's own unit; null where there is no such thing. */
  readonly limit: string | null;
  readonly observed: string | null;
  /** For people: names what was expected and what came. */
  readonly message: string;
}

/** What the guard decides: a new order may go out, this one was allowed before and is still held, or it may not. */
export type Decision =
  | { readonly outcome: 'allowed'; readonly order: PricedOrder }
  | { readonly outcome: 'held'; readonly reservation: Reservation }
  | Denial;

interface Grounds {
  readonly limit?: string;
  readonly observed?: string;
  readonly message: string;
}

export function denied(reason: DenialReason, { limit, observed, message }: Grounds): Denial {
  return { outcome: 'denied', reason, limit: limit ?? null, observed: observed ?? null, message };
}
