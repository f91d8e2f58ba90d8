/** Mutants that no test can kill, and why. An entry whose mutant is killed after all fails the run. */
export const EXPLAINED: Readonly<Record<string, string>> = {};
