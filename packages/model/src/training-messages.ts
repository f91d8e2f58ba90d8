import type { ModelCard } from '@qt/contracts';

export interface Progress {
  /** 0 to 1. */
  readonly progress: number;
  /** The current step, for people. */
  readonly stage: string;
}

export interface TrainingRequest {
  /** Each symbol's candles, six numbers each: open time, open, high, low, close, volume. */
  readonly candles: readonly (readonly [symbol: string, packed: Float64Array])[];
  readonly now: number;
  readonly incumbent: Uint8Array | undefined;
}

export type TrainingReport =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | {
      readonly kind: 'done';
      readonly artifact: Uint8Array;
      readonly card: ModelCard;
      readonly incumbentNote: string | null;
    }
  | { readonly kind: 'failed'; readonly reason: string };
