import type { Spread } from '../statistics.ts';
import type { HttpResult } from './http.ts';
import type { RecordResult } from './record.ts';

/** One number that the telemetry is held to, beside its baseline. */
export interface Target {
  readonly what: string;
  readonly unit: string;
  readonly wanted: string;
  readonly measured: Spread;
  readonly met: boolean;
}

const RATIO = '× of its baseline';

/** The targets, as far as this run measured them. */
export function targetsOf(records: readonly RecordResult[], http: readonly HttpResult[]): Target[] {
  const library = (name: string) => records.find((one) => one.library === name);
  const candidate = (name: string) => http.find((one) => one.name === name);
  const qt = library('qt');
  const prom = library('prom-client');
  const tenth = candidate('qt, 10 % of traces');
  const all = candidate('qt, all traces');
  const found: (Target | undefined)[] = [
    atMost('one record in a bound series', 'ns', qt?.boundNs, 25),
    atMost('one record by labels', 'ns', qt?.byLabelsNs, 100),
    atMost('allocated by a bound record', 'bytes', qt?.boundBytes, 1),
    atMost('allocated by a record by labels', 'bytes', qt?.byLabelsBytes, 1),
    atMost('scrape of 10,000 histograms against prom-client', RATIO, quotient(qt?.scrapeMs, prom?.scrapeMs), 0.5),
    atMost('event loop held by that scrape', 'ms', qt?.heldMs, 10),
    atMost('event loop held by their push', 'ms', qt?.pushHeldMs, 10),
    atMost('memory of a histogram series', 'bytes', qt?.bytesPerSeries, 3072),
    atLeast('throughput, access log and 10 % of traces', RATIO, tenth?.throughput, 0.7),
    atLeast('throughput, access log and all traces', RATIO, all?.throughput, 0.55),
    atMost('p99, access log and 10 % of traces', RATIO, tenth?.p99, 2),
    atMost(
      'memory beyond bare',
      'MB',
      tenth && scaled({ median: tenth.memory, low: tenth.memory, high: tenth.memory }, 1e-6),
      70,
    ),
    atMost('start-up beyond bare', 'ms', tenth?.startUp, 250),
  ];
  return found.filter((target) => target !== undefined);
}

function atMost(what: string, unit: string, measured: Spread | undefined, limit: number): Target | undefined {
  return measured && { what, unit, wanted: `≤ ${limit}`, measured, met: measured.median <= limit };
}

function atLeast(what: string, unit: string, measured: Spread | undefined, limit: number): Target | undefined {
  return measured && { what, unit, wanted: `≥ ${limit}`, measured, met: measured.median >= limit };
}

function quotient(a: Spread | undefined, b: Spread | undefined): Spread | undefined {
  return a && b && scaled(a, 1 / b.median);
}

function scaled({ median, low, high }: Spread, by: number): Spread {
  return { median: median * by, low: low * by, high: high * by };
}
