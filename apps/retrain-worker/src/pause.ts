import { setTimeout } from 'node:timers/promises';

/** Resolves after so many ms, or at once when the signal is aborted. Holds no process alive. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
