import type { Alert } from './alert.ts';
import { promql } from './promql.ts';

/**
 * Over how long a gap the last report counts: an API that is dark for 5 min, then up to a scan and a push of 60 s until
 * it reports again, and a little.
 */
const BRIDGE = '8m';

/** When each version's confidence was last reported. */
const LAST_REPORT = `max_over_time(timestamp(qt_model_confidence)[${BRIDGE}:15s])`;

/** In seconds; a scheduler that restarts has said it lately. */
const SCAN_INTERVAL =
  'scalar(max(last_over_time(qt_scheduler_job_interval_seconds{job_id="signal_scan"}[10m])) or vector(60))';

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
      // Only the version that reported last counts: a pushed series outlives its promotion by five minutes. A replica that
      // is asked for scans no more goes on reporting what its last one said: by its own time that proves nothing.
      expr: promql`
        min by (profile) (
          last_over_time(qt_model_confidence[${BRIDGE}])
          and topk by (profile, instance) (1, ${LAST_REPORT})
          unless on (profile, instance)
            time() - qt_model_last_inference_timestamp_seconds > 480 + 3 * ${SCAN_INTERVAL}
        )
        < on (profile) min by (profile) (last_over_time(qt_model_confidence_threshold[${BRIDGE}]))
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
      // As of the API's last report: what a dead API reported last is TelemetryTargetDown's. An API that has just started
      // may still be on its first scan.
      expr: promql`
          min by (profile) (
            timestamp(qt_model_last_inference_timestamp_seconds) - qt_model_last_inference_timestamp_seconds
          )
        > 3 * ${SCAN_INTERVAL}
        unless on () time() - min(qt_process_start_timestamp_seconds{job="qt-api"}) < 180
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
        max(increase(qt_retrain_runs_total{status="failure"}[15m])) > 0
      `,
      description:
        'The last failure was recorded {{ with query "time() - max(qt_retrain_last_failure_timestamp_seconds)" }}{{ . | first | value | humanizeDuration }}{{ else }}less than 15 minutes{{ end }} ago; promotions should be halted until the cause is known.',
    },
  ],
};
