import { UNMATCHED } from '@qt/catalogue';
import type { AccessLine, AccessLog } from '../log/access-log.ts';
import type { ApiMetrics, CountRequest } from './api-metrics.ts';
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
  readonly method: string;
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

/** Creates each endpoint and outcome once: templates and methods are few. */
export function createEndpoints({ accessLog, metrics, durations }: Recorders) {
  const known = new Map<string, Map<string, Endpoint>>();

  const create = (method: string, route: string): Endpoint => {
    const outcomes = new Map<number, Outcome>();
    return {
      method,
      route,
      name: spanName(method, route),
      outcome(status) {
        const found = outcomes.get(status);
        if (found !== undefined) return found;
        const made = {
          log: accessLog(method, route, status),
          count: metrics?.counterOf(method, route, status),
          duration: durations(method, route, status),
        };
        outcomes.set(status, made);
        return made;
      },
    };
  };

  const make = (method: string, route: string): Endpoint => {
    const ofRoute = known.get(route) ?? new Map<string, Endpoint>();
    const endpoint = create(method, route);
    known.set(route, ofRoute.set(method, endpoint));
    return endpoint;
  };
  return (method: string, route: string): Endpoint => known.get(route)?.get(method) ?? make(method, route);
}

export type Endpoints = ReturnType<typeof createEndpoints>;
