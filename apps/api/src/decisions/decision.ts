import type { Signal } from '../signals/signal.ts';

/** A signal with what it was inferred from, the scan that it belongs to, and what stood in its way. */
export interface RecordedDecision extends Omit<Signal, 'modelExpiresAt'> {
  readonly features: readonly number[];
  readonly requestId: string;
  /** Null: no trace. */
  readonly traceId: string | null;
  /** Why no order came of it; empty: nothing stood in its way. */
  readonly outcome: string;
}

/** The id of the order that a decision leads to, whether it opens or closes a position. */
export function orderIdOf({ profile, symbol, at }: Pick<RecordedDecision, 'profile' | 'symbol' | 'at'>): string {
  return `signal:${profile}:${symbol}:${at}`;
}
