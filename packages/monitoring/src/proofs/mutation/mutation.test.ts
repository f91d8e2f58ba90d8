import { describe, expect, test } from 'vitest';
import { promtool } from '../promtool/promtool.ts';
import { editsOf } from './edits.ts';
import { LEAST_KILLED, reportOf } from './report.ts';
import { mutate } from './run.ts';

describe.skipIf(promtool === undefined)('mutants of every rule (needs promtool)', () => {
  test('each is detected by a case or explained', async () => {
    const { text, problems, killed, total } = reportOf(await mutate());
    process.stdout.write(`${text}\n`);
    expect(problems).toEqual([]);
    expect(killed / total).toBeGreaterThanOrEqual(LEAST_KILLED);
  }, 1_200_000);
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
