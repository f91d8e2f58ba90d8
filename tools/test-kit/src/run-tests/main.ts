/** The `test` commands: runs the named kinds of tests as turbo tasks, one kind after the other, and adds them up. */
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
const shared = existsSync(join(ROOT, '../shared')) ? ['../shared'] : [];

/** Runs one kind in every package that has it. Returns its output and whether turbo succeeded. */
async function run(kind: Kind): Promise<{ readonly output: string; readonly ok: boolean }> {
  const flags = ['--continue', '--concurrency=2', '--log-prefix=none', '--log-order=grouped', '--env-mode=loose'];
  const child = spawn('turbo', ['run', `test:${kind}`, ...flags], {
    env: { ...process.env, QT_TESTABLE: [...found, ...shared].join(',') },
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
for (const kind of kinds) runs.push(await run(kind));
const summary = summaryOf(runs.map(({ output }) => output).join('\n'));
process.stdout.write(closingLines(summary));
if (summary.failed > 0 || summary.passed === 0 || runs.some(({ ok }) => !ok)) process.exitCode = 1;
