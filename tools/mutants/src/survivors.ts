/** Mutants that no test can kill, and why. An entry whose mutant is killed after all fails the run. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  'packages/domain/src/amount.ts: { return undefined; } → {}': 'A function that ends without a return gives undefined.',
  'packages/domain/src/lot.ts: unsold.isZero() → false':
    'Selling nothing of the lots that are left leaves them as they are.',
  'apps/risk-guard/src/domain/realised-books.ts: \'sell\' → ""': 'Whatever is not a buy is rounded as a sell is.',
};
