import type { Spread } from '../statistics.ts';
import type { Target } from './targets.ts';

/** What is committed of a run: medians and quartiles by target. */
export type Ratios = Readonly<Record<string, Spread & { readonly unit: string }>>;

/** A run may lie this far beyond the committed one even where both were quiet. */
const NOISE = 0.15;

export const ratiosOf = (targets: readonly Target[]): Ratios =>
  Object.fromEntries(targets.map(({ what, unit, measured }) => [what, { ...measured, unit }]));

/** What became worse than both runs' quartiles and the noise of a machine can explain, as one line each. */
export function worsened(targets: readonly Target[], committed: Ratios): string[] {
  return targets.flatMap(({ what, unit, wanted, measured, met }) => {
    const before = committed[what];
    if (before === undefined) return [`${what}: expected a committed ratio, actual none; run without --check`];
    const smallerIsBetter = wanted.startsWith('≤');
    const worst = smallerIsBetter ? before.high * (1 + NOISE) : before.low * (1 - NOISE);
    const worse = smallerIsBetter ? measured.low > worst : measured.high < worst;
    if (!worse || met) return [];
    return [`${what}: expected about ${before.median.toFixed(2)} ${unit}, actual ${measured.median.toFixed(2)}`];
  });
}
