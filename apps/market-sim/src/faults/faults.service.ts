import { Inject, Injectable } from '@nestjs/common';
import type { ProviderName } from '@qt/catalogue';
import type { Fault } from '@qt/contracts';
import { NOW } from '@qt/nest-service';

/** Injects `() => number`, which draws from [0, 1) for the faults that hit only some requests. */
export const RANDOM = Symbol('market-sim RANDOM');

/** A provider's fault, and what it remembers of the requests that it hit. */
export interface ActiveFault extends Fault {
  /** When it was set, Unix ms: the instant that `stale` answers for. */
  readonly since: number;
  /** Requests that it hit. */
  met: number;
  /** Until when the provider told its clients to wait, Unix ms. */
  waitUntil: number;
  /** Requests that came before that. */
  impatient: number;
}

/** The active faults, by provider. In memory: a restart clears them. */
@Injectable()
export class FaultsService {
  readonly #active = new Map<ProviderName, ActiveFault>();

  constructor(
    @Inject(NOW) private readonly now: () => number,
    @Inject(RANDOM) private readonly random: () => number,
  ) {}

  set(provider: ProviderName, fault: Fault): void {
    this.#active.set(provider, { ...fault, since: this.now(), met: 0, waitUntil: 0, impatient: 0 });
  }

  /** Was there one to clear? */
  clear(provider: ProviderName): boolean {
    return this.#active.delete(provider);
  }

  list(): Partial<Record<ProviderName, Fault>> {
    const faults = [...this.#active].map(([provider, { kind, probability, latency_ms }]) => [
      provider,
      { kind, probability, latency_ms },
    ]);
    return Object.fromEntries(faults) as Partial<Record<ProviderName, Fault>>;
  }

  /** The fault that hits this request, if one does. */
  pick(provider: ProviderName): ActiveFault | undefined {
    const fault = this.#active.get(provider);
    return fault !== undefined && this.random() < fault.probability ? fault : undefined;
  }
}
