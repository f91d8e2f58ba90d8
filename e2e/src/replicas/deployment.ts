import { type ServiceId, urlVariable } from '@qt/contracts';
import { Services, until } from '@qt/test-kit';
import { Front } from './front.ts';

/** The services of which several may run, in the sequence in which an upgrade goes through them. */
export const REPLICATED = ['risk-guard', 'retrain-worker', 'api', 'scheduler'] as const satisfies ServiceId[];
type Replicated = (typeof REPLICATED)[number];

/** So many replicas of each service on one database, each service behind one address. */
export class Deployment {
  readonly #simulator: Services;
  readonly #replicas: ReadonlyMap<Replicated, readonly Services[]>;
  readonly #fronts: ReadonlyMap<Replicated, Front>;

  private constructor(
    simulator: Services,
    replicas: ReadonlyMap<Replicated, readonly Services[]>,
    fronts: ReadonlyMap<Replicated, Front>,
  ) {
    this.#simulator = simulator;
    this.#replicas = replicas;
    this.#fronts = fronts;
  }

  /** Starts everything, and waits until it is ready. */
  static async start(count: number, env: Readonly<Record<string, string>>): Promise<Deployment> {
    const simulator = await Services.prepare(['market-sim']);
    await simulator.start('market-sim');
    const fronts = new Map<Replicated, Front>();
    for (const service of REPLICATED) fronts.set(service, await Front.listen());
    const addresses = Object.fromEntries([...fronts].map(([service, { url }]) => [urlVariable(service), url]));
    const market = { QT_MARKET_SIM_URL: simulator.url('market-sim') };
    const replicas = new Map<Replicated, readonly Services[]>();
    for (const service of REPLICATED) {
      const prepared = Array.from({ length: count }, () =>
        Services.prepare([service], { env: { ...addresses, ...market, ...env } }),
      );
      replicas.set(service, await Promise.all(prepared));
    }
    const deployment = new Deployment(simulator, replicas, fronts);
    for (const service of REPLICATED) {
      const all = deployment.of(service);
      await Promise.all(all.map((replica) => replica.start(service)));
      deployment.#expose(service, all);
    }
    await until('every replica to be ready', async () => {
      for (const service of REPLICATED) if (!(await deployment.#areReady(service))) return undefined;
      return true;
    });
    return deployment;
  }

  of(service: Replicated): readonly Services[] {
    return this.#replicas.get(service) ?? [];
  }

  /** The address of a service. */
  url(service: Replicated): string {
    return this.#fronts.get(service)?.url ?? '';
  }

  /** As a rolling upgrade does: one replica after the other is taken from its address, ended, started and put back. */
  async restartOneByOne(service: Replicated): Promise<void> {
    for (const replica of this.of(service)) {
      this.#expose(
        service,
        this.of(service).filter((one) => one !== replica),
      );
      await replica.signal(service, 'SIGTERM');
      await replica.start(service);
      await until(`every ${service} to be ready`, async () => (await this.#areReady(service)) || undefined);
      this.#expose(service, this.of(service));
    }
  }

  /** The replica that leads; each is ready. */
  async leader(service: Replicated): Promise<Services> {
    return until(`a leading ${service}`, async () => {
      for (const replica of this.of(service)) {
        const { checks } = (await (await fetch(`${replica.url(service)}/health/ready`)).json()) as Readiness;
        if (checks.every(({ name }) => name !== 'leader')) return replica;
      }
      return undefined;
    });
  }

  async stop(): Promise<void> {
    const all = REPLICATED.toReversed().flatMap((service) => this.of(service));
    await Promise.all(all.map((replica) => replica.stop()));
    await this.#simulator.stop();
    for (const front of this.#fronts.values()) await front.close();
  }

  #expose(service: Replicated, replicas: readonly Services[]): void {
    const front = this.#fronts.get(service);
    if (front !== undefined) front.replicas = replicas.map((replica) => replica.url(service));
  }

  async #areReady(service: Replicated): Promise<boolean> {
    const answers = await Promise.all(this.of(service).map((one) => fetch(`${one.url(service)}/health/ready`)));
    return answers.every(({ ok }) => ok);
  }
}

interface Readiness {
  readonly checks: readonly { readonly name: string }[];
}
