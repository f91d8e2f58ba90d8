import type { Alert } from './alert.ts';
import { jobOf, promql } from './promql.ts';
import { PAUSED } from './templates.ts';
import type { Thresholds } from './thresholds.ts';

/**
 * The longest gap in which the last report still counts: an API that is down for 5 min, then a scan and a push of up to
 * 60 s each until it reports again, and some slack.
 */
const BRIDGE = '8m';

/** When each version's confidence was last reported. */
const LAST_REPORT = `max_over_time(timestamp(qt_model_confidence)[${BRIDGE}:15s])`;

/** In seconds; the last value of a scheduler that is restarting still counts. */
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
      // Only the version that reported last counts: a pushed series is still read for five minutes after its model was
      // replaced. A replica that no longer scans keeps reporting its last result, which its inference time rules out.
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
        'Mean confidence of {{ $labels.profile }} is {{ $value | printf "%.3f" }}; it has been below its threshold of {{ with printf "min(qt_model_confidence_threshold{profile=\'%s\'})" $labels.profile | query }}{{ . | first | value | printf "%.2f" }}{{ end }} for 30 minutes.',
    },
  ],
};

/**
 * Without `or`, so that a condition can be added. As of the API's last report: a dead API is the business of
 * TelemetryTargetDown. An API that has just started may still be on its first scan.
 */
const STALE = promql`
  min by (profile) (
    timestamp(qt_model_last_inference_timestamp_seconds) - qt_model_last_inference_timestamp_seconds
  )
    > 3 * ${SCAN_INTERVAL}
  unless on () time() - min(qt_process_start_timestamp_seconds{${jobOf('qt-api')}}) < 180
`;

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
      // Only Binance has candles: while it is away, and until the first scan after, its own alerts say so.
      expr: promql`
        ${STALE}
        unless on () max(qt_positions_open) > 0
        unless on () max(max_over_time(qt_provider_circuit_open{provider="binance"}[5m])) == 1
      `,
      description: 'No scan of {{ $labels.profile }} has reached the model for {{ $value | humanizeDuration }}.',
    },
    {
      cause: 'unwatched',
      severity: 'high',
      for: '0s',
      expr: promql`
        ${STALE}
        and on () max(qt_positions_open) > 0
      `,
      description: `No scan of {{ $labels.profile }} has reached the model for {{ $value | humanizeDuration }}, and positions are open: nothing checks their stop-losses. Provider that is paused: ${PAUSED}.`,
    },
  ],
};

/** Judged every quarter of an hour; older results are of a worker that no longer can, which is another alert's business. */
const JUDGED = promql`time() - max(last_over_time(qt_model_judged_timestamp_seconds[10m])) < 3600`;

export const modelSkillLost: Alert = {
  name: 'ModelSkillLost',
  severity: 'medium',
  service: 'qt-retrain-worker',
  dashboard: 'model',
  summary: 'The model predicts worse than class frequencies for the {{ $labels.profile }} profile',
  conditions: [
    {
      cause: 'worse',
      for: '30m',
      // As of the last report: a restart of the worker, which judges again within a minute, does not end it.
      expr: promql`
        max by (profile, model_version) (last_over_time(qt_model_live_excess_loss[10m])) > 0
        and on () ${JUDGED}
      `,
      description:
        'Over two days of live minutes the log loss of {{ $labels.model_version }} is above the baseline by at least {{ $value | printf "%.4f" }}, beyond chance. What it decides for {{ $labels.profile }} is worth less than nothing.',
    },
  ],
};

export const featureDrift = ({ featureDrift }: Thresholds): Alert => ({
  name: 'FeatureDrift',
  severity: 'medium',
  service: 'qt-retrain-worker',
  dashboard: 'model',
  summary: 'The market is not what the model was trained on',
  conditions: [
    {
      cause: 'drift',
      for: '30m',
      expr: promql`
        max by (feature) (last_over_time(qt_model_feature_drift[10m])) > ${featureDrift}
        and on () ${JUDGED}
      `,
      description:
        '{{ $labels.feature }} of the last day has a stability index (PSI) of {{ $value | printf "%.1f" }} against the training. An ordinary day stays below 1.6.',
    },
  ],
});
