import { type Candle, type ModelComparison, messageOf } from '@qt/contracts';
import type { Costs } from './costs.ts';
import { packHistory } from './packed-candles.ts';
import type { ComparisonReport, ComparisonRequest } from './training-messages.ts';
import { startThread } from './worker-thread.ts';

export interface ComparisonInput {
  /** One-minute candles by symbol: closed, oldest first, from the features' look-back before `after` on. */
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  /** The newest candle that either model was trained on, Unix ms: only what opened later counts. */
  readonly after: number;
  readonly costs: Costs;
  readonly seed: number;
  /** Two models' files. */
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/**
 * Compares two models on minutes that neither has seen, in a worker thread. Null: there are too few of them. Rejects
 * with the reason if one of the files cannot be used.
 */
export async function compareModels({ candlesBySymbol, ...rest }: ComparisonInput): Promise<ModelComparison | null> {
  const request: ComparisonRequest = { ...rest, candles: await packHistory(candlesBySymbol) };
  return new Promise((resolve, reject) => {
    const thread = startThread(
      'comparison',
      request,
      request.candles.map(([, packed]) => packed.buffer as ArrayBuffer),
    );
    const end = (settle: () => void) => {
      settle();
      void thread.terminate();
    };
    thread.on('message', (report: ComparisonReport) => {
      if (report.kind === 'done') end(() => resolve(report.comparison));
      else end(() => reject(new Error(`comparison: ${report.reason}`)));
    });
    thread.on('error', (error) => end(() => reject(new Error(`comparison: ${messageOf(error)}`))));
    thread.on('exit', (code) => end(() => reject(new Error(`comparison: its thread ended with code ${code}`))));
  });
}
