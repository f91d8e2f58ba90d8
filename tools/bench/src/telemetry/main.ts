import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load, machineInWords } from '../machine.ts';
import { canPin, pinSelf } from '../pinned.ts';
import { throughputChart } from './chart.ts';
import { type Ratios, ratiosOf, worsened } from './check.ts';
import { profileCandidate } from './flame.ts';
import { flameChart, sharesOf } from './flame-chart.ts';
import { measureHttp } from './http.ts';
import { measureLeak } from './leak.ts';
import { measureRecording } from './record.ts';
import { reportPage } from './report.ts';
import { targetsOf } from './targets.ts';

const DOCS = resolve(import.meta.dirname, '../../../../docs/benchmarks');
const RATIOS = join(DOCS, 'telemetry-ratios.json');

/**
 * What the telemetry costs, beside its peers. Writes docs/benchmarks/telemetry.md, its chart and its ratios; with
 * `--check` it compares with the committed ratios instead. `--quick`: fewer rounds, nothing is written.
 * `--leak`: five million requests more. `--flame`: only the flame graphs, of the reference set-up and of ours.
 */
export async function run(flags: readonly string[]): Promise<void> {
  // Pinned, this process would count one core.
  const machine = `${machineInWords()}, ${canPin ? 'pinned' : 'not pinned'}; load ${load().toFixed(1)} at the start.`;
  pinSelf();
  if (flags.includes('--flame')) return drawFlames();
  const quick = flags.includes('--quick');
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say('telemetry: recording, scraping and pushing');
  const records = await measureRecording(quick ? 1 : 5);
  say('telemetry: HTTP, which takes minutes');
  const http = await measureHttp(
    quick
      ? { processes: 1, rounds: 3, seconds: 1, warmUpSeconds: 3 }
      : { processes: 4, rounds: 2, seconds: 1.5, warmUpSeconds: 8 },
  );
  const leak = flags.includes('--leak') ? await measureLeak(5, say) : undefined;
  const targets = targetsOf(records, http);
  say(reportPage({ records, http, targets, leak, machine }));
  if (flags.includes('--check')) {
    const worse = worsened(targets, JSON.parse(readFileSync(RATIOS, 'utf8')) as Ratios);
    for (const line of worse) say(`worse: ${line}`);
    if (worse.length > 0) process.exitCode = 1;
  } else if (!quick) {
    mkdirSync(DOCS, { recursive: true });
    writeFileSync(join(DOCS, 'telemetry.md'), reportPage({ records, http, targets, leak, machine }));
    writeFileSync(join(DOCS, 'telemetry.svg'), throughputChart(http));
    writeFileSync(RATIOS, `${JSON.stringify(ratiosOf(targets), undefined, 2)}\n`);
  }
}

/** Where the CPU goes while requests are answered, all of them traced: by instrumentation off the shelf, and by ours. */
const FLAMES = [
  ['before', 'auto-instrumentation, nestjs-pino, all'],
  ['after', 'qt, all traces'],
] as const;

async function drawFlames(): Promise<void> {
  for (const [when, candidate] of FLAMES) {
    const root = await profileCandidate(candidate);
    const file = `telemetry-flame-${when}.svg`;
    writeFileSync(join(DOCS, file), flameChart(root, candidate, sharesOf(root)));
    process.stdout.write(`wrote docs/benchmarks/${file}\n`);
  }
}
