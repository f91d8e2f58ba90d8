const AGAIN_MS = 3_600_000;
/** More kinds of errors than a page has; beyond them none is logged until an hour has passed. */
const MOST = 100;

/** Which errors of the page have been logged: each one once an hour, however many consoles have it. */
export class LoggedErrors {
  readonly #at = new Map<string, number>();

  /** Whether to log this one now. @param now Unix ms */
  isDue(fingerprint: string, now: number): boolean {
    for (const [known, at] of this.#at) if (now - at >= AGAIN_MS) this.#at.delete(known);
    if (this.#at.has(fingerprint) || this.#at.size >= MOST) return false;
    this.#at.set(fingerprint, now);
    return true;
  }
}
