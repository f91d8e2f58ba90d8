import { apiRoutes, type Client, createClient, type Routes, retrainRoutes } from '@qt/contracts';

export interface ServiceCallsOptions {
  readonly apiUrl: string;
  readonly retrainWorkerUrl: string;
  /** Unset: the others will refuse, and the runs say so. */
  readonly serviceToken: string | undefined;
  /** Carries the run's trace and request id. */
  readonly fetch: typeof globalThis.fetch;
}

/** Typed calls to our other services, for one run: they end when its signal aborts. */
export interface ServiceCalls {
  readonly api: Client<Pick<typeof apiRoutes, 'warm' | 'scan'>>;
  readonly retrainWorker: Client<Pick<typeof retrainRoutes, 'retrain'>>;
}

/** The run's own time-out comes first; this one only bounds a call that no run bounds. */
const LONGEST_CALL_MS = 24 * 3_600_000;

export function serviceCalls(options: ServiceCallsOptions) {
  const { fetch, serviceToken } = options;
  const headers = serviceToken === undefined ? {} : { authorization: `Bearer ${serviceToken}` };
  return (signal: AbortSignal): ServiceCalls => {
    const bounded: typeof globalThis.fetch = (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.any(init?.signal ? [signal, init.signal] : [signal]) });
    const client = <const T extends Routes>(routes: T, baseUrl: string): Client<T> =>
      createClient(routes, { baseUrl, headers, timeoutMs: LONGEST_CALL_MS, fetch: bounded });
    return {
      api: client({ warm: apiRoutes.warm, scan: apiRoutes.scan }, options.apiUrl),
      retrainWorker: client({ retrain: retrainRoutes.retrain }, options.retrainWorkerUrl),
    };
  };
}
