import type { Alert } from './alert.ts';
import { jobOf, promql } from './promql.ts';
import { PAUSED } from './templates.ts';

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
