import type { Alert } from './alert.ts';
import { exactIncrease, promql } from './promql.ts';

/**
 * A pushed series is still seen five minutes after its process ended, a scraped one is not. Both count as alive while
 * their latest sample is younger than this: two pushes of 60 s and a little.
 */
const FRESH_SECONDS = 150;

/** A start has as long as this to end the runs that came due while the scheduler was stopped. */
const GRACE_SECONDS = 120;

const LAST_RUN = 'qt_scheduler_last_run_timestamp_seconds';
const INTERVAL = 'qt_scheduler_job_interval_seconds';

export const schedulerStalled: Alert = {
  name: 'SchedulerStalled',
  severity: 'high',
  service: 'qt-scheduler',
  dashboard: 'overview',
  summary: 'The scheduler does not do its work{{ with $labels.job_id }}: {{ . }}{{ end }}',
  conditions: [
    {
      cause: 'late',
      for: '2m',
      // Silent in the first minutes of a process, when overdue runs are still on their way, and for a job that a running
      // scheduler no longer has: its pushed series has no fresh sample.
      expr: promql`
        (
            time() - max by (job_id, instance) (${LAST_RUN})
          > 2 * max by (job_id, instance) (${INTERVAL})
        )
        and on (job_id, instance)
          (time() - max by (job_id, instance) (timestamp(${LAST_RUN})) < ${FRESH_SECONDS})
        unless on (instance)
          (time() - max by (instance) (qt_process_start_timestamp_seconds{job="qt-scheduler"}) < ${GRACE_SECONDS})
      `,
      description:
        'The last run of {{ $labels.job_id }} ended {{ $value | humanizeDuration }} ago, more than twice its interval of {{ with printf "max(qt_scheduler_job_interval_seconds{job_id=\'%s\'})" $labels.job_id | query }}{{ . | first | value | humanizeDuration }}{{ end }}.',
    },
    {
      cause: 'crash_loop',
      for: '2m',
      // Bridges the gaps between short lives. A single stop that is shorter than the bridge ends before this is true.
      expr: promql`
          time() - max by (job_id) (last_over_time(${LAST_RUN}[4m]))
        > 2 * max by (job_id) (last_over_time(${INTERVAL}[4m])) + 180
      `,
      description:
        'No run of {{ $labels.job_id }} has ended for {{ $value | humanizeDuration }}, over every restart of the scheduler.',
    },
    {
      cause: 'gone',
      for: '2m',
      expr: promql`
        absent(
          max by (job_id) (${LAST_RUN})
          and on (job_id) (time() - max by (job_id) (timestamp(${LAST_RUN})) < ${FRESH_SECONDS})
        )
      `,
      description: 'No scheduler reports: none has been scraped or has pushed for two minutes.',
    },
    {
      cause: 'future',
      for: '2m',
      expr: promql`max by (job_id, instance) (${LAST_RUN}) - time() > 60`,
      description:
        'The last run of {{ $labels.job_id }} lies {{ $value | humanizeDuration }} in the future: a clock is wrong, and no lateness would be seen.',
    },
    {
      cause: 'degraded',
      for: '2m',
      expr: promql`
        (
            5 * sum by (job_id) (${exactIncrease('qt_scheduler_runs_total{status="degraded"}', '15m')})
          > sum by (job_id) (${exactIncrease('qt_scheduler_runs_total', '15m')})
        ) / 5
        and on (job_id)
          sum by (job_id) (${exactIncrease('qt_scheduler_runs_total{status="degraded"}', '15m')}) >= 2
      `,
      description:
        '{{ $value | printf "%.0f" }} runs of {{ $labels.job_id }} were degraded in 15 minutes, more than a fifth of all.',
    },
  ],
};
