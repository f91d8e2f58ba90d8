import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertRule, RecordingRule, RuleGroup } from '../../alerts/rules.ts';
import type { Case } from '../cases/case.ts';
import { type CaseResult, testRules } from './promtool.ts';
import { testFile } from './test-file.ts';

type Rule = AlertRule | RecordingRule;

/** Runs cases against rules in `folder`, which it creates; `groups` should hold only what the cases need. */
export async function prove(
  folder: string,
  groups: readonly RuleGroup[],
  cases: readonly Case[],
): Promise<CaseResult[]> {
  mkdirSync(folder, { recursive: true });
  // JSON is YAML, and quicker to write.
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups }));
  const names = groups.map(({ name }) => name);
  const intervals = [...new Set(cases.map(({ evaluateEvery = 15 }) => evaluateEvery))];
  const results: CaseResult[] = [];
  for (const every of intervals) {
    const file = join(folder, `every-${every}s.yaml`);
    const own = cases.filter(({ evaluateEvery = 15 }) => evaluateEvery === every);
    writeFileSync(file, JSON.stringify(testFile('rules.yaml', names, every, own)));
    results.push(...(await testRules(file)));
  }
  return results;
}

/** The rules of one alert or recording, and what is recorded for them. */
export function rulesOf(name: string, groups: readonly RuleGroup[]): RuleGroup[] {
  const isOwn = (rule: Rule) => ('alert' in rule ? rule.alert : rule.record) === name;
  return withRecorded(groups, isOwn);
}

/** These rules and every recording that they or each other read, in the groups and the order that they have. */
export function withRecorded(groups: readonly RuleGroup[], isOwn: (rule: Rule) => boolean): RuleGroup[] {
  const rules = groups.flatMap((group) => group.rules);
  const needed = new Set(rules.filter(isOwn));
  // Iterating over a set also visits elements added meanwhile.
  for (const { expr } of needed) {
    for (const rule of rules) if ('record' in rule && expr.includes(rule.record)) needed.add(rule);
  }
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) }))
    .filter((group) => group.rules.length > 0);
}
