import { SERVICES, type ServiceName } from '@qt/catalogue';
import type { Prometheus, Series, System } from '@qt/test-kit';
import { until } from '@qt/test-kit';
import { readBooks, type Tally, tallyKey } from './books.ts';

/** What is compared with books; a histogram by count and sum. */
const COUNTED = [
  ...['qt_fills_total', 'qt_orders_total', 'qt_order_duration_seconds_count', 'qt_trade_decisions_total'],
  ...['qt_provider_failovers_total', 'qt_api_request_total', 'qt_api_request_duration_seconds_count'],
  ...['qt_api_request_duration_seconds_sum', 'qt_risk_decisions_total', 'qt_risk_denials_total'],
  ...['qt_scheduler_runs_total', 'qt_scheduler_run_duration_seconds_count', 'qt_scheduler_run_duration_seconds_sum'],
  ...['qt_retrain_runs_total', 'qt_retrain_duration_seconds_count', 'qt_service_starts_total'],
];
const LONGEST_SECONDS = 600;
/** Kept by the service itself across its restarts. */
const PERSISTED = 'qt_service_starts_total';
/** A log line has a duration in whole milliseconds, or in thousandths of one. */
const ROUNDING_SECONDS = 0.0005;

/** Where books and counters say different things. */
export function differences(books: Tally, counted: Tally): string[] {
  return [...new Set([...books.keys(), ...counted.keys()])].flatMap((key) => {
    const [inBooks, inCounters] = [books.get(key) ?? 0, counted.get(key) ?? 0];
    const lines = books.get(key.replace('_sum{', '_count{')) ?? 0;
    const allowed = key.includes('_sum{') ? lines * ROUNDING_SECONDS + 1e-6 : 0;
    return Math.abs(inBooks - inCounters) <= allowed ? [] : [`${key}: books ${inBooks}, counters ${inCounters}`];
  });
}

/** What one Prometheus says of everything that has a book: over all starts of a service, whose counters each begin at 0. */
export class Counters {
  readonly #prometheus: Prometheus;
  readonly #before = new Map<string, number>();
  readonly #restartedAt = new Map<ServiceName, number>();
  #last: Tally = new Map();

  constructor(prometheus: Prometheus) {
    this.#prometheus = prometheus;
  }

  async read(): Promise<Tally> {
    const series = (await Promise.all(SERVICES.map((service) => this.#seriesOf(service)))).flat();
    const counted = new Map(this.#before);
    for (const { labels: all, samples } of series) {
      const { __name__: metric = '', job = '', instance: _, ...labels } = all;
      if (labels['route'] === 'operational' || (metric.includes('failovers') && job !== 'qt-api')) continue;
      const key = tallyKey(job, metric, labels);
      counted.set(key, (counted.get(key) ?? 0) + (samples[0]?.[1] ?? 0));
    }
    this.#last = counted;
    return counted;
  }

  /** Of its present process alone. One that hangs is not scraped, and has not forgotten. */
  async #seriesOf(service: ServiceName): Promise<Series[]> {
    const seconds = Math.floor((Date.now() - (this.#restartedAt.get(service) ?? 0)) / 1000);
    if (seconds === 0) return [];
    const selector = `{job="${service}",__name__=~"${COUNTED.join('|')}"}`;
    return this.#prometheus.query(`last_over_time(${selector}[${Math.min(seconds, LONGEST_SECONDS)}s])`);
  }

  /** This service was just killed: what was read last of it is what that process had counted. */
  restarted(service: ServiceName): void {
    this.#restartedAt.set(service, Date.now());
    for (const [key, value] of this.#last) {
      if (key.startsWith(`${service} `) && !key.includes(PERSISTED)) this.#before.set(key, value);
    }
  }
}

/** Waits until the counters say exactly what the books say; returns how many entries were compared. */
export async function untilConserved(system: System, counters: Counters): Promise<number> {
  let seen: string[] = [];
  const look = async () => {
    // Read before and after, so that nothing has happened in between.
    const books = await readBooks(system);
    const counted = await counters.read();
    seen = differences(books, counted);
    return seen.length === 0 ? [...books.values()].filter((value) => value !== 0).length : undefined;
  };
  try {
    return await until('counters that say what the books say', look, 40_000);
  } catch (error) {
    throw new Error(`${(error as Error).message}; they differ in:\n${seen.join('\n')}`, { cause: error });
  }
}
