import { expect, test } from 'vitest';
import { editsOf } from './edits.ts';

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
