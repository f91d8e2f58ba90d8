import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ruleGroups } from '../../alerts/rules.ts';
import { promtool } from '../promtool/promtool.ts';
import { editsOf } from './edits.ts';
import { mutantsOf } from './mutants.ts';
import { readRecord, recorded, ruleOf } from './record.ts';
import { LEAST_KILLED, reportOf } from './report.ts';
import { type MutantResult, mutate } from './run.ts';

const SEED = process.env['QT_MUTATION_SEED'] || String(Date.now());
const RULES = [...Map.groupBy(mutantsOf(ruleGroups()), ruleOf).values()];
const RECORD = readRecord();
const KNOWN = RULES.flatMap((own) => recorded(RECORD, own) ?? []);
const CHANGED = RULES.filter((own) => recorded(RECORD, own) === undefined).flat();

/** One of each rule's that a case detected. */
function sample(results: readonly MutantResult[]): MutantResult[] {
  const detected = results.filter(({ killedBy }) => killedBy !== undefined);
  return [...Map.groupBy(detected, ({ mutant }) => ruleOf(mutant))].flatMap(([rule, own]) => {
    const random = createHash('sha256').update(`${SEED} ${rule}`).digest().readUInt32BE();
    return own.slice(random % own.length).slice(0, 1);
  });
}

describe.skipIf(promtool === undefined)('mutants of every rule (needs promtool)', () => {
  test('each is detected by a case or explained: in the record, or now where a rule or its cases have changed', async () => {
    const { text, problems, killed, total } = reportOf([...KNOWN, ...(await mutate(CHANGED))]);
    process.stdout.write(`${text}\nrun now: ${CHANGED.length}; the others as recorded by \`npx pnpm@12 mutate\`\n`);
    expect(problems).toEqual([]);
    expect(killed / total).toBeGreaterThanOrEqual(LEAST_KILLED);
  });

  test(`of each rule in the record, one is detected again (QT_MUTATION_SEED=${SEED})`, async () => {
    const again = await mutate(sample(KNOWN).map(({ mutant }) => mutant));
    const survived = again.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant.id);
    expect(survived).toEqual([]);
  });
});

test('a query is changed in its thresholds, windows, comparisons, aggregations, groupings, matchers and set operators', () => {
  const query = 'sum by (job, route) (rate(x{a="1", b=~"2"}[5m])) > 0.05 unless on (job) (max(y offset 15s) == 0)';
  expect(editsOf(query).map(({ what }) => what)).toEqual([
    `'${query.slice(0, 40)} … ${query.slice(-17)}' → '${query.slice(0, 55)}'`,
    "'sum' → 'max'",
    "'(job, route)' → '(route)'",
    "'(job, route)' → '(job)'",
    "'rate' → 'irate'",
    `'{a="1", b=~"2"}' → '{b=~"2"}'`,
    `'{a="1", b=~"2"}' → '{a="1"}'`,
    "'5m' → '240s'",
    "'5m' → '375s'",
    "'>' → '>='",
    "'>' → '<'",
    "'0.05' → '0.0475'",
    "'0.05' → '0.0525'",
    "'(job)' → '()'",
    "'max' → 'min'",
    "'15s' → '30s'",
    "'==' → '!='",
    "'0' → '1'",
  ]);
});
