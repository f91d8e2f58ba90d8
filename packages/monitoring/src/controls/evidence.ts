import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Proof } from './control.ts';

/** The last run of a file with tests, as `tools/test-kit/src/test-runs.ts` keeps it. */
const FILE_RUN = z.object({
  at: z.string(),
  sha256: z.string(),
  tests: z.array(z.object({ test: z.string(), state: z.string() })),
});
const FILE_RUNS = z.record(z.string(), FILE_RUN);
type FileRun = z.infer<typeof FILE_RUN>;

export type Evidence =
  /** `at` as RFC 3339; `tests` is their number. */
  | { readonly passed: true; readonly at: string; readonly tests: number }
  | { readonly passed: false; readonly why: string };

/** The last run of each test file on this checkout, by its path. */
export function readRuns(root: string): ReadonlyMap<string, FileRun> {
  const files = globSync('{apps/*,packages/*,tools/*,e2e}/.evidence/*.json', { cwd: root });
  return new Map(
    files.flatMap((file) => Object.entries(FILE_RUNS.parse(JSON.parse(readFileSync(join(root, file), 'utf8'))))),
  );
}

/** What the last run says about a proof. It counts if every test passed and the file has not changed since. */
export function evidenceOf({ file, test }: Proof, runs: ReadonlyMap<string, FileRun>, root: string): Evidence {
  const run = runs.get(file);
  if (run === undefined) return { passed: false, why: 'not run on this checkout' };
  if (run.sha256 !== sha256Of(join(root, file))) return { passed: false, why: 'changed since its last run' };
  const tests = run.tests.filter((ran) => ran.test.startsWith(test));
  if (tests.length === 0) return { passed: false, why: 'no such test' };
  const other = tests.find(({ state }) => state !== 'passed');
  if (other !== undefined) return { passed: false, why: `${other.test}: ${other.state}` };
  return { passed: true, at: run.at, tests: tests.length };
}

function sha256Of(file: string): string | undefined {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined;
}
