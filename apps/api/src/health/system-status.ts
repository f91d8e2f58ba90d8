import { Inject, Injectable } from '@nestjs/common';
import type { HealthCheck, ProviderHealth, SystemHealth } from '@qt/contracts';
import { NOW } from '@qt/nest-service';

type Status = SystemHealth['status'];

interface Observed {
  /** The API's own checks. */
  readonly own: readonly HealthCheck[];
  readonly services: readonly HealthCheck[];
  readonly providers: readonly ProviderHealth[];
  readonly trading: SystemHealth['trading'];
}

/** `down`: the API is not ready; `degraded`: another service or a provider fails, or no order may go out. */
export function statusOf({ own, services, providers, trading }: Observed): Status {
  if (own.some((check) => !check.ok)) return 'down';
  const healthy =
    trading.allowed && services.every((check) => check.ok) && providers.every((one) => one.circuit === 'closed');
  return healthy ? 'ok' : 'degraded';
}

/** Remembers when the status last changed. */
@Injectable()
export class StatusHistory {
  #latest: { readonly status: Status; readonly since: number } | null = null;

  constructor(@Inject(NOW) private readonly now: () => number) {}

  /** Records the current status. `since` is an instant in RFC 3339. */
  record(status: Status): Pick<SystemHealth, 'status' | 'since'> {
    if (this.#latest?.status !== status) this.#latest = { status, since: this.now() };
    return { status, since: new Date(this.#latest.since).toISOString() };
  }
}
