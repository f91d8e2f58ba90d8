import { type Instruments, UNMATCHED } from '@qt/catalogue';
import { operationalRoutes, type Routes, statusesOf } from '@qt/contracts';
import type { Completion } from './exchange.ts';

export type ApiInstruments = Instruments<'qt_api_request_total' | 'qt_api_request_duration_seconds'>;

/** The request metrics of the API. */
export interface ApiMetrics {
  /** Lets a registered route's template stand as a label. */
  admitRoute(template: string): void;
  completed(completion: Completion): void;
}

/** Makes the series of every status that the contracts declare exist at 0, and counts requests. */
export function createApiMetrics(
  instruments: ApiInstruments,
  routes: Routes,
  admitRoute: (template: string) => void,
): ApiMetrics {
  const { qt_api_request_total: total, qt_api_request_duration_seconds: duration } = instruments;
  const declare = (route: string, method: string, status: number) => {
    const labels = { route, method, status_code: String(status) };
    total.declare(labels);
    duration.declare(labels);
  };
  for (const route of [...Object.values(routes), ...Object.values(operationalRoutes)]) {
    admitRoute(route.path);
    for (const status of statusesOf(route)) declare(route.path, route.method, status);
  }
  for (const method of ['GET', 'POST']) {
    for (const status of [404, 405]) declare(UNMATCHED, method, status);
  }
  return {
    admitRoute,
    completed({ method, route, status, durationMs }) {
      const labels = { route, method, status_code: String(status) };
      total.add(1, labels);
      duration.record(durationMs / 1000, labels);
    },
  };
}
