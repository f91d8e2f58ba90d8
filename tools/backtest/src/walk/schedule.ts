import type { Candle, ModelCard } from '@qt/contracts';
import type { Costs, trainModel } from '@qt/model';
import { decidePromotion } from '@qt/retrain-worker/backtest';
import { between, type History, type Span } from '../history/history.ts';

/** A model, and the time in which it decides. */
export interface Period extends Span {
  readonly artifact: Uint8Array;
  readonly card: ModelCard;
  /** From when on its age counts, Unix ms: its training, or when it last proved itself. */
  readonly provenAt: number;
}

export interface Retraining {
  /** Unix ms. */
  readonly at: number;
  readonly version: string | null;
  readonly promoted: boolean;
  /** Why promoted or not, or why there was no candidate. */
  readonly why: string;
}

export interface ScheduleOptions {
  readonly train: typeof trainModel;
  /** How much history a model is trained on, and how often one is, in ms. */
  readonly historyMs: number;
  readonly retrainMs: number;
  /** What a fill costs. */
  readonly costs: Costs;
}

/** When a model is trained: once there is history enough, then at each interval. Unix ms. */
export function trainingTimes(
  { from, to }: Span,
  { historyMs, retrainMs }: Pick<ScheduleOptions, 'historyMs' | 'retrainMs'>,
): number[] {
  const times: number[] = [];
  for (let at = from + historyMs; at < to; at += retrainMs) times.push(at);
  return times;
}

/**
 * Trains at each of these times on the candles that had closed by then, and promotes as the retrain worker does on the
 * live market's rules, but that the first model is taken. Yields one period for each time, with the model in force; the
 * training of the next runs while the caller is busy with a period.
 */
export async function* modelPeriods(
  history: History,
  times: readonly number[],
  to: number,
  { historyMs, costs, train }: ScheduleOptions,
  onRetraining: (retraining: Retraining) => void,
): AsyncGenerator<Period> {
  let current: Omit<Period, keyof Span> | null = null;
  const next = async (at: number): Promise<typeof current> => {
    const candlesBySymbol: ReadonlyMap<string, readonly Candle[]> = between(history, { from: at - historyMs, to: at });
    const { artifact, card, incumbentNote } = await train({
      candlesBySymbol,
      now: at,
      costs,
      ...(current === null ? {} : { incumbent: current.artifact }),
    });
    const incumbent = current?.card.version ?? null;
    const decision = decidePromotion({
      card,
      incumbent,
      note: incumbentNote,
      current: incumbent,
      promotionsHalted: false,
      live: false,
    });
    onRetraining({ at, version: card.version, ...decision });
    if (decision.promoted) return { artifact, card, provenAt: at };
    return current !== null && decision.rescored ? { ...current, provenAt: at } : current;
  };
  let training = times[0] === undefined ? null : next(times[0]);
  for (const [index, from] of times.entries()) {
    current = (await training) ?? current;
    const following = times[index + 1];
    training = following === undefined ? null : next(following);
    // A failure is thrown where it is awaited.
    training?.catch(() => undefined);
    if (current !== null) yield { ...current, from, to: Math.min(following ?? to, to) };
  }
}
