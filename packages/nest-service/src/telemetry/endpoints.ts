import { UNMATCHED } from '@qt/catalogue';
import type { AccessLine, AccessLog } from './access-log.ts';
import type { ApiMetrics, CountRequest } from './api-metrics.ts';
import { memoized } from './memoized.ts';
import type { RecordDuration, RequestDurations } from './request-duration.ts';
import { OTHER_METHOD } from './server-span.ts';

/** Recorded for each request of one method, route and status. */
export interface Outcome {
  readonly log: AccessLine;
  /** Undefined where the service is not the API: no other emits `qt_api_…`. */
  readonly count: CountRequest | undefined;
  readonly duration: RecordDuration | undefined;
}

interface Recorders {
  readonly accessLog: AccessLog;
  /** Undefined where the service is not the API. */
  readonly metrics: ApiMetrics | undefined;
  readonly durations: RequestDurations;
}

export interface Endpoint {
  readonly route: string;
  /** Of its spans. */
  readonly name: string;
  outcome(status: number): Outcome;
}

/** By the semantic conventions: without a route the method alone, `HTTP` if that is unknown. */
function spanName(method: string, route: string): string {
  const known = method === OTHER_METHOD ? 'HTTP' : method;
  return route === UNMATCHED ? known : `${known} ${route}`;
}

/** What is recorded of requests; each endpoint and outcome is created once, since routes and methods are few. */
export function createEndpoints({ accessLog, metrics, durations }: Recorders) {
  const create = (method: string, route: string): Endpoint => ({
    route,
    name: spanName(method, route),
    outcome: memoized((status) => ({
      log: accessLog(method, route, status),
      count: metrics?.counterOf(method, route, status),
      duration: durations(method, route, status),
    })),
  });
  const ofRoute = memoized((route: string) => memoized((method: string) => create(method, route)));
  return (method: string, route: string): Endpoint => ofRoute(route)(method);
}

export type Endpoints = ReturnType<typeof createEndpoints>;
