import type { Alert } from './alert.ts';
import { promql } from './promql.ts';

export const retrainingFailure: Alert = {
  name: 'RetrainingFailure',
  severity: 'high',
  service: 'qt-retrain-worker',
  dashboard: 'model',
  summary: 'A retraining run failed',
  conditions: [
    {
      cause: 'failure',
      for: '0s',
      // The timestamp catches what the counter misses: a failure recorded between a start and its first scrape.
      expr: promql`
        time() - max(last_over_time(qt_retrain_last_failure_timestamp_seconds[15m])) < 900
        or on ()
        max(increase(qt_retrain_runs_total{status="failure"}[15m])) > 0
      `,
      description:
        'The last failure was recorded {{ with query "time() - max(qt_retrain_last_failure_timestamp_seconds)" }}{{ . | first | value | humanizeDuration }}{{ else }}less than 15 minutes{{ end }} ago. Halt promotions until the cause is known.',
    },
  ],
};

const RUNNING_SINCE = 'qt_retrain_running_since_timestamp_seconds';

export const retrainOverdue: Alert = {
  name: 'RetrainOverdue',
  severity: 'medium',
  service: 'qt-retrain-worker',
  dashboard: 'model',
  summary: 'Retraining is overdue',
  conditions: [
    {
      cause: 'overdue',
      // After a stop of days the overdue run has this long to succeed.
      for: '15m',
      // The last reports count through a restart of the worker or the scheduler.
      expr: promql`
          time() - max(last_over_time(qt_retrain_last_success_timestamp_seconds[10m]))
        > 3 * scalar(max(last_over_time(qt_scheduler_job_interval_seconds{job_id="retrain_models"}[10m])))
      `,
      description:
        'No retraining has succeeded for {{ $value | humanizeDuration }}, more than three times its interval of {{ with query "max(qt_scheduler_job_interval_seconds{job_id=\'retrain_models\'})" }}{{ . | first | value | humanizeDuration }}{{ end }}. The model in use grows old.',
    },
    {
      cause: 'stuck',
      for: '0s',
      // As of its last report: a pushed series is still read for five minutes after the run.
      expr: promql`max(timestamp(${RUNNING_SINCE}) - ${RUNNING_SINCE}) > 3600`,
      description:
        'The run in progress began {{ $value | humanizeDuration }} ago (limit 1 h). While it lasts, no other can start.',
    },
  ],
};
