/** The `mutants` command: mutates the domain by Stryker. Arguments select files by a part of their path. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Mutant, mutantsIn, type StrykerReport } from './stryker-report.ts';
import { summaryOf } from './summary.ts';
import { EXPLAINED } from './survivors.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Each with its own tests. */
const FOLDERS = ['packages/domain/src', 'apps/risk-guard/src/domain'];
/** Fetched for the run: 136 packages that no build and no test needs. */
const STRYKER_VERSION = '10.1.1';

/** Of all mutants; a file alone may have few. */
const LEAST_KILLED = 0.98;

const only = process.argv.slice(2);
const mutants = FOLDERS.flatMap((folder) => {
  const files = sourcesIn(folder).filter((file) => only.length === 0 || only.some((part) => file.includes(part)));
  return files.length === 0 ? [] : mutate(folder, files);
});
if (mutants.length === 0) {
  process.stderr.write(`mutants: expected parts of paths in ${FOLDERS.join(' or ')}, actual '${only.join(' ')}'\n`);
  process.exit(2);
}
const { text, problems, killed } = summaryOf(mutants, EXPLAINED);
process.stdout.write(`${text}\n`);
for (const problem of problems) process.stderr.write(`mutants: ${problem}\n`);
const few = only.length === 0 && killed < LEAST_KILLED;
if (few) process.stderr.write(`mutants: expected at least ${LEAST_KILLED * 100} % killed\n`);
process.exitCode = few || problems.length > 0 ? 1 : 0;

function sourcesIn(folder: string): string[] {
  return globSync(`${folder}/**/*.ts`, { cwd: ROOT }).filter((file) => !/\.(test|fixture)\.ts$/.test(file));
}

/** @throws Error if Stryker could not run */
function mutate(folder: string, files: readonly string[]): Mutant[] {
  const { devDependencies } = json('package.json') as { devDependencies: { vitest: string } };
  const packages = [
    `@stryker-mutator/core@${STRYKER_VERSION}`,
    `@stryker-mutator/vitest-runner@${STRYKER_VERSION}`,
    `vitest@${devDependencies.vitest}`,
  ].map((each) => `--package=${each}`);
  const stryker = ['stryker', 'run', 'tools/mutants/stryker.config.json', '--mutate', files.join(',')];
  const { status, error } = spawnSync('pnpm', [...packages, 'dlx', ...stryker], {
    cwd: ROOT,
    env: { ...process.env, QT_MUTATED: folder },
    stdio: 'inherit',
  });
  if (status !== 0) throw error ?? new Error(`stryker: expected exit code 0, actual ${status}`);
  return mutantsIn(json('.stryker/report.json') as StrykerReport);
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}
