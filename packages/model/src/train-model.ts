import type { Candle, ModelCard } from '@qt/contracts';
import { messageOf } from '@qt/contracts';
import type { Costs } from './costs.ts';
import { packHistory } from './packed-candles.ts';
import type { Progress, TrainingReport, TrainingRequest } from './training-messages.ts';
import { startThread } from './worker-thread.ts';

export interface TrainingInput {
  /** One-minute candles by symbol: closed, oldest first. Features need `LOOKBACK_CANDLES`, labels the horizon. */
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  /** Unix ms; names the version. */
  readonly now: number;
  /** What a fill costs: labels, decisions and the comparison know of it. */
  readonly costs: Costs;
  /** Of the bounds of the comparison. The same candles, `now` and seed give the same bytes. */
  readonly seed?: number;
  /** The current model's file, scored on the same rows as the candidate. */
  readonly incumbent?: Uint8Array;
  readonly onProgress?: (progress: Progress) => void;
  /** Aborts the training, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface TrainingResult {
  /** The candidate's file; `openModel` takes it. */
  readonly artifact: Uint8Array;
  readonly card: ModelCard;
  /** How the incumbent was compared, or why it could not be; null if there was none. */
  readonly incumbentNote: string | null;
}

/** Training produced no candidate; the message says why. */
export class TrainingFailed extends Error {
  override readonly name = 'TrainingFailed';
}

/**
 * Trains and evaluates a candidate in a worker thread, which ends with the training.
 * Rejects with `TrainingFailed`, or with the reason of `signal`.
 */
export async function trainModel(input: TrainingInput): Promise<TrainingResult> {
  const { candlesBySymbol, now, costs, seed = 1, incumbent, signal } = input;
  const candles = await packHistory(candlesBySymbol);
  signal?.throwIfAborted();
  return inThread({ candles, now, costs, seed, incumbent }, input);
}

function inThread(request: TrainingRequest, { onProgress, signal }: TrainingInput): Promise<TrainingResult> {
  return new Promise((resolve, reject) => {
    const thread = startThread(
      'training',
      request,
      request.candles.map(([, packed]) => packed.buffer as ArrayBuffer),
    );
    const end = (settle: () => void) => {
      signal?.removeEventListener('abort', abort);
      settle();
      void thread.terminate();
    };
    const fail = (reason: string) => end(() => reject(new TrainingFailed(reason)));
    const abort = () => end(() => reject(signal?.reason));
    signal?.addEventListener('abort', abort);
    thread.on('message', (report: TrainingReport) => {
      if (report.kind === 'progress') onProgress?.(report.progress);
      else if (report.kind === 'failed') fail(report.reason);
      else end(() => resolve({ artifact: report.artifact, card: report.card, incumbentNote: report.incumbentNote }));
    });
    thread.on('error', (error) => fail(`training thread: ${messageOf(error)}`));
    thread.on('exit', (code) => fail(`training thread: ended with code ${code}`));
  });
}
