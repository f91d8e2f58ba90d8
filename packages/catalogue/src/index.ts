export { eventMessage } from './event-messages.ts';
export {
  EVENTS,
  type EventFields,
  type EventName,
  type Level,
  type Log,
  type LogFields,
} from './events.ts';
export type {
  Counter,
  Histogram,
  Instruments,
  LabelsOf,
  ServiceInstruments,
} from './instruments.ts';
export {
  ACTIONS,
  type Action,
  CACHE_RESULTS,
  CACHES,
  type CacheName,
  DENIAL_REASONS,
  type DenialReason,
  JOBS,
  type JobId,
  OTHER,
  PROFILES,
  PROVIDERS,
  type Profile,
  type ProviderName,
  RETRAIN_STATUSES,
  type RetrainStatus,
  RISK_DECISIONS,
  type RiskDecision,
  RUN_STATUSES,
  type RunStatus,
  SERVICES,
  type ServiceName,
  UNMATCHED,
} from './labels.ts';
export { type LabelSet, type LabelSpecs, METRICS, type MetricName, type MetricSpec, type Metrics } from './metrics.ts';
