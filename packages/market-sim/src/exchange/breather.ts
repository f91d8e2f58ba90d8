import { setImmediate } from 'node:timers/promises';

/** Minutes of market that are computed in one turn of the event loop: about 5 ms of work. */
const A_TURN = 4000;

/**
 * Shares the event loop among the requests that are computed at the same time, so that none of them, nor all of them
 * together, block it: before each piece of work, its cost in minutes of market is asked for, and waited for.
 */
export class Breather {
  #spent = 0;
  #turn: Promise<void> | undefined;

  /** Resolves, or returns undefined at once, when this turn of the event loop has room for work. */
  before(minutes: number): Promise<void> | undefined {
    if (this.#spent >= A_TURN) return this.#later(minutes);
    this.#spent += minutes;
    return undefined;
  }

  async #later(minutes: number): Promise<void> {
    while (this.#spent >= A_TURN) {
      this.#turn ??= this.#nextTurn();
      await this.#turn;
    }
    this.#spent += minutes;
  }

  async #nextTurn(): Promise<void> {
    await setImmediate();
    this.#spent = 0;
    this.#turn = undefined;
  }
}
