import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ruleGroups } from '@qt/monitoring/rules';
import { locate, Prometheus, until } from '@qt/test-kit';
import { spreadOf } from '../statistics.ts';
import { makeBlocks } from './blocks.ts';
import { type Live, serveLive } from './live.ts';
import { STEP } from './our-series.ts';
import { reportPage, type Timed } from './report.ts';

const LIMIT_MS = 50;
const ROUNDS = 15;
/** Seconds of samples in the head: more than the rules' windows but those of the objectives, which read what is recorded. */
const HEAD = 16 * 60;
const PATIENCE_MS = 600_000;
const PAGE = resolve(import.meta.dirname, '../../../../docs/benchmarks/rules.md');

/**
 * How long Prometheus takes to evaluate every rule once, with 100,000 of our series: 6 h of history at 15 s in its
 * blocks, and what follows scraped, as rules find it. Writes docs/benchmarks/rules.md. `--quick`: a tenth of the series,
 * 2 h, nothing is written.
 */
export async function run(flags: readonly string[]): Promise<void> {
  const promtool = locate('promtool');
  if (promtool === undefined || locate('prometheus') === undefined) {
    process.stdout.write('rules: skipped, needs prometheus and promtool\n');
    return;
  }
  const quick = flags.includes('--quick');
  const series = quick ? 10_000 : 100_000;
  const hours = quick ? 2 : 6;
  const folder = mkdtempSync(join(tmpdir(), 'qt-rules-bench-'));
  try {
    mkdirSync(join(folder, 'data'));
    // The head takes no sample that is an hour older than its newest, and a scrape adds some of now.
    const now = Math.floor(Date.now() / 1000);
    const end = now - (now % STEP) - HEAD;
    const onBlock = (line: string) => process.stdout.write(`made the block of ${line}\n`);
    makeBlocks({ promtool, folder, series, hours, end, onBlock });
    const live = await serveLive(series, end);
    try {
      const timed = await measure(folder, live, end + HEAD, series);
      const sum = timed.reduce((total, { ms }) => total + ms.median, 0);
      const page = reportPage({ timed, rounds: ROUNDS, sum, limit: LIMIT_MS, series, hours, headMinutes: HEAD / 60 });
      process.stdout.write(`${page}\n`);
      if (!quick) writeFileSync(PAGE, page);
      if (sum > LIMIT_MS) process.exitCode = 1;
    } finally {
      live.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prometheus on the blocks, which scrapes until it has the samples of `at`, and no more while the rules are read. */
async function measure(folder: string, live: Live, at: number, series: number): Promise<Timed[]> {
  const configFile = join(folder, 'prometheus.yml');
  const scrapes = [
    {
      job_name: 'qt',
      honor_labels: true,
      scrape_interval: '2s',
      scrape_timeout: '2s',
      static_configs: [{ targets: [live.target] }],
    },
  ];
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify({ scrape_configs: scrapes }));
  const prometheus = await Prometheus.start({ configFile, dataDir: join(folder, 'data') });
  try {
    await until(`${HEAD / 60} minutes in the head`, async () => live.now() > at || undefined, PATIENCE_MS);
    live.close();
    const found = (await prometheus.query('count({__name__=~"qt_.+"})', at))[0]?.samples[0]?.[1];
    if (found !== series) throw new Error(`expected ${series} series in Prometheus, actual ${found}`);
    const rules = ruleGroups().flatMap(({ name: group, rules: own }) => own.map((rule) => ({ group, rule })));
    const times = new Map(rules.map(({ rule }) => [rule, [] as number[]]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { rule } of rules) times.get(rule)?.push(await evaluationMs(prometheus.url, rule.expr, at));
    }
    return rules.map(({ group, rule }) => ({
      group,
      name: 'alert' in rule ? `${rule.alert} ${rule.labels['cause']}` : rule.record,
      ms: spreadOf(times.get(rule) ?? []),
    }));
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
