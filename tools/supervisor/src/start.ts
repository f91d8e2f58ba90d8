/**
 * The `start` command: builds what changed, then brings every service up and keeps it up. Only Node's own modules
 * here: nothing else is built yet.
 */
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const [major] = process.versions.node.split('.').map(Number);

if (major === undefined || major < 24) {
  process.stderr.write(
    `start: expected Node 24 or later, actual ${process.versions.node}; run it as \`npx pnpm@12 start\`\n`,
  );
  process.exit(78);
}

// Only what runs: a broken test must not stop the services.
const NEEDED = ['./apps/*', '@qt/supervisor'].map((name) => `--filter=${name}`);
const build = spawnSync('pnpm', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', ...NEEDED], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
});
if (build.status !== 0) {
  process.stderr.write(
    `${build.stdout ?? ''}${build.stderr ?? ''}start: the build failed${build.error ? `: ${build.error.message}` : ''}\n`,
  );
  process.exit(1);
}

const { runAll } = await import('./run-all.ts');
await runAll(root, process.argv.slice(2), process.env);
