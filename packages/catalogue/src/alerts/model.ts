import type { Alert } from './alert.ts';
import { promql } from './promql.ts';

/** When each version's confidence was last reported, over a dark API of up to 5 min. */
const LAST_REPORT = 'max_over_time(timestamp(qt_model_confidence)[6m:15s])';

export const modelConfidenceDrop: Alert = {
  name: 'ModelConfidenceDrop',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'model',
  summary: 'The model is unsure for the {{ $labels.profile }} profile',
  conditions: [
    {
      cause: 'low',
      for: '30m',
      // Only the version that reported last counts: a pushed series outlives its promotion by five minutes.
      expr: promql`
        min by (profile) (
          last_over_time(qt_model_confidence[6m])
          and on (profile, model_version, instance) (
              max by (profile, model_version, instance) (${LAST_REPORT})
            == on (profile, instance) group_left ()
              max by (profile, instance) (${LAST_REPORT})
          )
        )
        < on (profile) min by (profile) (last_over_time(qt_model_confidence_threshold[6m]))
        unless on (profile)
          (time() - max by (profile) (last_over_time(qt_model_last_inference_timestamp_seconds[6m])) > 600)
      `,
      description:
        'Mean confidence of {{ $labels.profile }} is {{ $value | printf "%.3f" }}, below its threshold of {{ with printf "min(qt_model_confidence_threshold{profile=\'%s\'})" $labels.profile | query }}{{ . | first | value | printf "%.2f" }}{{ end }} for 30 minutes.',
    },
  ],
};

export const modelInferenceStale: Alert = {
  name: 'ModelInferenceStale',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'model',
  summary: 'The {{ $labels.profile }} profile has missed three scans',
  conditions: [
    {
      cause: 'stale',
      for: '0s',
      // A process that has just started may still be on its first scan.
      expr: promql`
          time() - max by (profile) (last_over_time(qt_model_last_inference_timestamp_seconds[15m]))
        > 3 * scalar(max(qt_scheduler_job_interval_seconds{job_id="signal_scan"}) or vector(60))
        unless on ()
          (time() - max(qt_process_start_timestamp_seconds{job="qt-api"}) < 180)
      `,
      description: 'No scan of {{ $labels.profile }} has reached the model for {{ $value | humanizeDuration }}.',
    },
  ],
};

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
      // The timestamp sees what the counter cannot: the failure that is recorded before the first scrape of a start.
      expr: promql`
        time() - max(last_over_time(qt_retrain_last_failure_timestamp_seconds[15m])) < 900
        or on ()
        sum(increase(qt_retrain_runs_total{status="failure"}[15m])) > 0
      `,
      description:
        'The last failure was recorded {{ with query "time() - max(qt_retrain_last_failure_timestamp_seconds)" }}{{ . | first | value | humanizeDuration }}{{ else }}less than 15 minutes{{ end }} ago; promotions should be halted until the cause is known.',
    },
  ],
};
