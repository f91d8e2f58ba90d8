import { Inject, Injectable } from '@nestjs/common';
import type { ProviderName } from '@qt/catalogue';
import type { Fault } from '@qt/contracts';
import { NOW } from '@qt/nest-service';

/** Injects `() => number`, which draws from [0, 1) for faults that affect only some requests. */
export const RANDOM = Symbol('market-sim RANDOM');

/** A provider's active fault and its state over the requests it affected. */
export interface ActiveFault extends Fault {
  /** When it was set, Unix ms: `stale` responses are as of this instant; `gap` leaves out the minute before it. */
  readonly since: number;
  /** Requests it affected. */
  met: number;
  /** The end of the current `Retry-After`, Unix ms. */
  waitUntil: number;
  /** Requests made before then. */
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

  /** Returns whether there was one to clear. */
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

  /** The fault that affects this request, if any. */
  pick(provider: ProviderName): ActiveFault | undefined {
    const fault = this.#active.get(provider);
    return fault !== undefined && this.random() < fault.probability ? fault : undefined;
  }
}
