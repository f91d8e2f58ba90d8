import type { Signal } from '@qt/api/backtest';
import type { Action, Profile } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import { type Costs, decide, type Economics, economicsOf, openModel, type Probabilities, STRATEGIES } from '@qt/model';
import { type History, indexAt } from '../history/history.ts';
import type { FeaturesAt } from './features.ts';
import type { Period } from './schedule.ts';

export interface PredictionOptions {
  readonly profiles: readonly Profile[];
  readonly featuresAt: FeaturesAt;
  readonly modelExpiresAt: number;
  readonly costs: Costs;
  /** What was predicted of the candle at that position. */
  readonly onPrediction: (
    profile: Profile,
    symbol: string,
    index: number,
    probabilities: Probabilities,
    economics: Economics | undefined,
  ) => void;
}

/** The signals of a period by the close of the candle that they follow, Unix ms. */
export type SignalsByClose = ReadonlyMap<number, readonly Signal[]>;

/** Infers every minute of a period in one message for each profile and symbol, with the model that was in force. */
export async function signalsOf(
  history: History,
  period: Period,
  { profiles, featuresAt, modelExpiresAt, costs, onPrediction }: PredictionOptions,
): Promise<SignalsByClose> {
  const model = await openModel(period.artifact);
  const byClose = new Map<number, Signal[]>();
  try {
    for (const [symbol, candles] of history) {
      const found: { index: number; close: number; features: Float64Array }[] = [];
      const end = indexAt(candles, period.to - MINUTE_MS);
      for (let index = indexAt(candles, period.from - MINUTE_MS); index < end; index += 1) {
        const features = featuresAt(candles, index);
        if (features !== null) found.push({ index, close: (candles[index]?.openTime ?? 0) + MINUTE_MS, features });
      }
      for (const profile of profiles) {
        const card = period.card.profiles.find((each) => each.profile === profile);
        const economics = economicsOf(card, costs);
        const inferred = await model.inferMany(
          profile,
          found.map(({ features }) => features),
        );
        for (const [at, { index, close }] of found.entries()) {
          const probabilities = inferred[at]?.probabilities;
          if (probabilities === undefined) continue;
          onPrediction(profile, symbol, index, probabilities, economics);
          const { action, confidence } = decide(probabilities, STRATEGIES[profile], economics);
          // A hold leads to no order, so a walk does without it.
          if (action === 'hold') continue;
          const signal = { profile, symbol, action: action as Action, confidence, at: close, probabilities };
          const signals = byClose.get(close) ?? [];
          signals.push({ ...signal, modelVersion: model.version, modelExpiresAt });
          byClose.set(close, signals);
        }
      }
    }
  } finally {
    await model.close();
  }
  return byClose;
}
