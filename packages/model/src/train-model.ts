import type { Candle, ModelCard } from '@qt/contracts';

export interface TrainingInput {
  /** One-minute candles by symbol: closed, oldest first. Features need `LOOKBACK_CANDLES`, labels the horizon. */
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  /** Unix ms; names the version. */
  readonly now: number;
  /** The file of the current model, to be scored on the same rows as the candidate. */
  readonly incumbent?: Uint8Array;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the training, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  /** 0 to 1. */
  readonly progress: number;
  /** What is being done, in words. */
  readonly stage: string;
}

export interface TrainingResult {
  /** The candidate's file; `openModel` takes it. */
  readonly artifact: Uint8Array;
  readonly card: ModelCard;
}

/** No candidate came out of a training; the message says why. */
export class TrainingFailed extends Error {
  override readonly name = 'TrainingFailed';
}

/**
 * Trains and evaluates a candidate in a worker thread, which ends with the training.
 * Rejects with `TrainingFailed`, or with the reason of `signal`.
 */
export declare function trainModel(input: TrainingInput): Promise<TrainingResult>;
