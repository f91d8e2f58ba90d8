import type { Candle, ModelCard } from '@qt/contracts';
import { packCandles } from './packed-candles.ts';
import type { TrainingOrder, TrainingReport } from './training-messages.ts';
import { startThread } from './worker-thread.ts';

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
  /** How the incumbent was compared, or why it could not be; null where there was none. */
  readonly incumbentNote: string | null;
}

/** No candidate came out of a training; the message says why. */
export class TrainingFailed extends Error {
  override readonly name = 'TrainingFailed';
}

/**
 * Trains and evaluates a candidate in a worker thread, which ends with the training.
 * Rejects with `TrainingFailed`, or with the reason of `signal`.
 */
export function trainModel({
  candlesBySymbol,
  now,
  incumbent,
  onProgress,
  signal,
}: TrainingInput): Promise<TrainingResult> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const candles = Array.from(candlesBySymbol, ([symbol, history]) => [symbol, packCandles(history)] as const);
    const order: TrainingOrder = { candles, now, incumbent };
    const thread = startThread(
      'training',
      order,
      candles.map(([, packed]) => packed.buffer as ArrayBuffer),
    );
    const end = (settle: () => void) => {
      signal?.removeEventListener('abort', abort);
      settle();
      void thread.terminate();
    };
    const abort = () => end(() => reject(signal?.reason));
    signal?.addEventListener('abort', abort);
    thread.on('message', (report: TrainingReport) => {
      if (report.kind === 'progress') onProgress?.(report.progress);
      else if (report.kind === 'failed') end(() => reject(new TrainingFailed(report.reason)));
      else end(() => resolve(report));
    });
    thread.on('error', (error) =>
      end(() => reject(new TrainingFailed(`training thread: ${error.message}`, { cause: error }))),
    );
    thread.on('exit', (code) => end(() => reject(new TrainingFailed(`training thread: ended with code ${code}`))));
  });
}
