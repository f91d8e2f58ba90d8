import type { Alert } from './alert.ts';
import { REQUESTS } from './objectives.ts';
import { above, promql } from './promql.ts';

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
      expr: promql`${REQUESTS.failed} / ${REQUESTS.all} ${above(0.05)}`,
      description:
        '{{ $value | humanizePercentage }} of API requests failed with 5xx in the last 5 minutes (limit 5 %).',
    },
  ],
};
