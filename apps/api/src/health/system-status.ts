import type { HealthCheck, ProviderHealth, SystemHealth } from '@qt/contracts';

export type Status = SystemHealth['status'];

export interface Observed {
  /** What this service needs for its own work. */
  readonly own: readonly HealthCheck[];
  readonly services: readonly HealthCheck[];
  readonly providers: readonly ProviderHealth[];
  readonly trading: SystemHealth['trading'];
}

/** `down`: this service cannot do its work; `degraded`: something else is wrong, or no order may go out. */
export function statusOf({ own, services, providers, trading }: Observed): Status {
  if (own.some((check) => !check.ok)) return 'down';
  const well =
    trading.allowed && services.every((check) => check.ok) && providers.every((one) => one.circuit === 'closed');
  return well ? 'ok' : 'degraded';
}

/** Remembers since when the status has been what it is. */
export class StatusHistory {
  readonly #now: () => number;
  #latest: { readonly status: Status; readonly since: number } | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes the status of this moment. `since` is an instant in RFC 3339. */
  note(status: Status): Pick<SystemHealth, 'status' | 'since'> {
    if (this.#latest?.status !== status) this.#latest = { status, since: this.#now() };
    return { status, since: new Date(this.#latest.since).toISOString() };
  }
}
