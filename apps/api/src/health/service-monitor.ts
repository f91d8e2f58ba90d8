import type { ServiceName } from '@qt/catalogue';
import { createClient, type HealthCheck, operationalRoutes, type Readiness } from '@qt/contracts';
import { type TrackedCheck, trackCheck } from '@qt/nest-service';

export interface WatchedService {
  readonly name: ServiceName;
  readonly baseUrl: string;
}

interface Watched {
  readonly check: TrackedCheck;
  readonly ask: () => Promise<readonly [ok: boolean, detail: string]>;
}

/** How the other services are, and since when. */
export class ServiceWatch {
  readonly #watched: readonly Watched[];

  /** A service that has not answered after `timeoutMs` counts as not ok. */
  constructor(
    services: readonly WatchedService[],
    { timeoutMs, fetch, now }: { timeoutMs: number; fetch: typeof globalThis.fetch; now: () => number },
  ) {
    this.#watched = services.map(({ name, baseUrl }) => {
      const client = createClient(operationalRoutes, { baseUrl, timeoutMs, fetch });
      return {
        check: trackCheck(name, 'not asked yet', now),
        async ask() {
          const reply = await client.ready();
          return reply.ok ? [reply.status === 200, summary(reply.body)] : [false, reply.error.message];
        },
      };
    });
  }

  /** Asks every service now, all at once. */
  async ask(): Promise<readonly HealthCheck[]> {
    return Promise.all(
      this.#watched.map(async ({ check, ask }) => {
        check.report(...(await ask()));
        return check.read();
      }),
    );
  }
}

function summary({ status, checks }: Readiness): string {
  const failing = failuresOf(checks);
  return failing === '' ? status : `${status}: ${failing}`;
}

/** The API itself as one service among the others. At least one check. */
export function ownService(name: ServiceName, checks: readonly HealthCheck[]): HealthCheck {
  const failing = checks.filter((check) => !check.ok);
  const sinces = (failing.length > 0 ? failing : checks).map((check) => check.since).sort();
  const since = (failing.length > 0 ? sinces[0] : sinces.at(-1)) ?? '';
  const ok = failing.length === 0;
  return { name, ok, detail: ok ? 'ready' : `not_ready: ${failuresOf(checks)}`, since };
}

/** What fails and why, in one line; empty where nothing does. */
export function failuresOf(checks: readonly HealthCheck[]): string {
  return checks
    .filter((check) => !check.ok)
    .map((check) => `${check.name}: ${check.detail}`)
    .join('; ');
}
