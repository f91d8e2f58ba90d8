import { setTimeout } from 'node:timers/promises';

/** Resolves after that many ms, or at once when the signal aborts. Does not keep the process alive. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
