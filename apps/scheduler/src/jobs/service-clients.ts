import {
  apiRoutes,
  bearer,
  type Client,
  createClient,
  type RouteFetch,
  type Routes,
  retrainRoutes,
} from '@qt/contracts';
import type { RunInHand } from '../scheduling/job.ts';

interface ServiceClientsOptions {
  readonly apiUrl: string;
  readonly retrainWorkerUrl: string;
  /** Without it the other services refuse every call, and runs are degraded. */
  readonly serviceToken: string | undefined;
  /** Longer than any run: a call ends with the run's own time-out. */
  readonly longestCallMs: number;
  /** Carries the run's trace and request id. */
  readonly fetch: RouteFetch;
}

/** Typed clients of our other services for one run; their calls abort with its signal. */
export interface ServiceClients {
  readonly api: Client<Pick<typeof apiRoutes, 'warm' | 'scan'>>;
  readonly retrainWorker: Client<Pick<typeof retrainRoutes, 'retrain'>>;
}

/** Creates the clients of each run. Its id goes with every call, so that who is called can tell a second one. */
export function serviceClients(options: ServiceClientsOptions) {
  const { fetch } = options;
  return (signal: AbortSignal, run: Pick<RunInHand, 'runId' | 'assertHeld'>): ServiceClients => {
    const headers = { ...bearer(options.serviceToken), 'idempotency-key': run.runId };
    const bounded: RouteFetch = async (url, init) => {
      run.assertHeld();
      return fetch(url, { ...init, signal: AbortSignal.any(init.signal ? [signal, init.signal] : [signal]) });
    };
    const client = <const T extends Routes>(routes: T, baseUrl: string): Client<T> =>
      createClient(routes, { baseUrl, headers, timeoutMs: options.longestCallMs, fetch: bounded });
    return {
      api: client({ warm: apiRoutes.warm, scan: apiRoutes.scan }, options.apiUrl),
      retrainWorker: client({ retrain: retrainRoutes.retrain }, options.retrainWorkerUrl),
    };
  };
}
