import type { SpanContext } from '@opentelemetry/api';
import { type Instruments, OPERATIONAL, UNMATCHED } from '@qt/catalogue';
import { operationalRoutes, type Routes, statusesOf } from '@qt/contracts';
import { isOperational } from './operational.ts';

export type ApiInstruments = Instruments<'qt_api_request_total' | 'qt_api_request_duration_seconds'>;

/** Counts one request, in seconds; the trace is for its exemplar. */
export type CountRequest = (seconds: number, trace: SpanContext) => void;

export interface ApiMetrics {
  counterOf(method: string, route: string, status: number): CountRequest;
}

/**
 * The count of every status that the contracts declare exists at 0 from the start. The latency, of far more series, does
 * so for successes; that of a failure begins with the first one. What only operates the service is one route, whose
 * latency begins with its first request: no objective counts it.
 */
export function createApiMetrics(
  instruments: ApiInstruments,
  routes: Routes,
  admitRoute: (template: string) => void,
): ApiMetrics {
  const { qt_api_request_total: total, qt_api_request_duration_seconds: duration } = instruments;
  const declare = (route: string, method: string, status: number) => {
    const labels = { route: labelOf(route), method, status_code: String(status) };
    total.declare(labels);
    if (status < 400 && !isOperational(route)) duration.declare(labels);
  };
  for (const route of [...Object.values(routes), ...Object.values(operationalRoutes)]) {
    admitRoute(route.path);
    // No objective counts the failures of what only operates the service: they begin with the first one.
    const statuses = statusesOf(route).filter((status) => status < 400 || !isOperational(route.path));
    for (const status of statuses) declare(route.path, route.method, status);
  }
  for (const method of ['GET', 'POST']) {
    for (const status of [404, 405]) declare(UNMATCHED, method, status);
  }
  return {
    counterOf(method, route, status) {
      const labels = { route: labelOf(route), method, status_code: String(status) };
      const requests = total.bind(labels);
      const latency: { record(seconds: number, trace: SpanContext): void } = duration.bind(labels);
      return (seconds, trace) => {
        requests.add(1);
        latency.record(seconds, trace);
      };
    },
  };
}

function labelOf(route: string): string {
  return isOperational(route) ? OPERATIONAL : route;
}
