import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Metric } from '../series/metric.ts';
import type { ReadWatch } from '../series/read-watch.ts';
import { createSlices } from '../series/slices.ts';
import { exposition } from './exposition.ts';
import { type Format, namesTakenBy } from './format.ts';
import { createSeriesWriter } from './series-text.ts';

/** One scrape, each piece for one write. */
export type Pieces = readonly Buffer[];

export interface ScraperOptions {
  readonly metrics: readonly Metric[];
  readonly watch: ReadWatch;
  /** The resource and the instruments of libraries, from the SDK. */
  readonly collect: () => Promise<ResourceMetrics>;
}

const PIECE_CHARACTERS = 64 * 1024;

/** Writes scrapes from the series, in slices between which the event loop runs. Concurrent ones of a format share one. */
export function createScraper({ metrics, watch, collect }: ScraperOptions): (format: Format) => Promise<Pieces> {
  const running = new Map<Format, Promise<Pieces>>();
  const taken = metrics.flatMap(({ name, kind }) => namesTakenBy(name, kind));

  const writersFor = (format: Format) =>
    metrics.map((metric) => ({ metric, writer: createSeriesWriter(metric, format) }));
  const writers = { text: writersFor('text'), openmetrics: writersFor('openmetrics') };

  const write = async (format: Format): Promise<Pieces> => {
    const pieces: Buffer[] = [];
    const inSlices = createSlices();
    let text = await exposition(await collect(), format, taken, inSlices);
    const cut = () => {
      pieces.push(Buffer.from(text));
      text = '';
    };
    for (const { metric, writer } of writers[format]) {
      const cells = cellsOf(metric, watch);
      if (cells.length > 0) text += writer.head;
      await inSlices(cells, (cell) => {
        text += writer.write(cell);
        if (text.length >= PIECE_CHARACTERS) cut();
      });
    }
    if (format === 'openmetrics') text += '# EOF\n';
    cut();
    return pieces;
  };

  return (format) => {
    const pieces = running.get(format) ?? write(format).finally(() => running.delete(format));
    running.set(format, pieces);
    return pieces;
  };
}

/** A list, since series may begin or end between two slices. */
function cellsOf(metric: Metric, watch: ReadWatch) {
  try {
    const cells = [...metric.collect()];
    watch.succeeded(metric.name);
    return cells;
  } catch (error) {
    watch.failed(metric.name, error);
    return [];
  }
}
