import { expect, test } from 'vitest';
import { closingLines, summaryOf } from './summary.ts';

const OUTPUT = `
 ✓ packages/a/src/a.test.ts
skipped: packages/a/src/a.test.ts > b (needs promtool) > c
2 passed, 0 failed, 1 skipped
cache hit, replaying logs 1234
failed: packages/b/src/b.test.ts > d > e: expected 1 to be 2
40 passed, 1 failed, 0 skipped
  Tests  42 passed
`;

test('the counts of every package are added up, and what was skipped or failed is named', () => {
  expect(summaryOf(OUTPUT)).toEqual({
    passed: 42,
    failed: 1,
    failures: ['packages/b/src/b.test.ts > d > e: expected 1 to be 2'],
    skipped: ['packages/a/src/a.test.ts > b (needs promtool) > c'],
  });
});

test('the command ends with the names and one line of counts', () => {
  const lines = closingLines(summaryOf(OUTPUT)).trim().split('\n');
  expect(lines).toEqual([
    'skipped: packages/a/src/a.test.ts > b (needs promtool) > c',
    'failed: packages/b/src/b.test.ts > d > e: expected 1 to be 2',
    '42 passed, 1 failed, 1 skipped',
  ]);
});
