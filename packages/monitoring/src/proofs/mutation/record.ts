import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOOLS } from '@qt/test-kit';
import { testFile } from '../promtool/test-file.ts';
import type { Mutant } from './mutants.ts';
import { casesFor, type MutantResult } from './run.ts';

const FILE = join(import.meta.dirname, 'record.json');

/** How the mutants of one rule ended, and a hash of all that it depends on. */
interface RuleRecord {
  readonly mutants: number;
  /** The ids of those that no case detected. */
  readonly survived: readonly string[];
  /** Of the mutants, the cases as promtool reads them, and the version of promtool. */
  readonly inputs: string;
}

/** The last run of each rule's mutants, by `ruleOf`. */
export type MutationRecord = Readonly<Record<string, RuleRecord>>;

/** The rule of a mutant: an alert with its cause, or a recording. */
export function ruleOf({ rule, cause = '' }: Pick<Mutant, 'rule' | 'cause'>): string {
  return `${rule} ${cause}`.trim();
}

/** The committed record. */
export function readRecord(): MutationRecord {
  return JSON.parse(readFileSync(FILE, 'utf8')) as MutationRecord;
}

/** Writes the record, with the rules in the order of their names. */
export function writeRecord(record: MutationRecord): void {
  const rules = Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(rules), null, 2)}\n`);
}

/** What to record of a run of all mutants of one rule. */
export function recordOf(results: readonly MutantResult[]): RuleRecord {
  const survived = results.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant.id);
  return { mutants: results.length, survived, inputs: inputsOf(results.map(({ mutant }) => mutant)) };
}

/** How these mutants of one rule ended, if they were run with the same cases and not changed since. */
export function recorded(record: MutationRecord, mutants: readonly Mutant[]): MutantResult[] | undefined {
  const [first] = mutants;
  const found = first && record[ruleOf(first)];
  if (found?.inputs !== inputsOf(mutants)) return undefined;
  return mutants.map((mutant) => ({
    mutant,
    killedBy: found.survived.includes(mutant.id) ? undefined : 'a case, in the recorded run',
  }));
}

function inputsOf(mutants: readonly Mutant[]): string {
  const cases = mutants.slice(0, 1).flatMap(casesFor);
  const inputs = {
    promtool: TOOLS.prometheus.version,
    mutants: mutants.map(({ id, groups }) => [id, groups]),
    tests: cases.map((each) => testFile('rules.yaml', [], each.evaluateEvery ?? 15, [each])),
  };
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}
