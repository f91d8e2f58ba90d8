import { messageOf } from '@qt/contracts';
import type { Telemetry } from '@qt/telemetry';

/** A console is not worth waiting for longer. */
const TIMEOUT_MS = 1000;

/**
 * What a monitoring tool answers at a path.
 *
 * @throws naming the address and why there is no answer.
 */
export async function getJson({ fetch }: Pick<Telemetry, 'fetch'>, baseUrl: string, path: string): Promise<unknown> {
  const url = `${baseUrl}${path}`;
  const urlTemplate = path.replace(/\?.*/, '');
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), urlTemplate });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    throw new Error(`expected 200, actual ${response.status}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`GET ${baseUrl}${urlTemplate}: ${messageOf(cause)}`);
  }
}
