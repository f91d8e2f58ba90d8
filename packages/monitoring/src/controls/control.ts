/** Tests that show a control works: every test in the file whose full name begins with `test`, at least one. */
export interface Proof {
  /** Relative to the repository's root. */
  readonly file: string;
  /** As vitest joins it: `suite > test`. */
  readonly test: string;
}

/** What a rule asks for, and how it is met. */
export interface Control {
  /** Article or paragraph: `(c)(1)(i)`. */
  readonly rule: string;
  readonly asks: string;
  readonly answer:
    | { readonly control: string; readonly proofs: readonly [Proof, ...Proof[]] }
    /** Why the rule does not apply to an own account that trades on paper or on a Spot market. */
    | { readonly notApplicable: string };
}

/** The rules of one author. */
export interface Rulebook {
  readonly title: string;
  readonly controls: readonly Control[];
}

/** A rule that a control meets, with at least one test that proves it. */
export function met(rule: string, asks: string, control: string, ...proofs: [Proof, ...Proof[]]): Control {
  return { rule, asks, answer: { control, proofs } };
}

/** A rule that asks for nothing here, and why. */
export function notApplicable(rule: string, asks: string, why: string): Control {
  return { rule, asks, answer: { notApplicable: why } };
}

/** Every proof once, in the order of the rules. */
export function proofsOf(rulebooks: readonly Rulebook[]): Proof[] {
  const controls = rulebooks.flatMap((rulebook) => rulebook.controls);
  const all = controls.flatMap(({ answer }) => ('proofs' in answer ? answer.proofs : []));
  return [...new Map(all.map((proof) => [`${proof.file} ${proof.test}`, proof])).values()];
}
