/**
 * Whether our clock can be trusted. The offset from a provider is measured now and then; in between, and while no provider answers, a
 * jump shows against the monotonic clock, which neither NTP nor an operator sets and which stands still while the machine is
 * suspended. Times in ms.
 */
export class ClockWatch {
  readonly #now: () => number;
  readonly #monotonic: () => number;
  #verified: { readonly now: number; readonly monotonic: number; readonly offset: number };

  /** Until a provider answers, the clock counts as right at the start. */
  constructor(now: () => number, monotonic: () => number) {
    this.#now = now;
    this.#monotonic = monotonic;
    this.#verified = { now: now(), monotonic: monotonic(), offset: 0 };
  }

  /** Takes an offset that was just measured: a provider's clock minus ours. */
  verify(offset: number): void {
    this.#verified = { now: this.#now(), monotonic: this.#monotonic(), offset };
  }

  /** By how much a provider's clock is ahead of ours. */
  offset(): number {
    const { now, monotonic, offset } = this.#verified;
    return offset - (this.#now() - now - (this.#monotonic() - monotonic));
  }
}
