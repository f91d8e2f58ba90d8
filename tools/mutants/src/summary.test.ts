import { expect, test } from 'vitest';
import { mutantsIn, type StrykerReport } from './stryker-report.ts';
import { summaryOf } from './summary.ts';

const SOURCE = 'export const f = (a, b) =>\n  a > b || a > b;\n';
const at = (line: number, from: number, to: number) => ({
  start: { line, column: from },
  end: { line, column: to },
});
const mutant = (status: string, replacement: string, location = at(2, 3, 8)) => ({ status, replacement, location });
const report = (...mutants: StrykerReport['files'][string]['mutants']): StrykerReport => ({
  files: { 'x/f.ts': { source: SOURCE, mutants } },
});
const killed = mutant('Killed', 'false');

test('a mutant is named by its file and change, and by a number where the same change is made twice', () => {
  const mutants = mutantsIn(
    report(
      mutant('Killed', 'a >= b'),
      mutant('Timeout', 'a >= b', at(2, 12, 17)),
      mutant('NoCoverage', '() => undefined', { start: { line: 1, column: 18 }, end: { line: 2, column: 17 } }),
      mutant('RuntimeError', 'true'),
    ),
  );
  expect(mutants).toEqual([
    { id: 'x/f.ts: a > b → a >= b', file: 'x/f.ts', outcome: 'killed' },
    { id: 'x/f.ts: a > b → a >= b (2)', file: 'x/f.ts', outcome: 'killed' },
    { id: 'x/f.ts: (a, b) => a > b || a > b → () => undefined', file: 'x/f.ts', outcome: 'survived' },
  ]);
});

test('a survivor without a reason is a problem, one with a reason is not', () => {
  const mutants = mutantsIn(report(killed, mutant('Survived', 'a >= b')));
  const id = 'x/f.ts: a > b → a >= b';
  expect(summaryOf(mutants, {})).toEqual({
    text: expect.stringContaining(`survived: ${id}\n          NOT EXPLAINED`),
    problems: [`expected a test that kills it, or a reason: ${id}`],
    killed: 0.5,
  });
  expect(summaryOf(mutants, { [id]: 'a reason' })).toEqual({
    text: expect.stringMatching(/^x\/f\.ts +2 +1 +50\.0$/m),
    problems: [],
    killed: 0.5,
  });
});

test('a reason without a survivor is a problem, unless its file was not mutated', () => {
  const reasons = { 'x/f.ts: a > b → a >= b': 'a reason', 'x/g.ts: c → d': 'a reason' };
  expect(summaryOf(mutantsIn(report(killed)), reasons).problems).toEqual([
    'explained, but killed or no mutant any more: x/f.ts: a > b → a >= b',
  ]);
});
