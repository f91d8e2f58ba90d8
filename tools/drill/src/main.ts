import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BinaryName, locate } from '@qt/test-kit';
import { type Asked, readArguments, USAGE } from './arguments.ts';
import { plansOf } from './drills/index.ts';
import { liveDrill } from './live/live-drill.ts';
import { page } from './report/page.ts';
import { table } from './report/table.ts';
import { runSystems } from './run/run-systems.ts';
import { Scene, type SceneOptions } from './scene/scene.ts';
import { silentDay } from './silent/silent-day.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const NEEDED: readonly BinaryName[] = ['prometheus', 'promtool', 'alertmanager', 'otelcol', 'victoria-logs'];
const EXIT = { ok: 0, failed: 1, usage: 64, toolMissing: 69, interrupted: 130 };

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args, process.env);
  if ('problem' in asked) {
    complain(`drill: ${asked.problem}\n${USAGE}`);
    return EXIT.usage;
  }
  if (asked.what === 'live') return (await liveDrill(asked.deployment, say)) ? EXIT.ok : EXIT.failed;
  const missing = NEEDED.filter((binary) => locate(binary) === undefined);
  if (missing.length > 0) {
    complain(`drill: ${missing.join(', ')}: expected in PATH or in our cache, actual missing; run npx pnpm@12 tools`);
    return EXIT.toolMissing;
  }
  const begin = Date.now();
  const seconds = () => (Date.now() - begin) / 1000;
  const log = (text: string) => say(`${seconds().toFixed(0).padStart(4)} s  ${text}`);
  const scenes = new Set<Scene>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await Promise.allSettled([...scenes].map((scene) => scene.stop()));
      process.exit(EXIT.interrupted);
    });
  }
  const { factor, path } = asked;
  const options: SceneOptions = { factor, path, log, started: (scene) => scenes.add(scene) };
  log('starting Prometheus, Alertmanager, Collector, VictoriaLogs and the services');
  const ok = asked.what === 'silent' ? await silent(options) : await drills(asked, options, seconds);
  return ok ? EXIT.ok : EXIT.failed;
}

async function silent(options: SceneOptions): Promise<boolean> {
  const scene = await Scene.start(options);
  let problems = ['the day did not reach its end'];
  try {
    problems = await silentDay(scene);
  } finally {
    if (problems.length > 0) complain(`drill: evidence is in ${scene.keepEvidence()}`);
    await scene.stop({ keep: problems.length > 0 });
  }
  for (const problem of problems) complain(problem);
  if (problems.length === 0) say('no notification but the heartbeat');
  return problems.length === 0;
}

type Drills = Exclude<Asked, { what: 'live' }>;

async function drills(asked: Drills, options: SceneOptions, seconds: () => number): Promise<boolean> {
  const results = await runSystems(plansOf(asked.alerts), options, (soFar) => {
    if (asked.write) writePage(asked, page(soFar, { ...asked, seconds: seconds() }));
  });
  say(`\n${table(results)}\n`);
  const failed = results.filter(({ problems }) => problems.length > 0);
  const skipped = results.filter((result) => result.skipped !== undefined);
  for (const { drill, problems } of failed) for (const problem of problems) complain(`${drill.alert}: ${problem}`);
  const left = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  const passed = results.length - failed.length - skipped.length;
  say(`${passed} of ${results.length} drills as expected${left}, in ${seconds().toFixed(0)} s`);
  return failed.length === 0 && passed > 0;
}

/** One page for each path. */
function writePage({ path }: Drills, text: string): void {
  const file = resolve(ROOT, path === 'scrape' ? 'docs/drills.md' : 'docs/drills-otlp.md');
  writeFileSync(file, text);
  execFileSync(resolve(ROOT, 'node_modules/.bin/biome'), ['format', '--write', file], { cwd: ROOT, stdio: 'pipe' });
}

process.exitCode = await main(process.argv.slice(2));
