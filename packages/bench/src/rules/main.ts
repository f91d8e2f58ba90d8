import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ruleGroups } from '@qt/catalogue/rules';
import { locate, Prometheus } from '@qt/test-kit';
import { spreadOf } from '../statistics.ts';
import { makeBlocks } from './blocks.ts';

const LIMIT_MS = 50;
const ROUNDS = 15;

/**
 * How long Prometheus takes to evaluate every rule once, with 100,000 of our series and 6 h of history at 15 s in its
 * blocks. `--quick`: a tenth of the series, 2 h. Prints a table and the sum.
 */
export async function run(flags: readonly string[]): Promise<void> {
  const promtool = locate('promtool');
  if (promtool === undefined || locate('prometheus') === undefined) {
    process.stdout.write('rules: skipped, needs prometheus and promtool\n');
    return;
  }
  const quick = flags.includes('--quick');
  const series = quick ? 10_000 : 100_000;
  const folder = mkdtempSync(join(tmpdir(), 'qt-rules-bench-'));
  try {
    mkdirSync(join(folder, 'data'));
    const end = Math.floor(Date.now() / 7_200_000) * 7200;
    const onBlock = (line: string) => process.stdout.write(`made the block of ${line}\n`);
    makeBlocks({ promtool, folder, series, hours: quick ? 2 : 6, end, onBlock });
    await measure(folder, end - 15, series);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, at: number, series: number): Promise<void> {
  const configFile = join(folder, 'prometheus.yml');
  writeFileSync(configFile, 'global: {}\n');
  const prometheus = await Prometheus.start({ configFile, dataDir: join(folder, 'data') });
  try {
    const found = (await prometheus.query('count({__name__=~"qt_.+"})', at))[0]?.samples[0]?.[1];
    process.stdout.write(`${found} series, wanted ${series}\n`);
    const rules = ruleGroups().flatMap(({ name: group, rules: own }) => own.map((rule) => ({ group, rule })));
    const times = new Map(rules.map(({ rule }) => [rule, [] as number[]]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { rule } of rules) times.get(rule)?.push(await evaluationMs(prometheus.url, rule.expr, at));
    }
    let sum = 0;
    for (const { group, rule } of rules) {
      const { median } = spreadOf(times.get(rule) ?? []);
      sum += median;
      const name = 'alert' in rule ? `${rule.alert} ${rule.labels['cause']}` : rule.record;
      process.stdout.write(`${group.padEnd(16)} ${name.padEnd(48)} ${median.toFixed(2).padStart(8)} ms\n`);
    }
    process.stdout.write(`all rules once: ${sum.toFixed(1)} ms (at most ${LIMIT_MS} ms)\n`);
    if (sum > LIMIT_MS) process.exitCode = 1;
  } finally {
    await prometheus.stop({ keep: true });
  }
}

/** Prometheus' own time for a query, without HTTP: what its rule manager spends on it. */
async function evaluationMs(url: string, query: string, at: number): Promise<number> {
  const body = new URLSearchParams({ query, time: String(at), stats: 'all' });
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body });
  const answer = (await response.json()) as {
    readonly error?: string;
    readonly data?: { readonly stats: { readonly timings: { readonly execTotalTime: number } } };
  };
  if (answer.data === undefined) throw new Error(`${query}: ${answer.error}`);
  return answer.data.stats.timings.execTotalTime * 1000;
}
