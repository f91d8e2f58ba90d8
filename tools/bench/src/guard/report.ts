import { table } from '../markdown.ts';
import { type Spread, spreadText } from '../statistics.ts';
import { missedOf, type Report, type Target, targetTable } from '../target.ts';

export interface GuardResults {
  readonly machine: string;
  /** Processes that wanted a core, at the start. */
  readonly load: number;
  readonly rows: number;
  /** By each pair of turns: the guard's, of the bare commits just before and after. */
  readonly throughput: Spread;
  readonly p99: Spread;
  /** The same with `rows` in the audit, of the guard with an empty one. */
  readonly throughputWithRows: Spread;
  readonly p99WithRows: Spread;
  readonly decisionUs: Spread;
  readonly barePerSecond: Spread;
  readonly bareP99Ms: Spread;
  readonly guardPerSecond: Spread;
  readonly guardP99Ms: Spread;
  /** CPU time of the measured process for each answer, in µs. */
  readonly bareCpuUs: Spread;
  readonly guardCpuUs: Spread;
  /** ms until the guard answers, with an empty audit and with `rows`. */
  readonly startMs: readonly [empty: number, withRows: number];
}

/** The page, and which targets were missed. */
export function report(results: GuardResults): Report {
  const targets = targetsOf(results);
  const page = [
    '# What a durable decision costs',
    '',
    'Written by `pnpm bench guard`; do not edit. 50 callers, each with one call at a time, ask the running guard over HTTP: an',
    'order that is allowed, its release, an order that is denied. Each answer is on the disk before it is given. The bare',
    'commits are as many rows by as many callers in a process without HTTP, one `node:sqlite` transaction each with the same',
    '`synchronous=FULL`, on the same disk. Both have turns of two seconds in one run, with one core for what is measured;',
    'medians of the turns, with the quartiles.',
    '',
    `${results.machine}; load ${results.load.toFixed(1)} at the start. Where other work keeps the disk busy, what shares its commits`,
    'gains on what does not: read the ratio beside the load.',
    '',
    '## Targets',
    '',
    targetTable(targets),
    '## By the clock',
    '',
    table(
      ['', 'durable answers/s', 'p99 ms', 'CPU µs for each'],
      [
        [
          'bare commits',
          spreadText(results.barePerSecond, 0),
          spreadText(results.bareP99Ms, 1),
          spreadText(results.bareCpuUs, 0),
        ],
        [
          'the guard',
          spreadText(results.guardPerSecond, 0),
          spreadText(results.guardP99Ms, 1),
          spreadText(results.guardCpuUs, 0),
        ],
      ],
    ),
    `The guard answers ${(results.startMs[0] / 1000).toFixed(1)} s after its start with an empty audit, and ${(results.startMs[1] / 1000).toFixed(1)} s with ${results.rows} entries: it checks every page first.`,
    '',
  ];
  return { page: page.join('\n'), missed: missedOf(targets) };
}

function targetsOf(results: GuardResults): Target[] {
  const { throughput, p99, throughputWithRows, p99WithRows, decisionUs, rows } = results;
  const atLeast = (what: string, measured: Spread, limit: number): Target => {
    return { what, wanted: `≥ ${limit} ×`, measured: `${spreadText(measured, 2)} ×`, met: measured.median >= limit };
  };
  const atMost = (what: string, measured: Spread, limit: number, unit: string): Target => {
    return {
      what,
      wanted: `≤ ${limit} ${unit}`,
      measured: `${spreadText(measured, 2)} ${unit}`,
      met: measured.median <= limit,
    };
  };
  return [
    atLeast('durable answers to 50 callers, of bare commits', throughput, 0.6),
    atMost('their p99, of that of bare commits', p99, 3, '×'),
    atMost('one decision by the pure rules, CPU', decisionUs, 20, 'µs'),
    atLeast(`durable answers with ${rows} audit entries, of those with none`, throughputWithRows, 0.8),
    atMost(`their p99 with ${rows} audit entries, of that with none`, p99WithRows, 1.2, '×'),
  ];
}
