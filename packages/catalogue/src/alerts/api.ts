import type { Alert } from './alert.ts';
import { above, promql } from './promql.ts';

/** Requests of users and services: health and scrape requests neither count nor dilute. */
export const SERVED = 'route!~"/health.*|/metrics"';

export const apiErrorSpike: Alert = {
  name: 'ApiErrorSpike',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'overview',
  summary: 'More than 5 % of API requests fail',
  conditions: [
    {
      cause: 'errors',
      for: '5m',
      expr: promql`
          sum(rate(qt_api_request_total{status_code=~"5..", ${SERVED}}[5m]))
        / sum(rate(qt_api_request_total{${SERVED}}[5m]))
        ${above(0.05)}
      `,
      description: '{{ $value | humanizePercentage }} of API requests answered 5xx in the last 5 minutes (limit 5 %).',
    },
  ],
};
