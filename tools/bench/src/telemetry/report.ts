import { table } from '../markdown.ts';
import type { Spread } from '../statistics.ts';
import { BARE } from './candidates.ts';
import type { HttpResult } from './http.ts';
import type { LeakResult } from './leak.ts';
import type { RecordResult } from './record.ts';
import type { Target } from './targets.ts';

export interface Measured {
  readonly records: readonly RecordResult[];
  readonly http: readonly HttpResult[];
  readonly targets: readonly Target[];
  readonly leak: LeakResult | undefined;
  /** Cores, processor, Node and the load when it began. */
  readonly machine: string;
}

/** The page with all tables. */
export function reportPage({ records, http, targets, leak, machine }: Measured): string {
  return [
    '# What the telemetry costs',
    '',
    'Written by `pnpm bench telemetry`; do not edit. Every number is the median of several rounds in turns, the',
    'quartiles behind it; what is measured has a core to itself where the machine has two and `taskset`. Throughput is',
    "requests for each second of the server's own CPU, of bare and of the candidate while both are kept busy on that core",
    'at once: whatever else the machine does, it does to both. A second process of bare, treated as a candidate, is 100 %,',
    'and its p99, of that of the first, is 1.',
    'Rounds are shared by several processes of each server, since two of the same build differ by some percent for as',
    'long as they live. Other times are CPU time too; p99 and "by the clock" are as a client sees them, the candidate',
    'alone, bare just before and after. Every server runs with the nursery of our services (`--max-semi-space-size=4`):',
    'left to itself, V8 makes it larger by what happens to survive the start. Start-up is that of a build which has run',
    "before: Node keeps compiled code (`NODE_COMPILE_CACHE`, as `start` sets it), bare's as well.",
    '',
    machine,
    '',
    '## Targets',
    '',
    table(
      ['', 'wanted', 'measured', ''],
      targets.map(({ what, unit, wanted, measured, met }) => [
        what,
        wanted,
        `${spread(measured)} ${unit}`,
        met ? 'met' : '**missed**',
      ]),
    ),
    '## HTTP: one small route of NestJS 12 on Fastify',
    '',
    '![Throughput relative to bare](telemetry.svg)',
    '',
    table(
      ['', 'throughput', 'by the clock', 'requests/s', 'p99 ms', 'p99 of bare', 'memory', 'start-up'],
      http.map((one) => [
        one.name,
        `${spread(percent(one.throughput))} %`,
        `${spread(percent(one.byClock))} %`,
        one.requestsPerSecond.median.toFixed(0),
        spread(one.p99Ms),
        `${one.p99.median.toFixed(2)} ×`,
        one.name === BARE ? '' : `${one.memory < 0 ? '' : '+'}${(one.memory / 1e6).toFixed(0)} MB`,
        one.name === BARE ? '' : `${one.startUp.median < 0 ? '' : '+'}${one.startUp.median.toFixed(0)} ms`,
      ]),
    ),
    'Ours has access log, metrics of count and latency, request id, a server span and OTLP in one; a peer has what its name says.',
    'Where the CPU goes while requests are answered, all traced (`pnpm bench telemetry --flame`):',
    '[auto-instrumentation with nestjs-pino](telemetry-flame-before.svg), [ours](telemetry-flame-after.svg).',
    '',
    '## Recording, scraping and pushing: 10,000 histogram series of 13 buckets',
    '',
    table(
      ['', 'bound', 'by labels', 'allocated', 'a series', 'scrape', 'loop held', 'push', 'loop held'],
      records.map((one) => [
        one.library,
        cell(one.boundNs, 'ns'),
        cell(one.byLabelsNs, 'ns'),
        cell(one.byLabelsBytes, 'B'),
        cell(one.bytesPerSeries, 'B'),
        cell(one.scrapeMs, 'ms'),
        cell(one.heldMs, 'ms'),
        cell(one.pushMs, 'ms'),
        cell(one.pushHeldMs, 'ms'),
      ]),
    ),
    ...(leak === undefined
      ? []
      : [
          '## An hour without its pauses',
          '',
          `${(leak.requests / 1e6).toFixed(1)} million requests; heap after a collection of garbage ${megabytes(leak.heapFrom)} halfway, ${megabytes(leak.heapTo)} at the end.`,
          '',
        ]),
  ].join('\n');
}

const cell = (of: Spread | undefined, unit: string) => (of === undefined ? '' : `${spread(of)} ${unit}`);
const percent = ({ median, low, high }: Spread): Spread => ({ median: median * 100, low: low * 100, high: high * 100 });
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

export function spread({ median, low, high }: Spread): string {
  const digits = median < 3 ? 2 : median < 100 ? 1 : 0;
  const text = (value: number) => value.toFixed(digits);
  return text(low) === text(high) ? text(median) : `${text(median)} (${text(low)} to ${text(high)})`;
}
