import { signal } from '@preact/signals';

/** How far this computer's clock may differ from the API's before the page says so. */
const TOLERATED_MS = 2_000;
const SAMPLES = 15;

/**
 * By how much this computer's clock is ahead of the API's, in ms, of the latest heartbeats: what a heartbeat shows is the
 * true difference and its way here, so the least of them is the nearest.
 */
export class ClockOffset {
  readonly #seen: number[] = [];

  /** A heartbeat that was sent at one time by the API's clock came at another by ours. Returns the offset now. */
  heard(sentAt: number, heardAt: number): number {
    this.#seen.push(heardAt - sentAt);
    if (this.#seen.length > SAMPLES) this.#seen.shift();
    return Math.min(...this.#seen);
  }
}

/** Ms that this computer's clock is ahead of the API's. */
export const clockOffset = signal(0);

/** The API's time in Unix ms, as well as it is known; every age on the page counts from it. */
export const now = signal(Date.now());

/** What to say of a clock that is wrong; undefined: it is right. */
export function clockWarning(offsetMs: number): string | undefined {
  if (Math.abs(offsetMs) <= TOLERATED_MS) return undefined;
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  return `This computer's clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the API's. Ages here are by the API's.`;
}

/** Moves `now` on, twice a second. */
export function startClock(): void {
  setInterval(() => {
    now.value = Date.now() - clockOffset.value;
  }, 500);
}
