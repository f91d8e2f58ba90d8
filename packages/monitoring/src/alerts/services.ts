import type { Alert } from './alert.ts';
import { alive, byName, promql } from './promql.ts';
import { percent, type Thresholds } from './thresholds.ts';

const STARTS = 'qt_service_starts_total[15m]';
const STARTED_AT = 'qt_process_start_timestamp_seconds[15m]';

export const serviceRestarting: Alert = {
  name: 'ServiceRestarting',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'telemetry',
  summary: '{{ $labels.job }} restarts again and again',
  conditions: [
    {
      cause: 'restarts',
      for: '0s',
      labels: { service: '{{ $labels.job }}' },
      // The counter outlives the process, so its range is the number of starts since the oldest sample of the window;
      // the process of that sample may itself have started within the window.
      expr: promql`
        max by (job) (${byName(`
          max_over_time(${STARTS}) - min_over_time(${STARTS})
          + (min_over_time(${STARTED_AT}) > bool time() - 900)
        `)}) >= 3
      `,
      description:
        '{{ $labels.job }} has started {{ $value | printf "%.0f" }} times in 15 minutes: it ends soon after each start. The end of its log shows why.',
    },
  ],
};

const FREE = 'qt_data_free_bytes';

export const dataDiskFilling = ({ diskFreeShare }: Thresholds): Alert => ({
  name: 'DataDiskFilling',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'telemetry',
  summary: 'The data disk of {{ $labels.job }} is filling up',
  conditions: [
    {
      cause: 'low',
      for: '5m',
      labels: { service: '{{ $labels.job }}' },
      expr: promql`min by (job) (${byName(`${FREE} / qt_data_size_bytes`)}) < ${diskFreeShare}`,
      description: `{{ $value | humanizePercentage }} of the disk of QT_DATA_DIR is free (limit ${percent(diskFreeShare)}). When it is full, every order is denied.`,
    },
    {
      cause: 'rate',
      for: '15m',
      labels: { service: '{{ $labels.job }}' },
      // A trend needs half an hour of history.
      expr: promql`
        min by (job) (${byName(`predict_linear(${FREE}[1h], 4 * 3600)`)}) < 0
        and on (job) ${byName(`${FREE} offset 30m`)}
      `,
      description:
        'At the rate of the last hour the disk of QT_DATA_DIR is full within 4 hours. When it is full, every order is denied.',
    },
  ],
});

const HELD = 'qt_process_event_loop_delay_p99_seconds';

export const eventLoopHeld = ({ eventLoopDelaySeconds }: Thresholds): Alert => ({
  name: 'EventLoopHeld',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'telemetry',
  summary: '{{ $labels.job }} is too busy to answer in time',
  conditions: [
    {
      cause: 'held',
      for: '5m',
      labels: { service: '{{ $labels.job }}' },
      expr: promql`max by (job) (${byName(`${HELD} and ${alive(HELD)}`)}) > ${eventLoopDelaySeconds}`,
      description: `For 5 minutes work in {{ $labels.job }} has kept everything else waiting: one wait in a hundred lasts {{ $value | printf "%.1f" }} s or longer (limit ${eventLoopDelaySeconds} s). Requests to it may time out.`,
    },
  ],
});

const OFFSET = 'qt_clock_offset_seconds';

export const clockSkew = ({ clockOffsetSeconds }: Thresholds): Alert => ({
  name: 'ClockSkew',
  severity: 'medium',
  service: 'qt-scheduler',
  dashboard: 'telemetry',
  summary: 'Our clock is not that of {{ $labels.provider }}',
  conditions: [
    {
      cause: 'offset',
      for: '5m',
      expr: promql`max by (provider) (abs(${OFFSET} and ${alive(OFFSET)})) > ${clockOffsetSeconds}`,
      description: `Our clock and that of {{ $labels.provider }} differ by {{ $value | printf "%.1f" }} s (limit ${clockOffsetSeconds} s). If ours is wrong, so are the ages of prices, candles and models.`,
    },
  ],
});
