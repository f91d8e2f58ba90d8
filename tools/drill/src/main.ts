import { type BinaryName, locate } from '@qt/test-kit';
import { readArguments, USAGE } from './arguments.ts';
import { ROUNDS } from './drills/index.ts';
import { table } from './report/table.ts';
import type { Result } from './run/result.ts';
import { runDrill } from './run/run-drill.ts';
import { Scene } from './scene/scene.ts';

const NEEDED: readonly BinaryName[] = ['prometheus', 'promtool', 'alertmanager', 'otelcol', 'victoria-logs'];

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if ('problem' in asked) {
    complain(`drill: ${asked.problem}\n${USAGE}`);
    return 64;
  }
  const missing = NEEDED.filter((binary) => locate(binary) === undefined);
  if (missing.length > 0) {
    complain(`drill: ${missing.join(', ')}: expected in PATH or in our cache, actual missing; run npx pnpm@12 tools`);
    return 69;
  }
  const begin = Date.now();
  const log = (text: string) => say(`${((Date.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  const scene = await Scene.start({ factor: asked.factor, path: asked.path, log });
  log('trading');
  const results: Result[] = [];
  try {
    for (const { title, drills } of ROUNDS) {
      const chosen = drills.filter(({ alert }) => asked.alerts.length === 0 || asked.alerts.includes(alert));
      if (chosen.length === 0) continue;
      log(`-- ${title}`);
      results.push(...(await Promise.all(chosen.map((drill) => runDrill(drill, scene)))));
    }
  } finally {
    const failed = results.filter(({ problems }) => problems.length > 0);
    if (failed.length > 0 || results.length === 0) complain(`drill: evidence is in ${scene.keepEvidence()}`);
    await scene.stop();
  }
  say(`\n${table(results)}\n`);
  const failed = results.filter(({ problems }) => problems.length > 0);
  for (const { drill, problems } of failed) for (const problem of problems) complain(`${drill.alert}: ${problem}`);
  say(
    `${results.length - failed.length} of ${results.length} drills as expected, in ${Math.round((Date.now() - begin) / 1000)} s`,
  );
  return failed.length === 0 && results.length > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
