import { type Client, createClient, schedulerRoutes } from '@qt/contracts';
import { Services, until } from '@qt/test-kit';
import type { Receiver } from './receiver.ts';

/** Seconds between the due times of each job. */
export const INTERVALS = { warm_market_caches: 5, signal_scan: 6, retrain_models: 10, synthetic_checks: 8 } as const;
/** In seconds; a replica that is stopped for longer has lost its run. */
export const LEASE = 3;

const JOBS = Object.entries(INTERVALS).flatMap(([job, seconds]) => [
  [`QT_JOB_${job.toUpperCase()}_INTERVAL_SECONDS`, String(seconds)],
  [`QT_JOB_${job.toUpperCase()}_TIMEOUT_SECONDS`, '5'],
]);

/** Schedulers as processes, each with its own folder and port, on one database. */
export class Replicas {
  readonly #services: readonly Services[];

  private constructor(services: readonly Services[]) {
    this.#services = services;
  }

  /** Prepares one for each address of the receiver, and starts none. */
  static async prepare(database: string, { urls }: Receiver): Promise<Replicas> {
    const services = urls.map((url) => {
      const others = { QT_API_URL: url, QT_RETRAIN_WORKER_URL: url, QT_MARKET_SIM_URL: url };
      const providers = { QT_BINANCE_URL: url, QT_COINGECKO_URL: url };
      const own = { QT_DATABASE_URL: database, QT_JOB_LEASE_SECONDS: String(LEASE) };
      return Services.prepare(['scheduler'], { env: { ...others, ...providers, ...own, ...Object.fromEntries(JOBS) } });
    });
    return new Replicas(await Promise.all(services));
  }

  get all(): readonly number[] {
    return this.#services.map((_, n) => n);
  }

  async startAll(): Promise<void> {
    await Promise.all(this.#services.map((services) => services.start('scheduler')));
  }

  signal(replica: number, signal: NodeJS.Signals): Promise<void> {
    return this.#of(replica).signal('scheduler', signal);
  }

  /** Kills it and starts it again, until it is ready. */
  async killAndStart(replica: number): Promise<void> {
    await this.signal(replica, 'SIGKILL');
    await this.#of(replica).start('scheduler');
  }

  /** Waits until a replica says of itself that it is ready, or not. */
  async until(replica: number, readiness: 'ready' | 'unready'): Promise<void> {
    const expected = readiness === 'ready' ? 200 : 503;
    const look = async () => (await fetch(`${this.#url(replica)}/health/ready`)).status === expected || undefined;
    await until(`scheduler ${replica} to be ${readiness}`, look, 90_000);
  }

  /** What every replica shows in `/health/scheduler`. */
  async health() {
    const answers = await Promise.all(this.all.map((replica) => this.#client(replica).health()));
    return answers.map((answer) => {
      if (!answer.ok) throw new Error(`/health/scheduler: ${answer.error.message}`);
      return answer.body;
    });
  }

  scrapes() {
    return Promise.all(this.#services.map((services) => services.scrape('scheduler')));
  }

  /** How often the text is in what they printed. */
  said(text: string): number {
    const printed = this.#services.map((services) => services.output('scheduler')).join('\n');
    return printed.split(text).length - 1;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#services.map((services) => services.stop()));
  }

  #of(replica: number): Services {
    const services = this.#services[replica];
    if (services === undefined) throw new Error(`replica: expected 0 to ${this.all.length - 1}, actual ${replica}`);
    return services;
  }

  #url(replica: number): string {
    return this.#of(replica).url('scheduler');
  }

  #client(replica: number): Client<typeof schedulerRoutes> {
    return createClient(schedulerRoutes, { baseUrl: this.#url(replica), headers: {}, timeoutMs: 10_000, fetch });
  }
}
