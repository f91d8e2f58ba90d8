/**
 * The commands `start` and `stack`: build what changed, then bring everything up and keep it up. Run with the condition
 * `@qt/source`, since nothing is built yet.
 */
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { BadUsage } from './bad-usage.ts';
import { dataDirOf } from './data-dir.ts';
import { AlreadyRunning, EXIT_ALREADY_RUNNING, holdDataDir } from './instance.ts';

const root = resolve(import.meta.dirname, '../../..');
const [first, ...rest] = process.argv.slice(2);
const [command, args] = first === 'stack' ? (['stack', rest] as const) : (['start', process.argv.slice(2)] as const);
const [major] = process.versions.node.split('.').map(Number);

function end(code: number, message: string): never {
  process.stderr.write(`${command}: ${message}\n`);
  return process.exit(code);
}

if (major === undefined || major < 24) {
  end(78, `expected Node 24 or later, actual ${process.versions.node}; run it as \`npx pnpm@12 ${command}\``);
}

// Logs, process ids and tokens are for the owner alone.
process.umask(0o077);
try {
  holdDataDir(dataDirOf(root, process.env), Date.now());
} catch (error) {
  if (error instanceof AlreadyRunning) end(EXIT_ALREADY_RUNNING, error.message);
  if (error instanceof BadUsage) end(78, error.message);
  throw error;
}

// Only what runs: a broken test must not stop the services.
const build = spawnSync('pnpm', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--filter=./apps/*'], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
});
if (build.status !== 0) {
  const reason = build.error === undefined ? '' : `: ${build.error.message}`;
  end(1, `${build.stdout ?? ''}${build.stderr ?? ''}the build failed${reason}`);
}

const { runAll } = await import('./run-all.ts');
await runAll(root, [command, ...args], process.env);
