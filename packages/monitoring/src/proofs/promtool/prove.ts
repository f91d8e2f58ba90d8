import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertRule, RecordingRule, RuleGroup } from '../../alerts/rules.ts';
import type { Case } from '../cases/case.ts';
import { type CaseResult, testRules } from './promtool.ts';
import { testFile } from './test-file.ts';

type Rule = AlertRule | RecordingRule;

/** Cases to run against rules, in a folder that is made for them; `groups` should hold only what the cases need. */
export interface Proof {
  readonly folder: string;
  readonly groups: readonly RuleGroup[];
  readonly cases: readonly Case[];
}

/** Runs the cases of one proof. */
export async function prove(
  folder: string,
  groups: readonly RuleGroup[],
  cases: readonly Case[],
): Promise<CaseResult[]> {
  return (await proveAll([{ folder, groups, cases }]))[0] ?? [];
}

/** Runs several proofs in one process, since a start of promtool costs as much as some cases. */
export async function proveAll(proofs: readonly Proof[]): Promise<CaseResult[][]> {
  const files = proofs.map(written);
  const results = await testRules(files.flat());
  return files.map((own) => results.splice(0, own.length).flat());
}

/** Writes the rules, and a test file for each interval of evaluation. */
function written({ folder, groups, cases }: Proof): string[] {
  mkdirSync(folder, { recursive: true });
  // JSON is YAML, and quicker to write.
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups }));
  const names = groups.map(({ name }) => name);
  return [...Map.groupBy(cases, ({ evaluateEvery = 15 }) => evaluateEvery)].map(([every, own]) => {
    const file = join(folder, `every-${every}s.yaml`);
    writeFileSync(file, JSON.stringify(testFile('rules.yaml', names, every, own)));
    return file;
  });
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
