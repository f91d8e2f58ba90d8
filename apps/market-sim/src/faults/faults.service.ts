import type { ProviderName } from '@qt/catalogue';
import type { Fault } from '@qt/contracts';

/** A fault that is on a provider. The rest is its memory of the requests that it met. */
export interface ActiveFault extends Fault {
  /** When it was put on, Unix ms: what `stale` answers with. */
  readonly since: number;
  /** Requests that it spoiled. */
  met: number;
  /** Until when the provider told its clients to wait, Unix ms. */
  waitUntil: number;
  /** Requests that came before that. */
  impatient: number;
}

/** Which provider is made to fail, and how. In memory: a restart lifts every fault. */
export class FaultBoard {
  readonly #active = new Map<ProviderName, ActiveFault>();
  readonly #now: () => number;
  readonly #random: () => number;

  /** `random` draws from [0, 1) for the faults that do not strike every request. */
  constructor(now: () => number, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  put(provider: ProviderName, fault: Fault): void {
    this.#active.set(provider, { ...fault, since: this.#now(), met: 0, waitUntil: 0, impatient: 0 });
  }

  /** Was there one to lift? */
  lift(provider: ProviderName): boolean {
    return this.#active.delete(provider);
  }

  list(): Partial<Record<ProviderName, Fault>> {
    const faults = [...this.#active].map(([provider, { kind, probability, latency_ms }]) => [
      provider,
      { kind, probability, latency_ms },
    ]);
    return Object.fromEntries(faults) as Partial<Record<ProviderName, Fault>>;
  }

  /** The fault that strikes this request, if one does. */
  strike(provider: ProviderName): ActiveFault | undefined {
    const fault = this.#active.get(provider);
    return fault !== undefined && this.#random() < fault.probability ? fault : undefined;
  }
}
