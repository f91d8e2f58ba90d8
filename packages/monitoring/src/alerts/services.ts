import type { Alert } from './alert.ts';
import { promql } from './promql.ts';

const STARTS = 'qt_service_starts_total[15m]';
const STARTED_AT = 'qt_process_start_timestamp_seconds[15m]';

export const serviceRestarting: Alert = {
  name: 'ServiceRestarting',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'overview',
  summary: '{{ $labels.job }} restarts again and again',
  conditions: [
    {
      cause: 'restarts',
      for: '0s',
      labels: { service: '{{ $labels.job }}' },
      // The counter outlives the process, so its range is the number of starts since the oldest sample of the window;
      // the process of that sample may itself have started within the window.
      expr: promql`
        max by (job) (
          max_over_time(${STARTS}) - min_over_time(${STARTS})
          + (min_over_time(${STARTED_AT}) > bool time() - 900)
        ) >= 3
      `,
      description:
        '{{ $labels.job }} has started {{ $value | printf "%.0f" }} times in 15 minutes: it ends soon after each start. The end of its log shows why.',
    },
  ],
};

const FREE = 'qt_data_free_bytes';

export const dataDiskFilling: Alert = {
  name: 'DataDiskFilling',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'overview',
  summary: 'The data disk of {{ $labels.job }} is filling up',
  conditions: [
    {
      cause: 'low',
      for: '5m',
      labels: { service: '{{ $labels.job }}' },
      expr: promql`min by (job) (${FREE} / qt_data_size_bytes) < 0.1`,
      description:
        '{{ $value | humanizePercentage }} of the disk of QT_DATA_DIR is free (limit 10 %). When it is full, every order is denied.',
    },
    {
      cause: 'rate',
      for: '15m',
      labels: { service: '{{ $labels.job }}' },
      // A trend needs half an hour of history.
      expr: promql`
        min by (job) (predict_linear(${FREE}[1h], 4 * 3600)) < 0
        and on (job) ${FREE} offset 30m
      `,
      description:
        'At the rate of the last hour the disk of QT_DATA_DIR is full within 4 hours. When it is full, every order is denied.',
    },
  ],
};
