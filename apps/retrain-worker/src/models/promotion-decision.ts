import type { ModelCard } from '@qt/contracts';

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
}

/**
 * Whether to promote a candidate, and why. It must beat the naive baseline for every profile, and the incumbent by mean
 * log loss over the profiles, each out of sample on the same rows. For the first model, see `live`.
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
  const no = (reason: string): PromotionDecision => ({ promoted: false, why: `not promoted: ${reason}; ${scores}` });
  const yes = (reason: string): PromotionDecision => ({ promoted: true, why: `promoted: ${reason}; ${scores}` });

  if (promotionsHalted) return no('promotions are halted');
  if (incumbent !== null && current !== incumbent) return no('another model became the current one during the run');
  if (incumbent === null && !live) {
    return yes(
      card.beats_baseline ? 'the first model, and it beats the baseline' : `the first model, although ${misses(card)}`,
    );
  }
  if (!card.beats_baseline) return no(misses(card));
  if (incumbent === null) return yes('the first model, and it beats the baseline');
  return beatsIncumbent(card)
    ? yes('it beats the current model and the baseline')
    : no('it does not beat the current model');
}

function beatsIncumbent({ profiles }: ModelCard): boolean {
  if (profiles.some(({ incumbent }) => incumbent === null)) return false;
  return (
    mean(profiles.map((each) => each.out_of_sample.log_loss)) <
    mean(profiles.map((each) => each.incumbent?.log_loss ?? 0))
  );
}

function misses({ profiles }: ModelCard): string {
  const names = profiles.filter((each) => !each.beats_baseline).map((each) => each.profile);
  return `it misses the baseline for ${names.join(' and ')}`;
}

function describeScores({ profiles }: ModelCard, incumbent: string | null): string {
  const of = (pick: (profile: ModelCard['profiles'][number]) => number | undefined) =>
    mean(profiles.map((profile) => pick(profile) ?? Number.NaN)).toFixed(4);
  const rival = incumbent === null ? '' : `, ${incumbent} ${of((each) => each.incumbent?.log_loss)}`;
  const rows = profiles.map((each) => each.out_of_sample.rows).join(', ');
  return (
    `mean log loss out of sample ${of((each) => each.out_of_sample.log_loss)}, ` +
    `baseline ${of((each) => each.baseline.log_loss)}${rival} (rows by profile: ${rows})`
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
