import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleGroup } from '@qt/catalogue/rules';
import type { Case } from '../cases/case.ts';
import { testRules, type Verdict } from './promtool.ts';
import { testFile } from './test-file.ts';

/** Runs cases against rules in a folder that is made for it; `groups` should hold no more than the cases need. */
export async function prove(folder: string, groups: readonly RuleGroup[], cases: readonly Case[]): Promise<Verdict[]> {
  mkdirSync(folder, { recursive: true });
  // JSON is YAML, and quicker to write.
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups }));
  const names = groups.map(({ name }) => name);
  const intervals = [...new Set(cases.map(({ evaluateEvery = 15 }) => evaluateEvery))];
  const verdicts: Verdict[] = [];
  for (const every of intervals) {
    const file = join(folder, `every-${every}s.yaml`);
    const own = cases.filter(({ evaluateEvery = 15 }) => evaluateEvery === every);
    writeFileSync(file, JSON.stringify(testFile('rules.yaml', names, every, own)));
    verdicts.push(...(await testRules(file)));
  }
  return verdicts;
}

/** The rules of one alert or recording, and what is recorded for them. */
export function rulesOf(name: string, groups: readonly RuleGroup[]): RuleGroup[] {
  const own = groups.flatMap((group) => {
    const rules = group.rules.filter((rule) => ('alert' in rule ? rule.alert : rule.record) === name);
    return rules.length > 0 ? [{ ...group, rules }] : [];
  });
  const text = JSON.stringify(own);
  const recorded = groups.flatMap((group) => {
    const rules = group.rules.filter((rule) => 'record' in rule && rule.record !== name && text.includes(rule.record));
    return rules.length > 0 ? [{ ...group, rules }] : [];
  });
  return [...recorded, ...own];
}
