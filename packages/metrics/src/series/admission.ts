import { type LabelSet, type MetricSpec, OTHER } from '@qt/catalogue';

/** In characters: a budget bounds the number of series, not their size. */
const LONGEST_VALUE = 200;

/** The values that the configuration admits, per open label set; routes are added as they are registered. */
export interface Admitted {
  readonly symbol: ReadonlySet<string>;
  readonly profile: ReadonlySet<string>;
  readonly route: ReadonlySet<string>;
}

/** What one label of one metric takes. */
export interface LabelRule {
  readonly name: string;
  readonly set: LabelSet;
  /** Whether it may be left out. */
  readonly optional: boolean;
}

export function rulesOf({ labels, optionalLabels, debugLabels }: MetricSpec, staging: boolean): LabelRule[] {
  const rules = Object.entries(labels).map(([name, set]) => ({ name, set, optional: false }));
  const more = { ...optionalLabels, ...(staging ? debugLabels : {}) };
  return [...rules, ...Object.entries(more).map(([name, set]) => ({ name, set, optional: true }))];
}

/** Whether a value may stand in a series as it is. `other` may everywhere but in a closed set. */
export function admits(rule: LabelRule, value: unknown, admitted: Admitted): boolean {
  if (value === undefined) return rule.optional;
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_VALUE) return false;
  // Lone surrogates are all encoded alike: two series would become one.
  if (!value.isWellFormed()) return false;
  if (Array.isArray(rule.set)) return rule.set.includes(value);
  if (value === OTHER || rule.set === 'budget') return true;
  return admitted[rule.set as keyof Admitted].has(value);
}

/** The values that exist from the start, symbols also as `other`; undefined where only use will tell. */
export function knownValues(rule: LabelRule, admitted: Admitted): readonly (string | undefined)[] | undefined {
  if (rule.set === 'route' || rule.set === 'budget') return undefined;
  const values = Array.isArray(rule.set) ? rule.set : [...admitted[rule.set as keyof Admitted]];
  const withOther = rule.set === 'symbol' ? [...values, OTHER] : values;
  return rule.optional ? [undefined, ...withOther] : withOther;
}

/** Whether a counter or histogram takes a value. Checked at run time too: a string would be appended to the sum. */
export function isStep(value: number): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
