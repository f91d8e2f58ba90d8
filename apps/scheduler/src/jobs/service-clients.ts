import { apiRoutes, type Client, createClient, type Routes, retrainRoutes } from '@qt/contracts';

export interface ServiceCallsOptions {
  readonly apiUrl: string;
  readonly retrainWorkerUrl: string;
  /** Unset: the others will refuse, and the runs say so. */
  readonly serviceToken: string | undefined;
  /** Longer than any run may last: it is the run's own time-out that ends a call. */
  readonly longestCallMs: number;
  /** Carries the run's trace and request id. */
  readonly fetch: typeof globalThis.fetch;
}

/** Typed calls to our other services, for one run: they end when its signal aborts. */
export interface ServiceCalls {
  readonly api: Client<Pick<typeof apiRoutes, 'warm' | 'scan'>>;
  readonly retrainWorker: Client<Pick<typeof retrainRoutes, 'retrain'>>;
}

/** Makes the calls of each run. */
export function serviceCalls(options: ServiceCallsOptions) {
  const { fetch, serviceToken } = options;
  const headers = serviceToken === undefined ? {} : { authorization: `Bearer ${serviceToken}` };
  return (signal: AbortSignal): ServiceCalls => {
    const bounded: typeof globalThis.fetch = (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.any(init?.signal ? [signal, init.signal] : [signal]) });
    const client = <const T extends Routes>(routes: T, baseUrl: string): Client<T> =>
      createClient(routes, { baseUrl, headers, timeoutMs: options.longestCallMs, fetch: bounded });
    return {
      api: client({ warm: apiRoutes.warm, scan: apiRoutes.scan }, options.apiUrl),
      retrainWorker: client({ retrain: retrainRoutes.retrain }, options.retrainWorkerUrl),
    };
  };
}
