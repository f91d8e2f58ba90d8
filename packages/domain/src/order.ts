import type { DenialReason, Profile } from '@qt/catalogue';
import type { OrderOrigin, Side } from '@qt/contracts';
import type { Amount } from './amount.ts';

/** What an order asks for, and for whom: two orders of one id must agree in all of it. */
export interface OrderTerms {
  readonly symbol: string;
  readonly side: Side;
  /** In the base asset, above 0. */
  readonly quantity: Amount;
  readonly reduceOnly: boolean;
  readonly origin: OrderOrigin;
  /** Whose position it opens or closes; null: placed by hand. */
  readonly profile: Profile | null;
}

export interface Order extends OrderTerms {
  readonly clientOrderId: string;
}

/** Why an order may not go out: what the rule allows and what it saw, as text in the rule's unit. */
export interface Denial {
  readonly reason: DenialReason;
  /** Null where the rule compares nothing. */
  readonly limit: string | null;
  readonly observed: string | null;
  /** For people: what was expected and what came. */
  readonly message: string;
}

/** Whether both have the same terms; `1.0` and `1` are the same quantity. */
export function sameTerms(a: OrderTerms, b: OrderTerms): boolean {
  return (
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.quantity.equals(b.quantity) &&
    a.reduceOnly === b.reduceOnly &&
    a.origin === b.origin &&
    a.profile === b.profile
  );
}
