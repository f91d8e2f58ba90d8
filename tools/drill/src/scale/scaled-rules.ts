import { type AlertRule, type RecordingRule, type RuleGroup, ruleGroups } from '@qt/monitoring/rules';
import { scaledDuration } from './duration.ts';
import { scaledQuery } from './scaled-query.ts';
import type { Unit } from './units.ts';

/**
 * The catalogue's rules for a time that runs `factor` times as fast. Messages stay as they are: "for 5 minutes" in one
 * then means 300 s divided by the factor.
 */
export function scaledRules(factor: number, groups: readonly RuleGroup[] = ruleGroups()): RuleGroup[] {
  const recorded = new Map<string, Unit>();
  return groups.map(({ name, interval, rules }) => ({
    name,
    interval: scaledDuration(interval, factor),
    rules: rules.map((rule) => scaledRule(rule, factor, recorded)),
  }));
}

function scaledRule(
  rule: AlertRule | RecordingRule,
  factor: number,
  recorded: Map<string, Unit>,
): AlertRule | RecordingRule {
  const { text: expr, unit } = scaledQuery(rule.expr, factor, recorded);
  if ('record' in rule) {
    recorded.set(rule.record, unit);
    return { ...rule, expr };
  }
  const { for: pending, keep_firing_for: kept } = rule;
  return {
    ...rule,
    expr,
    ...(pending === undefined ? {} : { for: scaledDuration(pending, factor) }),
    ...(kept === undefined ? {} : { keep_firing_for: scaledDuration(kept, factor) }),
  };
}
