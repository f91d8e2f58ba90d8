import type { DenialReason } from '@qt/catalogue';
import type { Amount, Denial } from '@qt/domain';
import type { Reservation } from './reservation.ts';

/** At least one denial; the first, in the order of the rules, is the reason. */
export type Denials = readonly [Denial, ...Denial[]];

/** How an order stands by one rule, with its limit and what was observed. */
export interface RuleVerdict extends Denial {
  /** `waived`: it would deny, but not an order that only reduces a position. */
  readonly verdict: 'passed' | 'denied' | 'waived';
}

/** The result of the rules for an order, with how it stands by each that applies to it, in their order. */
export type OrderCheck = { readonly rules: readonly RuleVerdict[] } & (
  | {
      readonly result: 'passed';
      /** The price to reserve it at, in USDT: the one that it was judged by, else the symbol's last accepted one. */
      readonly price: Amount;
      /** What would have denied it, if it did not reduce a position. */
      readonly waived: readonly Denial[];
    }
  /** It passed before, and its reservation still counts. */
  | { readonly result: 'reserved'; readonly reservation: Reservation; readonly waived: readonly Denial[] }
  | { readonly result: 'denied'; readonly denials: Denials }
);

/** The answer to an order; `rules`: by each of them. */
export type RiskDecision =
  | {
      readonly decision: 'allowed';
      readonly reservation: Reservation;
      readonly waived: readonly Denial[];
      readonly rules: readonly RuleVerdict[];
    }
  | { readonly decision: 'denied'; readonly denials: Denials; readonly rules: readonly RuleVerdict[] };

/** What a rule compares, as text. */
export interface Grounds {
  /** The limit and the observed value, in the rule's unit. */
  readonly limit?: string;
  readonly observed?: string;
  readonly message: string;
}

export function denialOf(reason: DenialReason, { limit, observed, message }: Grounds): Denial {
  return { reason, limit: limit ?? null, observed: observed ?? null, message };
}
