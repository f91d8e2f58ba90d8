import { Injectable } from '@nestjs/common';
import type { TradingFault } from '@qt/contracts';

/** The fault that the next signed requests meet, for as many of them as it says. In memory: a restart clears it. */
@Injectable()
export class TradingFaults {
  #active: TradingFault | null = null;
  #left = 0;

  set(fault: TradingFault): void {
    this.#active = fault;
    this.#left = fault.requests;
  }

  /** Clears the fault; returns whether there was one. */
  clear(): boolean {
    const cleared = this.#active !== null;
    this.#active = null;
    return cleared;
  }

  /** The fault that this request meets, if it is one of these kinds. */
  take(kinds: readonly TradingFault['kind'][]): TradingFault | null {
    const fault = this.#active;
    if (fault === null || !kinds.includes(fault.kind)) return null;
    this.#left -= 1;
    if (this.#left <= 0) this.#active = null;
    return fault;
  }
}
