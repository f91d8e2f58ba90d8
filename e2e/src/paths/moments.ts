import { METRICS, type MetricSpec } from '@qt/catalogue';
import type { Samples } from './samples.ts';

/** One push of a service between two of its scrapes. */
export interface Moment {
  /** Unix seconds. */
  readonly at: number;
  /** Series that say the same before, at and after the push; those that count a scrape, at and after it. */
  readonly equal: readonly string[];
  /** Gauges that moved, and were pushed with a value between the two scraped ones. */
  readonly between: readonly string[];
  /** Everything else, with its three values. */
  readonly different: readonly { readonly series: string; readonly values: string }[];
}

/** How far Prometheus may move the time of a scrape, to store it in less space. */
const JITTER_SECONDS = 0.01;
/** A scrape ends, and is counted, after its own answer is written. */
const COUNTS_SCRAPES = /^qt_api_request_.*route="operational"/;
const GAUGES = new Set(
  Object.entries<MetricSpec>(METRICS).flatMap(([name, { kind }]) => (kind === 'gauge' ? [name] : [])),
);

/** Each push of the service that lies between two of its scrapes. */
export function momentsOf(scraped: Samples, pushed: Samples): Moment[] {
  const scrapes = timesOf(scraped);
  return timesOf(pushed).flatMap((at) => {
    const before = scrapes.findLast((time) => time < at - JITTER_SECONDS);
    const after = scrapes.find((time) => time > at + JITTER_SECONDS);
    return before === undefined || after === undefined ? [] : momentAt({ before, at, after }, scraped, pushed);
  });
}

function timesOf(samples: Samples): number[] {
  return [...new Set([...samples.values()].flatMap((each) => each.map(([at]) => at)))].sort((a, b) => a - b);
}

interface Times {
  readonly before: number;
  readonly at: number;
  readonly after: number;
}

function momentAt(times: Times, scraped: Samples, pushed: Samples): Moment {
  const equal: string[] = [];
  const between: string[] = [];
  const different: { series: string; values: string }[] = [];
  const valueAt = (samples: Samples, series: string, at: number) =>
    samples.get(series)?.find(([time]) => time === at)?.[1];
  for (const series of scraped.keys()) {
    const before = valueAt(scraped, series, times.before);
    const after = valueAt(scraped, series, times.after);
    const value = valueAt(pushed, series, times.at);
    const isThere = before !== undefined && after !== undefined && value !== undefined;
    if (!isThere && before === value && value === after) continue;
    if (value === after && (before === value || COUNTS_SCRAPES.test(series))) equal.push(series);
    else if (isThere && isGauge(series) && Math.min(before, after) <= value && value <= Math.max(before, after)) {
      between.push(series);
    } else different.push({ series, values: `scraped ${before}, pushed ${value}, scraped ${after}` });
  }
  return { at: times.at, equal, between, different };
}

/**
 * The most quiet moment, without the gauges that follow their surroundings all the time (free disk, memory, offsets of
 * clocks) where another moment shows them to agree.
 */
export function quietest(moments: readonly Moment[]): Moment | undefined {
  const agreed = new Set(moments.flatMap(({ equal, between }) => [...equal, ...between].filter(isGauge)));
  const judged = moments.map((moment) => ({
    ...moment,
    between: [...moment.between, ...moment.different.flatMap(({ series }) => (agreed.has(series) ? [series] : []))],
    different: moment.different.filter(({ series }) => !agreed.has(series)),
  }));
  return judged.toSorted((a, b) => a.different.length - b.different.length || b.equal.length - a.equal.length)[0];
}

function isGauge(series: string): boolean {
  return GAUGES.has(series.slice(0, series.indexOf('{')));
}
