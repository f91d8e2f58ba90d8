import type { JobId, ProviderName, ServiceName } from '@qt/catalogue';
import type { INFRASTRUCTURE } from '../alerts/alert.ts';

/** Firing series of an alert: all of them, or those with one of these label values. */
export interface Selection {
  readonly alert: string;
  readonly labels?: {
    readonly cause?: readonly string[];
    readonly job?: readonly (ServiceName | (typeof INFRASTRUCTURE)[number])[];
    readonly job_id?: readonly JobId[];
    readonly provider?: readonly ProviderName[];
  };
}

/** While `source` fires, nobody is notified of `targets`: they only repeat what is known already. */
export interface Inhibition {
  readonly why: string;
  readonly source: Selection;
  readonly targets: readonly Selection[];
  /** Labels that source and target must share, besides the environment. */
  readonly equal?: readonly ('job' | 'service' | 'provider')[];
}

const UNSEEN = ['api_gone', 'scheduler_gone', 'retrain_worker_gone', 'risk_guard_gone'] as const;

/**
 * Consequences of a dead service, and what a more severe alert already says. An alert that may also have another cause
 * is never inhibited: ApiErrorSpike, for example, still notifies while RiskGuardDown fires.
 */
export const INHIBITIONS: readonly Inhibition[] = [
  {
    why: 'Without the API there are no cache lookups, scans or provider calls, and the jobs that call it end degraded.',
    source: { alert: 'TelemetryTargetDown', labels: { cause: ['api_gone'] } },
    targets: [
      { alert: 'CacheMisses' },
      { alert: 'ModelConfidenceDrop' },
      { alert: 'ModelInferenceStale' },
      { alert: 'ProviderCircuitOpen', labels: { job: ['qt-api'] } },
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['warm_market_caches', 'signal_scan'] } },
    ],
  },
  {
    why: 'Without the scheduler there are no scans or checks, and SchedulerStalled says what that means.',
    source: { alert: 'SchedulerStalled', labels: { cause: ['gone'] } },
    targets: [
      { alert: 'TelemetryTargetDown', labels: { job: ['qt-scheduler'] } },
      { alert: 'RetrainOverdue', labels: { cause: ['overdue'] } },
      { alert: 'ModelInferenceStale' },
      { alert: 'SyntheticCheckFailing' },
    ],
  },
  {
    // Per job: one that is stuck, perhaps on a provider, must not hide what the others find.
    why: 'No scan has ended, across restarts of the scheduler, and SchedulerStalled says so.',
    source: { alert: 'SchedulerStalled', labels: { cause: ['crash_loop'], job_id: ['signal_scan'] } },
    targets: [{ alert: 'ModelInferenceStale' }],
  },
  {
    why: 'No check has ended, across restarts of the scheduler, and SchedulerStalled says so.',
    source: { alert: 'SchedulerStalled', labels: { cause: ['crash_loop'], job_id: ['synthetic_checks'] } },
    targets: [{ alert: 'SyntheticCheckFailing' }],
  },
  {
    why: 'No training was started, across restarts of the scheduler, and SchedulerStalled says so.',
    source: { alert: 'SchedulerStalled', labels: { cause: ['crash_loop', 'degraded'], job_id: ['retrain_models'] } },
    targets: [{ alert: 'RetrainOverdue', labels: { cause: ['overdue'] } }],
  },
  {
    why: 'Without the risk guard no order is decided, and RiskGuardDown says what that means.',
    source: { alert: 'RiskGuardDown' },
    targets: [
      { alert: 'TradingHalted' },
      { alert: 'TelemetryTargetDown', labels: { job: ['qt-risk-guard'] } },
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['signal_scan'] } },
    ],
  },
  {
    why: 'A risk guard that cannot be scraped is most likely down, also where that of another environment hides it.',
    source: { alert: 'TelemetryTargetDown', labels: { job: ['qt-risk-guard'] } },
    targets: [{ alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['signal_scan'] } }],
  },
  {
    why: 'Without the retrain worker no training can be started.',
    source: { alert: 'TelemetryTargetDown', labels: { cause: ['retrain_worker_gone'] } },
    targets: [
      { alert: 'ProviderCircuitOpen', labels: { job: ['qt-retrain-worker'] } },
      { alert: 'RetrainOverdue' },
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['retrain_models'] } },
    ],
  },
  {
    why: 'No signal opens a position while the model is too old, and ModelExpired says so.',
    source: { alert: 'ModelExpired' },
    targets: [{ alert: 'TradingHalted' }],
  },
  {
    why: 'No order opens a position while the two books differ, and ReconciliationBreak says so.',
    source: { alert: 'ReconciliationBreak', labels: { cause: ['differ'] } },
    targets: [{ alert: 'TradingHalted' }],
  },
  {
    why: 'SyntheticCheckFailing names the provider.',
    source: { alert: 'SyntheticCheckFailing' },
    targets: [{ alert: 'ProviderFailureRate' }, { alert: 'ProviderCircuitOpen' }],
    equal: ['provider'],
  },
  {
    why: 'ProviderFailureRate names the provider.',
    source: { alert: 'ProviderFailureRate' },
    targets: [{ alert: 'ProviderCircuitOpen' }],
    equal: ['provider'],
  },
  ...(['SyntheticCheckFailing', 'ProviderFailureRate', 'ProviderCircuitOpen'] as const).map((alert) => ({
    why: 'Only Binance has candles: without them lookups miss.',
    source: { alert, labels: { provider: ['binance'] as const } },
    targets: [{ alert: 'CacheMisses' }],
  })),
  {
    why: 'Without prices nothing is scanned or checked, and TradingHalted says so.',
    source: { alert: 'TradingHalted' },
    targets: [
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['warm_market_caches', 'signal_scan'] } },
      { alert: 'ProviderFailureRate' },
      { alert: 'ProviderCircuitOpen' },
      { alert: 'SyntheticCheckFailing' },
      { alert: 'ModelInferenceStale' },
      { alert: 'CacheMisses' },
    ],
  },
  {
    why: 'The Collector is down and nothing else shows the services, so none of them is known to be gone.',
    source: { alert: 'TelemetryTargetDown', labels: { cause: ['unseen'] } },
    targets: [
      { alert: 'CollectorDown' },
      { alert: 'RiskGuardDown' },
      { alert: 'SchedulerStalled' },
      { alert: 'TelemetryTargetDown', labels: { cause: UNSEEN } },
    ],
  },
  {
    why: 'A service that restarts again and again is away between its lives.',
    source: { alert: 'ServiceRestarting' },
    targets: [{ alert: 'TelemetryTargetDown' }],
    equal: ['job'],
  },
  {
    why: 'A scheduler that restarts again and again ends no run.',
    source: { alert: 'ServiceRestarting', labels: { job: ['qt-scheduler'] } },
    targets: [{ alert: 'SchedulerStalled', labels: { cause: ['crash_loop'] } }, { alert: 'ModelInferenceStale' }],
  },
  {
    why: 'Whoever knows that requests fail knows what that does to the error budget.',
    source: { alert: 'ApiErrorSpike' },
    targets: [{ alert: 'ApiAvailabilityFastBurn' }, { alert: 'ApiAvailabilitySlowBurn' }],
  },
  {
    why: 'Without its store the risk guard denies every order, and StoreUnavailable says what that means.',
    source: { alert: 'StoreUnavailable' },
    targets: [
      { alert: 'TradingHalted' },
      { alert: 'SchedulerStalled', labels: { cause: ['degraded'], job_id: ['signal_scan'] } },
    ],
  },
  {
    why: 'Without the Collector nothing is sent through it.',
    source: { alert: 'CollectorDown' },
    targets: [{ alert: 'TelemetryExportFailing' }, { alert: 'LogShippingStopped' }],
  },
  {
    why: 'What the Collector refuses is lost by whoever sends it.',
    source: { alert: 'TelemetryExportFailing', labels: { cause: ['refused'] } },
    targets: [{ alert: 'TelemetryExportFailing', labels: { cause: ['lost'] } }],
  },
  {
    why: 'Nothing can be sent to an Alertmanager that is down.',
    source: { alert: 'AlertDeliveryFailing', labels: { cause: ['down'], job: ['alertmanager'] } },
    targets: [{ alert: 'AlertDeliveryFailing', labels: { cause: ['link', 'dropped'] } }],
  },
  {
    why: 'Whoever is paged for the fast burn knows about the slow one.',
    source: { alert: 'ApiAvailabilityFastBurn' },
    targets: [{ alert: 'ApiAvailabilitySlowBurn' }],
  },
  {
    why: 'Whoever is paged for the fast burn knows about the slow one.',
    source: { alert: 'ApiLatencyFastBurn' },
    targets: [{ alert: 'ApiLatencySlowBurn' }],
  },
];
