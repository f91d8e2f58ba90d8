import type { Candle, ComparedModels } from '@qt/contracts';
import { computeInThread } from './compute-in-thread.ts';
import type { Costs } from './costs.ts';
import { packHistory } from './packed-candles.ts';
import type { ComparisonRequest } from './training-messages.ts';

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

/** How two models did; `comparison` is null if there are too few minutes that neither has seen. */
export type ComparisonResult = Pick<ComparedModels, 'comparison' | 'profiles'>;

/**
 * Compares two models on minutes that neither has seen, in a worker thread. Rejects with the reason if one of the files
 * cannot be used.
 */
export async function compareModels({ candlesBySymbol, ...rest }: ComparisonInput): Promise<ComparisonResult> {
  const request: ComparisonRequest = { ...rest, candles: await packHistory(candlesBySymbol) };
  return computeInThread<ComparisonResult>('comparison', request);
}
