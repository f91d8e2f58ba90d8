import type { Alert } from './alert.ts';
import { REQUESTS } from './objectives.ts';
import { above, promql } from './promql.ts';
import { percent, type Thresholds } from './thresholds.ts';

export const apiErrorSpike = ({ apiErrorShare }: Thresholds): Alert => ({
  name: 'ApiErrorSpike',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'overview',
  summary: `More than ${percent(apiErrorShare)} of API requests fail`,
  conditions: [
    {
      cause: 'errors',
      for: '5m',
      // From 5 % down to the 3 % of a fast burn, which would page once more when all is over.
      keepFiringFor: '2m',
      // A rate over 300 s extrapolates three events to at least three and two to at most 2.5: 0.0092 is between. Five minutes ago there must have been
      // a rate already, else the window has no full history.
      expr: promql`
        ${REQUESTS.failed} / ${REQUESTS.all} ${above(apiErrorShare)}
        and ${REQUESTS.failed} > 0.0092
        and ${REQUESTS.all} offset 5m
      `,
      description: `{{ $value | humanizePercentage }} of API requests failed with 5xx in the last 5 minutes (limit ${percent(apiErrorShare)}).`,
    },
  ],
});
