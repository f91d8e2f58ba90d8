import { computeInThread } from './compute-in-thread.ts';
import type { Judgement, JudgementTerms } from './judgement.ts';
import { packHistory } from './packed-candles.ts';
import type { JudgementRequest } from './training-messages.ts';

export interface JudgementInput extends JudgementTerms {
  /** The model's file. */
  readonly artifact: Uint8Array;
}

/** Judges a model's predictions and its inputs in a worker thread. Rejects if its file cannot be used. */
export async function judgeModel({ candlesBySymbol, ...rest }: JudgementInput): Promise<Judgement> {
  const request: JudgementRequest = { ...rest, candles: await packHistory(candlesBySymbol) };
  return computeInThread<Judgement>('judgement', request);
}
