import type { StartGate } from './job.ts';
import type { Cancel, Timers } from './timers.ts';

/** Holds a job's first run until its gate opens, but only for a limited time. */
export class FirstRunHold {
  readonly #gate: StartGate;
  readonly #cancel: Cancel;
  #held = true;

  /** @param atMostMs how long it holds at most, from now on */
  constructor(gate: StartGate, atMostMs: number, timers: Timers) {
    this.#gate = gate;
    this.#cancel = timers.after(atMostMs, () => {
      this.#held = false;
    });
  }

  /** Asks the gate while it holds. */
  async isHeld(): Promise<boolean> {
    if (this.#held && (await this.#gate.isOpen())) this.release();
    return this.#held;
  }

  release(): void {
    this.#held = false;
    this.#cancel();
  }
}
