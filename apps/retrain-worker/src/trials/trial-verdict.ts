import type { ModelComparison } from '@qt/contracts';
import { isWorse } from '@qt/model';
import type { Trial } from '../store/trial.ts';

export interface TrialVerdict {
  /** The model that is to be the current one; null: it stays as it is. */
  readonly promote: string | null;
  readonly over: boolean;
  readonly why: string;
}

/**
 * What live minutes say. A candidate has passed its evidence already: over its shadow period it must be no worse, by log
 * loss and by net return. A promoted model gives its place back as soon as the one before it is better beyond chance.
 * `comparison` is of `version` less `rival`; null: too few minutes so far.
 */
export function trialVerdict(trial: Trial, comparison: ModelComparison | null, now: number): TrialVerdict {
  const over = now >= trial.endsAt;
  const seen = comparison === null ? 'too few live minutes' : describe(comparison);
  if (trial.kind === 'watch') {
    const back = comparison !== null && isWorse(comparison);
    if (back) return { promote: trial.rival, over: true, why: `the way back from ${trial.version}: ${seen}` };
    return { promote: null, over, why: `kept in place of ${trial.rival}: ${seen}` };
  }
  if (!over) return { promote: null, over, why: `in its shadow period: ${seen}` };
  const passed = comparison !== null && comparison.log_loss.difference <= 0 && comparison.net_return.difference >= 0;
  if (passed)
    return { promote: trial.version, over, why: `promoted after its shadow period beside ${trial.rival}: ${seen}` };
  return { promote: null, over, why: `not promoted after its shadow period beside ${trial.rival}: ${seen}` };
}

function describe({ rows, log_loss, net_return }: ModelComparison): string {
  return (
    `difference ${log_loss.difference.toFixed(5)} in log loss and ${net_return.difference.toFixed(5)} in net return ` +
    `over ${rows} live rows`
  );
}
