import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BinaryName, locate } from '@qt/test-kit';
import { readArguments, USAGE } from './arguments.ts';
import { page } from './report/page.ts';
import { table } from './report/table.ts';
import { runRounds } from './run/run-rounds.ts';
import { Scene } from './scene/scene.ts';
import { silentDay } from './silent/silent-day.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const NEEDED: readonly BinaryName[] = ['prometheus', 'promtool', 'alertmanager', 'otelcol', 'victoria-logs'];
const EXIT = { ok: 0, failed: 1, usage: 64, toolMissing: 69, interrupted: 130 };

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if ('problem' in asked) {
    complain(`drill: ${asked.problem}\n${USAGE}`);
    return EXIT.usage;
  }
  const missing = NEEDED.filter((binary) => locate(binary) === undefined);
  if (missing.length > 0) {
    complain(`drill: ${missing.join(', ')}: expected in PATH or in our cache, actual missing; run npx pnpm@12 tools`);
    return EXIT.toolMissing;
  }
  const begin = Date.now();
  const seconds = () => (Date.now() - begin) / 1000;
  const log = (text: string) => say(`${seconds().toFixed(0).padStart(4)} s  ${text}`);
  const { factor, path } = asked;
  const scene = await Scene.start({ factor, path, log });
  log('trading');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void scene.stop().finally(() => process.exit(EXIT.interrupted)));
  }
  let ok = false;
  try {
    ok = asked.what === 'silent' ? await silent(scene) : await drills(scene, asked, seconds);
  } finally {
    if (!ok) complain(`drill: evidence is in ${scene.keepEvidence()}`);
    await scene.stop({ keep: !ok });
  }
  return ok ? EXIT.ok : EXIT.failed;
}

async function silent(scene: Scene): Promise<boolean> {
  const messages = await silentDay(scene);
  for (const title of messages) complain(`expected no notification, actual: ${title}`);
  say(`${messages.length} notifications besides the heartbeat`);
  return messages.length === 0;
}

interface Wanted {
  readonly factor: number;
  readonly path: string;
  readonly alerts: readonly string[];
  readonly write: boolean;
}

async function drills(scene: Scene, wanted: Wanted, seconds: () => number): Promise<boolean> {
  const results = await runRounds(scene, wanted.alerts, (soFar) => {
    if (wanted.write) writePage(page(soFar, { ...wanted, seconds: seconds() }));
  });
  const failed = results.filter(({ problems }) => problems.length > 0);
  say(`\n${table(results)}\n`);
  for (const { drill, problems } of failed) for (const problem of problems) complain(`${drill.alert}: ${problem}`);
  say(`${results.length - failed.length} of ${results.length} drills as expected, in ${seconds().toFixed(0)} s`);
  return failed.length === 0 && results.length > 0;
}

function writePage(text: string): void {
  const file = resolve(ROOT, 'docs/drills.md');
  writeFileSync(file, text);
  execFileSync(resolve(ROOT, 'node_modules/.bin/biome'), ['format', '--write', file], { cwd: ROOT, stdio: 'pipe' });
}

process.exitCode = await main(process.argv.slice(2));
