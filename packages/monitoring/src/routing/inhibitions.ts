import type { JobId, ServiceName } from '@qt/catalogue';

/** Some firing series of an alert: all of them, or those with one of these values in a label. */
export interface Selection {
  readonly alert: string;
  readonly labels?: {
    readonly cause?: readonly string[];
    readonly job?: readonly ServiceName[];
    readonly job_id?: readonly JobId[];
  };
}

/** While `source` fires, `silenced` is not told: it only repeats what is known already. */
export interface Inhibition {
  readonly why: string;
  readonly source: Selection;
  readonly silenced: readonly Selection[];
}

/**
 * What follows from a dead service, and what a louder alert has said already. An alert that may have another cause as
 * well is not in here: ApiErrorSpike, for example, is told beside RiskGuardDown.
 */
export const INHIBITIONS: readonly Inhibition[] = [
  {
    why: 'Without the API nothing is looked up, scanned or asked of a provider, and walks end degraded.',
    source: { alert: 'TelemetryTargetDown', labels: { cause: ['api_gone'] } },
    silenced: [
      { alert: 'CacheMisses' },
      { alert: 'ModelConfidenceDrop' },
      { alert: 'ModelInferenceStale' },
      { alert: 'ProviderCircuitOpen', labels: { job: ['qt-api'] } },
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['warm_market_caches', 'signal_scan'] } },
    ],
  },
  {
    why: 'Without the scheduler nothing is scanned or checked, and SchedulerStalled says what its silence means.',
    source: { alert: 'SchedulerStalled', labels: { cause: ['gone'] } },
    silenced: [
      { alert: 'TelemetryTargetDown', labels: { job: ['qt-scheduler'] } },
      { alert: 'ModelInferenceStale' },
      { alert: 'SyntheticCheckFailing' },
    ],
  },
  {
    // Each job by itself: one that is stuck, perhaps on a provider, must not hide what the others find.
    why: 'No scan has ended, over every restart of the scheduler, and SchedulerStalled says so.',
    source: { alert: 'SchedulerStalled', labels: { cause: ['crash_loop'], job_id: ['signal_scan'] } },
    silenced: [{ alert: 'ModelInferenceStale' }],
  },
  {
    why: 'No check has ended, over every restart of the scheduler, and SchedulerStalled says so.',
    source: { alert: 'SchedulerStalled', labels: { cause: ['crash_loop'], job_id: ['synthetic_checks'] } },
    silenced: [{ alert: 'SyntheticCheckFailing' }],
  },
  {
    why: 'Without the risk guard no order is decided, and RiskGuardDown says what its silence means.',
    source: { alert: 'RiskGuardDown' },
    silenced: [
      { alert: 'TelemetryTargetDown', labels: { job: ['qt-risk-guard'] } },
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['signal_scan'] } },
    ],
  },
  {
    why: 'Without the retrain worker no training can be started.',
    source: { alert: 'TelemetryTargetDown', labels: { cause: ['retrain_worker_gone'] } },
    silenced: [
      { alert: 'ProviderCircuitOpen', labels: { job: ['qt-retrain-worker'] } },
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['retrain_models'] } },
    ],
  },
  {
    why: 'Who was woken by the fast burn knows of the slow one.',
    source: { alert: 'ApiAvailabilityFastBurn' },
    silenced: [{ alert: 'ApiAvailabilitySlowBurn' }],
  },
  {
    why: 'Who was woken by the fast burn knows of the slow one.',
    source: { alert: 'ApiLatencyFastBurn' },
    silenced: [{ alert: 'ApiLatencySlowBurn' }],
  },
];
