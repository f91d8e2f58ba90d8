/** Mutants that no case can notice, and why. A reason whose mutant is noticed after all fails the run. */
export const EXPLAINED: Readonly<Record<string, string>> = {};
