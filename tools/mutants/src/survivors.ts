/** Mutants that no test can kill, and why. An entry whose mutant is killed after all fails the run. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  'packages/domain/src/amount.ts: { return undefined; } → {}': 'A function that ends without a return gives undefined.',
  'packages/domain/src/lot.ts: unsold.isZero() → false':
    'Selling nothing of the lots that are left leaves them as they are.',
  'apps/risk-guard/src/domain/realised-books.ts: \'sell\' → ""': 'Whatever is not a buy is rounded as a sell is.',
  'apps/risk-guard/src/domain/loss-window.ts: this.#dropOld(now); → ;': 'Old entries cost memory alone.',
  'apps/risk-guard/src/domain/loss-window.ts: last.at > now - KEPT_MS → last.at >= now - KEPT_MS':
    'Old entries cost memory alone: the next reading drops them.',
  'apps/risk-guard/src/domain/loss-window.ts: index < this.#first → index <= this.#first':
    'Whether an entry at this place counts is decided by the next reading.',
  'apps/risk-guard/src/domain/loss-window.ts: at <= entry.at → at < entry.at':
    'Entries of one time count, and cease to, together.',
  'apps/risk-guard/src/domain/rules/control.ts: clockOffsetMs > 0 → clockOffsetMs >= 0': 'No offset is never denied.',
};
