import type { Alert } from './alert.ts';
import { alive, exactIncrease, promql } from './promql.ts';

const LAST_RUN = 'qt_scheduler_last_run_timestamp_seconds';
const INTERVAL = 'qt_scheduler_job_interval_seconds';
const RUNS = 'qt_scheduler_runs_total';

/**
 * How old a job's last run was when its scheduler last reported, not how old it is now. What a stopped scheduler, a
 * replaced instance or a removed job reported last was healthy and stays so, although pushed series are still read five
 * minutes later; and the first report after a start is late only from then on, so that the overdue run has all of `for`.
 */
const LATE = promql`timestamp(${LAST_RUN}) - ${LAST_RUN} > on (job_id, instance) 2 * ${INTERVAL}`;

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
      expr: LATE,
      description:
        'The last run of {{ $labels.job_id }} ended {{ $value | humanizeDuration }} ago, more than twice its interval of {{ with printf "max(qt_scheduler_job_interval_seconds{job_id=\'%s\'})" $labels.job_id | query }}{{ . | first | value | humanizeDuration }}{{ end }}.',
    },
    {
      cause: 'crash_loop',
      for: '0s',
      // Between two short lives nothing is late, and `late` begins anew with each. So: the latest run known is one that
      // was late in some life two minutes ago or earlier. After a single start it is so only if no run ended in two minutes.
      expr: promql`
        time() - (
            max by (job_id) (last_over_time(${LAST_RUN}[10m]))
          == on (job_id)
            max by (job_id) (max_over_time((${LAST_RUN} and on (job_id, instance) (${LATE}))[8m:15s] offset 2m))
        )
      `,
      description:
        'No run of {{ $labels.job_id }} has ended for {{ $value | humanizeDuration }}, over every restart of the scheduler.',
    },
    {
      cause: 'gone',
      for: '2m',
      expr: promql`absent(${alive(LAST_RUN)})`,
      description: 'No scheduler reports: none has been scraped or has pushed for two minutes.',
    },
    {
      cause: 'future',
      for: '2m',
      expr: promql`${LAST_RUN} - timestamp(${LAST_RUN}) > 60`,
      description:
        'The last run of {{ $labels.job_id }} lies {{ $value | humanizeDuration }} in the future: a clock is wrong, and no lateness would be seen.',
    },
    {
      cause: 'degraded',
      for: '2m',
      // Counts, not rates: extrapolation would make a share of exactly 0.2 flicker around it.
      expr: promql`
        (
            ${exactIncrease(`${RUNS}{status="degraded"}`, '15m', 'job_id')}
          > 0.2 * ${exactIncrease(RUNS, '15m', 'job_id')}
        ) > 1
      `,
      description:
        '{{ $value | printf "%.0f" }} runs of {{ $labels.job_id }} were degraded in 15 minutes, more than a fifth of all: they left work undone, /health/scheduler says why.',
    },
  ],
};
