import type { Alert } from './alert.ts';
import { alive, exactIncrease, jobOf, promql } from './promql.ts';
import type { Thresholds } from './thresholds.ts';

const LAST_RUN = 'qt_scheduler_last_run_timestamp_seconds';
const INTERVAL = 'qt_scheduler_job_interval_seconds';
const RUNS = 'qt_scheduler_runs_total';
const DEGRADED = '{status="degraded"}';

/**
 * The age of a job's last run when its scheduler last reported, not now. So the last report of a stopped scheduler, a
 * replaced instance or a removed job stays healthy, although a pushed series is still read for five minutes; and after a
 * start, lateness begins with the first report, so that the overdue run has all of `for` to finish.
 */
const lateBy = (intervals: number) =>
  promql`max by (job_id, instance) (timestamp(${LAST_RUN}) - ${LAST_RUN}) > on (job_id, instance) ${intervals} * max by (job_id, instance) (${INTERVAL})`;

/**
 * What degrades the runs of several jobs and has alerts of its own: Binance is away, which alone has candles; the API or
 * the risk guard was away, so it is young; the guard's store took no write.
 */
const EXPLAINED = promql`
          max(max_over_time(qt_provider_circuit_open{provider="binance"}[10m])) == 1
          or time() - max(qt_process_start_timestamp_seconds{${jobOf('qt-api', 'qt-risk-guard')}}) < 600
          or max(max_over_time(qt_risk_denying{reason="store_unavailable"}[10m])) == 1
`.trim();

export const schedulerStalled = ({ lateIntervals, degradedRunShare }: Thresholds): Alert => ({
  name: 'SchedulerStalled',
  severity: 'high',
  service: 'qt-scheduler',
  dashboard: 'overview',
  summary: 'The scheduler is stalled{{ with $labels.job_id }}: {{ . }}{{ end }}',
  conditions: [
    {
      cause: 'late',
      for: '2m',
      expr: lateBy(lateIntervals),
      description: `The last run of {{ $labels.job_id }} ended {{ $value | humanizeDuration }} ago, more than ${lateIntervals === 2 ? 'twice' : `${lateIntervals} times`} its interval of {{ with printf "max(qt_scheduler_job_interval_seconds{job_id='%s'})" $labels.job_id | query }}{{ . | first | value | humanizeDuration }}{{ end }}.`,
    },
    {
      cause: 'crash_loop',
      for: '0s',
      // Each restart resets `late`. So: the latest known run is one that was already late, in any process, two minutes ago
      // or earlier. After a single restart this holds only if no run has ended within two minutes.
      expr: promql`
        time() - (
            max by (job_id) (last_over_time(${LAST_RUN}[10m]))
          == on (job_id)
            max by (job_id) (max_over_time((${LAST_RUN} and on (job_id, instance) (${lateBy(lateIntervals)}))[8m:15s] offset 2m))
        )
      `,
      description:
        'No run of {{ $labels.job_id }} has ended for {{ $value | humanizeDuration }}, across restarts of the scheduler.',
    },
    {
      cause: 'gone',
      for: '2m',
      expr: promql`absent(${alive(LAST_RUN)})`,
      description: 'No scheduler has sent metrics for two minutes, by scrape or by push.',
    },
    {
      cause: 'future',
      for: '2m',
      expr: promql`${LAST_RUN} - timestamp(${LAST_RUN}) > 60`,
      description:
        'The last run of {{ $labels.job_id }} is {{ $value | humanizeDuration }} in the future: a clock is wrong, so late runs would go unnoticed.',
    },
    {
      cause: 'degraded',
      for: '2m',
      // Counts, not rates: with extrapolation a ratio of exactly 0.2 would flicker. Runs of a slow job are too few for a
      // share, so the last two count. Those that an outage degraded still count for a while after it, so what explains
      // them is looked for in the last ten minutes.
      expr: promql`
        (
          (
            (
                ${exactIncrease(RUNS, DEGRADED, '15m', 'job_id')}
              > ${degradedRunShare} * ${exactIncrease(RUNS, '', '15m', 'job_id')}
            ) > 1
            and ${exactIncrease(RUNS, DEGRADED, '5m', 'job_id')} > 0
            and on (job_id) present_over_time(${RUNS}[5m] offset 15m)
            unless on (job_id) ${INTERVAL} > 300
          )
          or (
            max by (job_id) (qt_scheduler_consecutive_degraded_runs) > 1
            and on (job_id) ${INTERVAL} > 300
          )
        )
        unless on () (${EXPLAINED})
      `,
      description:
        '{{ $value | printf "%.0f" }} of the latest runs of {{ $labels.job_id }} were degraded: they left work undone. /health/scheduler shows why.',
    },
  ],
});
