import type { StartGate } from '../scheduling/job.ts';

/** A service that does not answer within this time is not up yet. */
const PROBE_TIMEOUT_MS = 2000;

/** Whether the service at `baseUrl` is up (`live`) or able to do its work (`ready`). Not part of any trace. */
export function probe(baseUrl: string, state: 'live' | 'ready'): () => Promise<boolean> {
  return async () => {
    try {
      const response = await fetch(`${baseUrl}/health/${state}`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  };
}

/** The warm-up only needs an API that is up. */
export function warmUpGate(apiUrl: string): StartGate {
  return { isOpen: probe(apiUrl, 'live'), atMostMs: 30_000, atMostBeforeFirstRunMs: 60_000 };
}

/** A scan needs an API that is ready; at the first start ever, that is once the first model is trained. */
export function scanGate(apiUrl: string): StartGate {
  return { isOpen: probe(apiUrl, 'ready'), atMostMs: 30_000, atMostBeforeFirstRunMs: 90_000 };
}

/** An overdue retraining waits for its worker; otherwise the next attempt is hours away. */
export function retrainGate(retrainWorkerUrl: string): StartGate {
  return { isOpen: probe(retrainWorkerUrl, 'live'), atMostMs: 60_000, atMostBeforeFirstRunMs: 60_000 };
}

/** A simulator that is still starting is not a failing provider. */
export function simulatorGate(marketSimUrl: string): StartGate {
  return { isOpen: probe(marketSimUrl, 'live'), atMostMs: 10_000, atMostBeforeFirstRunMs: 10_000 };
}
