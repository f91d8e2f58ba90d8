/**
 * The `mutate` command: mutates the rules that changed since the record, or whose cases did, reports which mutants no case
 * detects, and records it. `--all` runs every rule again; a part of an id only those mutants, and records nothing.
 */
import { ruleGroups } from '../../alerts/rules.ts';
import { promtool } from '../promtool/promtool.ts';
import { mutantsOf } from './mutants.ts';
import { readRecord, recorded, recordOf, ruleOf, writeRecord } from './record.ts';
import { LEAST_KILLED, reportOf } from './report.ts';
import { type MutantResult, mutate } from './run.ts';

const [only = '', ...rest] = process.argv.slice(2);
if (rest.length > 0) {
  process.stderr.write(`mutate: expected at most one argument, actual '${process.argv.slice(2).join(' ')}'\n`);
  process.exit(2);
}
if (promtool === undefined) {
  process.stderr.write('mutate: needs promtool, which `npx pnpm@12 tools` builds\n');
  process.exit(1);
}
const isWhole = only === '' || only === '--all';
const mutants = mutantsOf(ruleGroups());
const results = isWhole ? await ofEveryRule() : await mutate(mutants.filter(({ id }) => id.includes(only)));
if (results.length === 0) {
  process.stderr.write(`mutate: expected --all or a part of a mutant's id, actual '${only}'\n`);
  process.exit(2);
}
const { text, problems, killed, total } = reportOf(results);
process.stdout.write(`${text}\n`);
const failures = isWhole ? problems : problems.filter((problem) => problem.startsWith('survived'));
for (const problem of failures) process.stderr.write(`mutate: ${problem}\n`);
process.exitCode = failures.length > 0 || (isWhole && killed / total < LEAST_KILLED) ? 1 : 0;

/** Records each rule as soon as its mutants have run: an interrupted run goes on where it was. */
async function ofEveryRule(): Promise<MutantResult[]> {
  const rules = Map.groupBy(mutants, ruleOf);
  let record = Object.fromEntries(Object.entries(readRecord()).filter(([rule]) => rules.has(rule)));
  const all: MutantResult[] = [];
  for (const [rule, own] of rules) {
    const known = only === '--all' ? undefined : recorded(record, own);
    const ended = known ?? (await mutate(own));
    if (known === undefined) {
      record = { ...record, [rule]: recordOf(ended) };
      writeRecord(record);
    }
    all.push(...ended);
  }
  return all;
}
