import { Inject, Injectable } from '@nestjs/common';
import type { ServiceName } from '@qt/catalogue';
import { NOW, PollingService } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import { readScrape } from './counter-values.ts';
import { KeptRises } from './kept-rises.ts';
import { type CounterName, type MetricHistory, MINUTE_MS } from './metric-history.ts';

/** As often as Prometheus does. */
const EVERY_MS = 15_000;
const TIMEOUT_MS = 2000;

/** The metrics of the services since the start of this API, read from each of them: for where there is no Prometheus. */
@Injectable()
export class ScrapedMetrics extends PollingService implements MetricHistory {
  readonly #rises = new KeptRises();
  readonly #delays = new Map<ServiceName, number>();
  readonly #neighbours: ReadonlyMap<ServiceName, string>;

  constructor(
    config: ApiConfig,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'server'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
    this.#neighbours = new Map<ServiceName, string>([
      ['qt-risk-guard', config.QT_RISK_GUARD_URL],
      ['qt-scheduler', config.QT_SCHEDULER_URL],
      ['qt-retrain-worker', config.QT_RETRAIN_WORKER_URL],
      ...(config.QT_MARKET === 'live' ? [] : [['qt-market-sim', config.QT_MARKET_SIM_URL] as const]),
    ]);
  }

  lastMinute(): number {
    return this.#rises.lastMinute * MINUTE_MS;
  }

  async byMinute(counter: CounterName, by: readonly string[]) {
    return this.#rises.byMinute(counter, by);
  }

  async overall(counter: CounterName, by: readonly string[], minutes: number) {
    return this.#rises.byMinute(counter, by).map(({ labels, value }) => ({
      labels,
      value: value.slice(-minutes).reduce<number>((sum, rise) => sum + (rise ?? 0), 0),
    }));
  }

  async eventLoopDelays(): Promise<ReadonlyMap<string, number>> {
    return this.#delays;
  }

  protected override round(): Promise<void> {
    return this.read();
  }

  protected override pauseMs(): number {
    return EVERY_MS;
  }

  /** Reads the metrics of every service that answers. */
  async read(): Promise<void> {
    const own = this.telemetry.server.scrape('text').then((pieces) => pieces.map(String));
    const others = [...this.#neighbours].map(([service, url]) => this.#take(service, scrapeOf(url)));
    await Promise.all([this.#take('qt-api', own), ...others]);
  }

  /** A service that does not answer is one whose metrics cannot be read; the timeline and `/health` say why. */
  async #take(service: ServiceName, scrape: Promise<readonly string[]>): Promise<void> {
    const pieces = await scrape.catch(() => undefined);
    if (pieces === undefined) return void this.#delays.delete(service);
    const { counters, eventLoopDelay } = readScrape(service, pieces);
    this.#rises.take(service, counters, this.now());
    if (eventLoopDelay !== undefined) this.#delays.set(service, eventLoopDelay);
  }
}

/** Not traced: nobody has asked for it. */
async function scrapeOf(url: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/metrics`, {
    headers: { accept: 'text/plain' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${url}/metrics: expected 200, actual ${response.status}`);
  return [text];
}
