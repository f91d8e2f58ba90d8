import { ACTIONS } from '@qt/catalogue';
import type { LiveSkill, ModelCard } from '@qt/contracts';
import { comparisonOf } from './comparison.ts';
import type { JudgedPrediction } from './judgement.ts';
import { logLossAt } from './scores.ts';

type ProfileCard = ModelCard['profiles'][number];
type Judged = Pick<JudgedPrediction, 'time' | 'probabilities' | 'label'>;

const SEED = 1;

/**
 * How good one profile's predictions were, beside a baseline that always predicts the class frequencies of the training.
 * Null: there is none, or the card does not know those frequencies.
 */
export function liveSkillOf(
  { profile, class_shares }: Pick<ProfileCard, 'profile' | 'class_shares'>,
  predictions: readonly Judged[],
): LiveSkill | null {
  if (class_shares === undefined || predictions.length === 0) return null;
  const byClass = (of: Judged['probabilities']) => Float64Array.from(ACTIONS, (action) => of[action]);
  const baseline = byClass(class_shares);
  const usual = baseline.indexOf(Math.max(...baseline));
  const rows = predictions.map(({ time, probabilities, label }) => {
    const predicted = byClass(probabilities);
    return {
      time,
      loss: logLossAt(predicted, 0, label),
      baselineLoss: logLossAt(baseline, 0, label),
      hit: predicted.indexOf(Math.max(...predicted)) === label,
      baselineHit: usual === label,
    };
  });
  const mean = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const paired = rows.map(({ time, loss, baselineLoss }) => ({ time, logLoss: loss - baselineLoss, netReturn: 0 }));
  return {
    profile,
    predictions: rows.length,
    from: new Date(Math.min(...rows.map(({ time }) => time))).toISOString(),
    to: new Date(Math.max(...rows.map(({ time }) => time))).toISOString(),
    log_loss: mean(({ loss }) => loss),
    baseline_log_loss: mean(({ baselineLoss }) => baselineLoss),
    hit_rate: mean(({ hit }) => Number(hit)),
    baseline_hit_rate: mean(({ baselineHit }) => Number(baselineHit)),
    excess_loss: comparisonOf(paired, SEED)?.log_loss ?? null,
  };
}
