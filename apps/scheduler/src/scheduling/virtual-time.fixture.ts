import type { Timers } from './timers.ts';

/** A clock and timers that a test advances. Between two timers every promise that can settle does. */
export class VirtualTime implements Timers {
  #now: number;
  #elapsed = 0;
  #waiting: { readonly at: number; readonly work: () => void }[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  after(ms: number, work: () => void) {
    const timer = { at: this.#elapsed + Math.max(0, ms), work };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== timer);
    };
  }

  /** Advances by `ms`, firing each timer at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let timer = this.#earliest(end); timer !== undefined; timer = this.#earliest(end)) {
      this.#pass(timer.at - this.#elapsed);
      this.#waiting = this.#waiting.filter((other) => other !== timer);
      timer.work();
      await settle();
    }
    this.#pass(end - this.#elapsed);
  }

  /** The wall clock jumps forward or back while timers do not advance: a suspended machine, or a changed clock. */
  jump(ms: number): void {
    this.#now += ms;
  }

  get pendingTimers(): number {
    return this.#waiting.length;
  }

  #earliest(end: number) {
    return this.#waiting.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }

  #pass(ms: number): void {
    this.#elapsed += ms;
    this.#now += ms;
  }
}

/** Lets pending promises settle: a macrotask runs after every microtask. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
