import { codeOf, databaseFaultOf } from './database-unavailable.ts';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1000;

/** serialization_failure and deadlock_detected: PostgreSQL has undone the transaction and asks for it again. */
const AGAIN: readonly string[] = ['40001', '40P01'];

/** What a retry needs of the world. */
export interface RetryPorts {
  /** Unix ms, or any other clock in ms. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Whether the same work may succeed if it is tried again: undone for another one's sake, or the connection was lost. */
export function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof Error && AGAIN.includes(codeOf(error))) return true;
  const fault = databaseFaultOf(error);
  return fault === 'unreachable' || fault === 'busy' || fault === 'standby';
}

/**
 * Tries `work` until it succeeds, with growing random pauses, for `forMs` at most. `work` must be one that may run twice: a
 * commit whose answer was lost has happened.
 *
 * @throws what `work` threw last
 */
export async function withRetries<T>(work: () => Promise<T>, forMs: number, ports: RetryPorts): Promise<T> {
  const end = ports.now() + forMs;
  for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(2 * longest, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      const ms = Math.ceil(longest * (0.5 + ports.random() / 2));
      if (!isWorthAnotherTry(error) || ports.now() + ms > end) throw error;
      await ports.pause(ms);
    }
  }
}
