/**
 * The `test` commands: runs the named kinds of tests as turbo tasks and adds them up. Unit tests run first. Then those of
 * whole systems, which mostly wait, and beside them those of the rules, which compute all the time at the lowest priority.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { POSTGRES_BIN } from '../postgres/binaries.ts';
import { locate } from '../tools/locate.ts';
import { type BinaryName, TOOLS } from '../tools/pinned.ts';
import { closingLines, summaryOf } from './summary.ts';

const KINDS = ['unit', 'e2e', 'rules'] as const;
type Kind = (typeof KINDS)[number];

const kinds = process.argv.slice(2);
if (kinds.length === 0 || !kinds.every((kind): kind is Kind => (KINDS as readonly string[]).includes(kind))) {
  process.stderr.write(`test: expected some of ${KINDS.join(', ')}, actual '${kinds.join(' ')}'\n`);
  process.exit(2);
}

const ROOT = resolve(import.meta.dirname, '../../../..');

// A package whose tests have no task would be skipped silently.
const withTests = new Set(
  globSync('{apps,packages,tools}/*/src/**/*.test.ts', { cwd: ROOT }).map((file) => file.split('/src/')[0] ?? ''),
);
for (const folder of withTests) {
  const { scripts = {} } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  if (scripts['test:unit'] === undefined) {
    process.stderr.write(
      `test: ${folder}/package.json: expected a script test:unit, since it has tests, actual none\n`,
    );
    process.exit(2);
  }
}

/** The available tools. They are part of the cache key: a skipped test must run once its tool is there. */
const binaries = Object.values(TOOLS).flatMap((tool) => Object.keys(tool.binaries) as BinaryName[]);
const found = binaries.filter((binary) => locate(binary) !== undefined);
const postgres = POSTGRES_BIN === undefined ? [] : ['postgres'];
const shared = existsSync(join(ROOT, '../shared')) ? ['../shared'] : [];

/** Runs these kinds side by side in every package that has them. Returns their output and whether turbo succeeded. */
async function run(together: readonly Kind[]): Promise<{ readonly output: string; readonly ok: boolean }> {
  const concurrency = together.includes('unit') ? 2 : 3;
  const flags = ['--continue', `--concurrency=${concurrency}`, '--log-prefix=none', '--log-order=grouped'];
  const tasks = together.map((kind) => `test:${kind}`);
  const child = spawn('turbo', ['run', ...tasks, ...flags, '--env-mode=loose'], {
    env: { ...process.env, QT_TESTABLE: [...found, ...postgres, ...shared].join(',') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { output, ok: code === 0 };
}

const runs = [];
for (const together of [kinds.filter((kind) => kind === 'unit'), kinds.filter((kind) => kind !== 'unit')]) {
  if (together.length > 0) runs.push(await run(together));
}
const summary = summaryOf(runs.map(({ output }) => output).join('\n'));
process.stdout.write(closingLines(summary));
if (summary.failed > 0 || summary.passed === 0 || runs.some(({ ok }) => !ok)) process.exitCode = 1;
