import type { Denial } from '@qt/domain';
import type { FilledOrder, Order } from './order.ts';
import type { Position } from './position.ts';
import type { Quote } from './quote.ts';

/** What the guard needs of the signal behind an order. */
export interface SignalEvidence {
  /** 0 to 1, as `entryThreshold`. */
  readonly confidence: number;
  /** The confidence that the profile's strategy requires. */
  readonly entryThreshold: number;
  readonly modelVersion: string;
  /** Unix ms. */
  readonly modelExpiresAt: number;
}

/** Who waits for an order. */
export interface Caller {
  /** When it asked, Unix ms: the order's deadline runs from then. */
  readonly since: number;
  /** Aborted when it no longer waits. */
  readonly gone?: AbortSignal;
}

/** An order with what the guard needs to decide. */
export interface Submission {
  readonly order: Order;
  /** Null: there is no price. It may be stale: the guard checks its age. */
  readonly quote: Quote | null;
  /** Null: no signal. */
  readonly signal: SignalEvidence | null;
  /** Unset: the order was just decided on, and nobody waits for it. */
  readonly caller?: Caller;
}

/** How a submission ended. Only `filled` has just moved money, in part or whole; `conflict`: its id belongs to another order. */
export type SubmissionResult =
  | { readonly outcome: 'filled'; readonly filled: FilledOrder; readonly closed: readonly Position[] }
  | { readonly outcome: 'repeated'; readonly filled: FilledOrder }
  /** A limit order that stays open at the venue; what has filled of it so far. */
  | { readonly outcome: 'open'; readonly filled: FilledOrder | null }
  /** It went to the venue, which does not say what became of it: its symbol is frozen until it does. */
  | { readonly outcome: 'unknown'; readonly error: string }
  | { readonly outcome: 'conflict' }
  /** `others`: what denies it besides. */
  | { readonly outcome: 'denied'; readonly denial: Denial; readonly others?: readonly Denial[] }
  | {
      /** `unfilled`: a limit order that its venue let expire, because nothing met its price. */
      readonly outcome:
        | 'guard_unavailable'
        | 'price_unavailable'
        | 'not_executed'
        | 'unfilled'
        | 'cancelled'
        | 'expired';
      readonly error: string;
      /** Of the risk guard's error, if it answered with one. */
      readonly code?: string;
    };
