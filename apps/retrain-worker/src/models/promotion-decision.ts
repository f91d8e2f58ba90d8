import type { ModelCard } from '@qt/contracts';
import { isBetter } from '@qt/model';

/** A candidate's evaluation. */
export interface Evaluation {
  readonly card: ModelCard;
  /** The model it was compared with; null if there was none, or it was unusable. */
  readonly incumbent: string | null;
  /** How fair the comparison was, or why there was none. */
  readonly note: string | null;
  /** The current model at the end of the run, which differs if someone promoted one by hand meanwhile. */
  readonly current: string | null;
  readonly promotionsHalted: boolean;
  /** On the live market a model that does not beat the baseline is never promoted; in sim and replay the first one is. */
  readonly live: boolean;
}

interface PromotionDecision {
  readonly promoted: boolean;
  readonly why: string;
  /** The candidate was refused, and the current model proved itself on minutes that it had not seen: its age counts anew. */
  readonly rescored: boolean;
}

/**
 * Whether to promote a candidate, and why. It must beat the naive baseline for every profile out of sample, and the
 * incumbent beyond chance on rows that neither has seen: by log loss, and without earning less after costs. For the first
 * model, see `live`.
 */
export function decidePromotion({
  card,
  incumbent,
  note,
  current,
  promotionsHalted,
  live,
}: Evaluation): PromotionDecision {
  const scores = `${describeScores(card, incumbent)}${note === null ? '' : `; ${note}`}`;
  const no = (reason: string): PromotionDecision => ({
    promoted: false,
    why: `not promoted: ${reason}; ${scores}`,
    rescored: incumbent !== null && incumbent === current && provesItself(card),
  });
  const yes = (reason: string): PromotionDecision => ({
    promoted: true,
    why: `promoted: ${reason}; ${scores}`,
    rescored: false,
  });

  if (promotionsHalted) return no('promotions are halted');
  if (incumbent !== null && current !== incumbent) return no('another model became the current one during the run');
  if (incumbent === null && !live) {
    return yes(
      card.beats_baseline ? 'the first model, and it beats the baseline' : `the first model, although ${misses(card)}`,
    );
  }
  if (!card.beats_baseline) return no(misses(card));
  if (incumbent === null) return yes('the first model, and it beats the baseline');
  if (!card.comparison) return no('too few minutes that neither has seen to compare it with the current model');
  return isBetter(card.comparison)
    ? yes('it beats the current model and the baseline')
    : no('it does not beat the current model beyond chance');
}

/** Whether the incumbent beats the baseline on rows that it was not trained on, by the mean over the profiles. */
function provesItself({ profiles }: ModelCard): boolean {
  if (profiles.some(({ incumbent, scored }) => incumbent === null || !scored?.unseen)) return false;
  return (
    mean(profiles.map((each) => each.incumbent?.log_loss ?? 0)) < mean(profiles.map((each) => each.baseline.log_loss))
  );
}

function misses({ profiles }: ModelCard): string {
  const names = profiles.filter((each) => !each.beats_baseline).map((each) => each.profile);
  return `it misses the baseline for ${names.join(' and ')}`;
}

function describeScores({ profiles, comparison }: ModelCard, incumbent: string | null): string {
  const of = (pick: (profile: ModelCard['profiles'][number]) => number | undefined) =>
    mean(profiles.map((profile) => pick(profile) ?? Number.NaN)).toFixed(4);
  const rival = incumbent === null ? '' : `, ${incumbent} ${of((each) => each.incumbent?.log_loss)}`;
  const rows = profiles.map((each) => each.out_of_sample.rows).join(', ');
  const compared = comparison
    ? `; difference ${boundsOf(comparison.log_loss)} in log loss and ${boundsOf(comparison.net_return)} in net return, ` +
      `from ${comparison.blocks} blocks of unseen minutes`
    : '';
  return (
    `mean log loss out of sample ${of((each) => each.out_of_sample.log_loss)}, ` +
    `baseline ${of((each) => each.baseline.log_loss)}${rival} (rows by profile: ${rows})${compared}`
  );
}

const boundsOf = ({ difference, lower, upper }: { difference: number; lower: number; upper: number }) =>
  `${difference.toFixed(5)} (${lower.toFixed(5)} to ${upper.toFixed(5)})`;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
