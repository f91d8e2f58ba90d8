import type { Prometheus, Series } from '@qt/test-kit';

/** Raw samples by series: its name and labels as text, without `instance`, which is an address or an id by path. */
export type Samples = ReadonlyMap<string, Series['samples']>;

/** What Prometheus adds to scrapes and rules, and what the Collector derives from spans, whichever way metrics go. */
export const OF_THE_TOOLS = 'up|scrape_.+|ALERTS.*|traces_span_metrics_.+';

/**
 * Every sample of the last `seconds` of one service's own series.
 *
 * @throws Error where a series is there twice
 */
export async function samplesOf(prometheus: Prometheus, job: string, seconds: number): Promise<Samples> {
  const found = await prometheus.query(`{job="${job}",__name__!~"${OF_THE_TOOLS}"}[${seconds}s]`);
  const samples = new Map<string, Series['samples']>();
  for (const { labels, samples: raw } of found) {
    const { instance: _, ...own } = labels;
    const name = seriesName(own);
    if (samples.has(name)) throw new Error(`${name}: expected one series, actual two or more`);
    samples.set(name, raw);
  }
  return samples;
}

function seriesName({ __name__: name = '', ...labels }: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}

/** The largest value of each series of the services in the last half hour, whatever was restarted in it. */
export async function largestValues(prometheus: Prometheus): Promise<Series[]> {
  const own = `{job=~"qt-.+",__name__!~"${OF_THE_TOOLS}"}`;
  const named = `label_replace(${own}, "name", "$1", "__name__", "(.+)")`;
  const found = await prometheus.query(`max_over_time(${named}[30m:2s])`);
  return found.map(({ labels: { name = '', ...labels }, samples }) => ({
    labels: { __name__: name, ...labels },
    samples,
  }));
}
