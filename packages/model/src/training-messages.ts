import type { ModelCard } from '@qt/contracts';
import type { Costs } from './costs.ts';

export interface Progress {
  /** 0 to 1. */
  readonly progress: number;
  /** The current step, for people. */
  readonly stage: string;
}

/** Each symbol's candles, six numbers each: open time, open, high, low, close, volume. */
export type PackedHistory = readonly (readonly [symbol: string, packed: Float64Array])[];

export interface TrainingRequest {
  readonly candles: PackedHistory;
  readonly now: number;
  readonly seed: number;
  readonly costs: Costs;
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

export interface ComparisonRequest {
  readonly candles: PackedHistory;
  /** Unix ms: rows of later candles count. */
  readonly after: number;
  readonly seed: number;
  readonly costs: Costs;
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

export interface JudgementRequest {
  readonly candles: PackedHistory;
  /** Unix ms: predictions of later candles are judged. */
  readonly after: number;
  readonly costs: Costs;
  readonly artifact: Uint8Array;
}

/** What a thread that computes one result says. */
export type ThreadReport<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly reason: string };
