import type { AlertRule, RecordingRule, RuleGroup } from '../../alerts/rules.ts';
import { withRecorded } from '../promtool/prove.ts';
import { editsOf } from './edits.ts';

type Rule = AlertRule | RecordingRule;

/** A rule with one change that a case should detect. */
export interface Mutant {
  /** Stable as long as its rule does not change. */
  readonly id: string;
  readonly rule: string;
  /** The cause of an alert's rule. */
  readonly cause: string | undefined;
  /** The rules for promtool: the changed one, and the recordings it reads or its readers. */
  readonly groups: readonly RuleGroup[];
  /** The alert or recording whose cases must detect it. */
  readonly provenBy: string;
}

/** Every mutant of every rule. */
export function mutantsOf(groups: readonly RuleGroup[]): Mutant[] {
  return groups.flatMap((group) =>
    group.rules.flatMap((rule) => ('alert' in rule ? alertMutants(groups, rule) : recordingMutants(groups, rule))),
  );
}

function alertMutants(groups: readonly RuleGroup[], rule: AlertRule): Mutant[] {
  const cause = rule.labels['cause'] ?? '';
  return [...edited(rule), ...held(rule)].map(([what, mutated]) => ({
    id: `${rule.alert} ${cause}: ${what}`,
    rule: rule.alert,
    cause,
    groups: withRecorded(replaced(groups, rule, mutated), (each) => each === mutated),
    provenBy: rule.alert,
  }));
}

/** A recording is proven by its own cases, or by those of the first alert that reads it. */
function recordingMutants(groups: readonly RuleGroup[], rule: RecordingRule): Mutant[] {
  const reader = groups
    .flatMap((group) => group.rules)
    .find((each) => 'alert' in each && each.expr.includes(rule.record));
  const provenBy = reader !== undefined && 'alert' in reader ? reader.alert : rule.record;
  return edited(rule).map(([what, mutated]) => ({
    id: `${rule.record}: ${what}`,
    rule: rule.record,
    cause: undefined,
    groups: withRecorded(
      replaced(groups, rule, mutated),
      (each) => each === mutated || ('alert' in each && each.alert === provenBy),
    ),
    provenBy,
  }));
}

function replaced(groups: readonly RuleGroup[], rule: Rule, mutated: Rule): RuleGroup[] {
  return groups.map((group) => ({ ...group, rules: group.rules.map((each) => (each === rule ? mutated : each)) }));
}

/** A query's changes, as rules. */
function edited<R extends Rule>(rule: R): [what: string, mutated: R][] {
  return editsOf(rule.expr).map(({ what, query }) => [what, { ...rule, expr: query }]);
}

/** Variants that must hold for one evaluation less and one more. */
function held(rule: AlertRule): [what: string, mutated: AlertRule][] {
  const [, amount = '0', unit = 's'] = /^(\d+)([sm])$/.exec(rule.for ?? '0s') ?? [];
  const seconds = Number(amount) * (unit === 'm' ? 60 : 1);
  const others = seconds === 0 ? [15] : [seconds - 15, seconds + 15];
  return others.map((other) => [`for ${rule.for ?? '0s'} → ${other}s`, { ...rule, for: `${other}s` }]);
}
