import type { ClaimedRun, JobClaims } from './job-claims.ts';
import type { Cancel, Timers } from './timers.ts';

/** Of a lease, how many times it is renewed before it would end. */
const RENEWALS = 3;

interface LeasePorts {
  readonly claims: Pick<JobClaims, 'leaseMs' | 'renew'>;
  readonly timers: Timers;
  /** Unix ms. */
  readonly now: () => number;
  /** Ms that only grow while the machine runs. */
  readonly elapsed: () => number;
  /** The run is not this replica's any more, or may not be. */
  readonly lost: (why: string) => void;
}

/**
 * A replica's right to a run, renewed while the run goes on. It ends by itself when it could not be renewed in time: then
 * another replica may have it.
 */
export class RunLease {
  readonly #run: ClaimedRun;
  readonly #ports: LeasePorts;
  #since: { readonly now: number; readonly elapsed: number };
  #cancel: Cancel = () => {};
  #over = false;

  /** `since`: before the claim was asked for. */
  constructor(run: ClaimedRun, since: { readonly now: number; readonly elapsed: number }, ports: LeasePorts) {
    this.#run = run;
    this.#ports = ports;
    this.#since = since;
    this.#wait();
  }

  /** @throws Error once it has ended: no call of the run may go out any more */
  readonly assertHeld = (): void => {
    const { now, elapsed, claims } = this.#ports;
    // A process that was frozen sees it by either clock, a machine that was asleep by the wall clock alone.
    const age = Math.max(now() - this.#since.now, elapsed() - this.#since.elapsed);
    if (!this.#over && age >= claims.leaseMs) this.#lose(`its lease of ${claims.leaseMs / 1000} s ran out`);
    if (this.#over) throw new Error('another replica may have taken the run over');
  };

  /** The run has ended. */
  end(): void {
    this.#over = true;
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.#ports.timers.after(this.#ports.claims.leaseMs / RENEWALS, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { claims, now, elapsed } = this.#ports;
    try {
      this.assertHeld();
      const asked = { now: now(), elapsed: elapsed() };
      const held = await claims.renew(this.#run);
      if (this.#over) return;
      if (!held) return this.#lose('another replica has taken it over');
      this.#since = asked;
    } catch {
      // The database is away; the lease may still be renewed before it ends.
    }
    if (!this.#over) this.#wait();
  }

  #lose(why: string): void {
    this.end();
    this.#ports.lost(why);
  }
}
