import type { Profile } from '@qt/catalogue';
import { type Economics, expectedNet, type Probabilities, STRATEGIES } from '@qt/model';

/** The most that any of a profile's predictions promised: why it traded, or why not. */
export interface Edge {
  readonly profile: Profile;
  readonly predictions: number;
  /** Predictions worth an entry: confident enough, and expected to earn more than they cost. */
  readonly entries: number;
  /** The highest probability of a rise, and the one from which the profile buys, 0 to 1. */
  readonly best_confidence: number;
  readonly entry_threshold: number;
  /** The highest expected move before costs, and what a round trip costs, as fractions; null: the card does not know. */
  readonly best_expected_move: number | null;
  readonly cost: number | null;
}

/** Keeps the best of each profile's predictions. */
export class Edges {
  readonly #best = new Map<Profile, Edge>();

  add(profile: Profile, probabilities: Probabilities, economics: Economics | undefined): void {
    const { entryThreshold } = STRATEGIES[profile];
    const before = this.#best.get(profile);
    const net = economics && expectedNet(probabilities, economics);
    const isEntry = probabilities.buy >= probabilities.sell && probabilities.buy >= entryThreshold && (net ?? 1) > 0;
    const move = economics === undefined || net === undefined ? null : net + economics.cost;
    this.#best.set(profile, {
      profile,
      predictions: (before?.predictions ?? 0) + 1,
      entries: (before?.entries ?? 0) + (isEntry ? 1 : 0),
      best_confidence: Math.max(before?.best_confidence ?? 0, probabilities.buy),
      entry_threshold: entryThreshold,
      best_expected_move: move === null ? null : Math.max(before?.best_expected_move ?? Number.NEGATIVE_INFINITY, move),
      cost: economics?.cost ?? null,
    });
  }

  all(): Edge[] {
    return [...this.#best.values()];
  }
}

/** In a sentence. */
export function edgeText({ profile, predictions, entries, ...edge }: Edge): string {
  const percent = (fraction: number) => `${(fraction * 100).toFixed(2)} %`;
  const { best_expected_move: move, cost } = edge;
  const expected =
    move === null || cost === null
      ? ''
      : `expected at best a move of ${percent(move)} against costs of ${percent(cost)}, `;
  const verdict = entries === 0 ? 'no prediction was worth its costs' : `${entries} were worth an entry`;
  return (
    `${profile}: ${expected}a rise with ${edge.best_confidence.toFixed(2)} at most where ${edge.entry_threshold.toFixed(2)} buys; ` +
    `of ${predictions} predictions ${verdict}`
  );
}
