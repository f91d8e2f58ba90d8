import type { Gate } from '../scheduling/job.ts';

/** A service that does not answer within this is not there yet. */
const PROBE_TIMEOUT_MS = 2000;

/** Is the service at `baseUrl` up (`live`), or also able to do its work (`ready`)? Not part of any trace. */
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

/**
 * The warm-up only needs an API that answers: it is what makes its caches warm.
 */
export function warmUpGate(apiUrl: string): Gate {
  return { isOpen: probe(apiUrl, 'live'), atMostMs: 30_000, atMostBeforeFirstRunMs: 60_000 };
}

/** A scan needs an API that is ready, which at the very first start takes until the first model is trained. */
export function scanGate(apiUrl: string): Gate {
  return { isOpen: probe(apiUrl, 'ready'), atMostMs: 30_000, atMostBeforeFirstRunMs: 90_000 };
}

/** A retraining that came overdue waits for its worker, else the next try is hours away. */
export function retrainGate(retrainWorkerUrl: string): Gate {
  return { isOpen: probe(retrainWorkerUrl, 'live'), atMostMs: 60_000, atMostBeforeFirstRunMs: 60_000 };
}

/** A simulator that starts beside the scheduler is no provider that fails. */
export function simulatorGate(marketSimUrl: string): Gate {
  return { isOpen: probe(marketSimUrl, 'live'), atMostMs: 10_000, atMostBeforeFirstRunMs: 10_000 };
}
