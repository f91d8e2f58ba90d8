import { Services, until } from '@qt/test-kit';

/** Risk guards as processes, each with its own folder and port, on one database. */
export class Replicas {
  readonly #services: readonly Services[];

  private constructor(services: readonly Services[]) {
    this.#services = services;
  }

  /** Prepares so many, and starts none. */
  static async prepare(count: number, env: Readonly<Record<string, string>>): Promise<Replicas> {
    const services = Array.from({ length: count }, () => Services.prepare(['risk-guard'], { env }));
    return new Replicas(await Promise.all(services));
  }

  get urls(): string[] {
    return this.#services.map((services) => services.url('risk-guard'));
  }

  async startAll(): Promise<void> {
    await Promise.all(this.#services.map((services) => services.start('risk-guard')));
  }

  signal(replica: number, signal: NodeJS.Signals): Promise<void> {
    return this.#of(replica).signal('risk-guard', signal);
  }

  /** A client of one of them; any will do. */
  guard(replica = 0) {
    return this.#of(replica).riskGuard(60_000);
  }

  /** Waits until every replica is ready, and returns which of them leads. */
  async leader(): Promise<number> {
    const checks = await until('every guard to be ready', async () => {
      const answers = await Promise.all(this.urls.map((url) => fetch(`${url}/health/ready`)));
      if (answers.some(({ status }) => status !== 200)) return undefined;
      return Promise.all(
        answers.map(async (answer) => ((await answer.json()) as { checks: { name: string }[] }).checks),
      );
    });
    const leading = checks.findIndex(([check]) => check?.name !== 'leader');
    return leading < 0 ? this.leader() : leading;
  }

  /** Starts those that have ended. */
  async startEnded(): Promise<void> {
    await Promise.all(
      this.#services.map(async (services) => {
        const isUp = await fetch(`${services.url('risk-guard')}/health/live`).then(
          () => true,
          () => false,
        );
        if (!isUp) await services.start('risk-guard');
      }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#services.map((services) => services.stop()));
  }

  #of(replica: number): Services {
    const services = this.#services[replica];
    if (services === undefined)
      throw new Error(`replica: expected 0 to ${this.#services.length - 1}, actual ${replica}`);
    return services;
  }
}
