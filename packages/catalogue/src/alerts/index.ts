import type { Alert } from './alert.ts';
import { apiErrorSpike } from './api.ts';
import { cacheMisses, providerCircuitOpen, providerFailureRate, syntheticCheckFailing } from './market.ts';
import { modelConfidenceDrop, modelInferenceStale, retrainingFailure } from './model.ts';
import { burnAlerts } from './objectives.ts';
import { dailyLossNearLimit, killSwitchEngaged, riskGuardDown } from './risk.ts';
import { schedulerStalled } from './scheduler.ts';
import { telemetrySeriesOverflow, telemetryTargetDown } from './telemetry.ts';

/** Every alert: the five of the plan, then their companions. */
export const ALERTS: readonly Alert[] = [
  schedulerStalled,
  apiErrorSpike,
  cacheMisses,
  modelConfidenceDrop,
  retrainingFailure,
  riskGuardDown,
  killSwitchEngaged,
  dailyLossNearLimit,
  telemetryTargetDown,
  telemetrySeriesOverflow,
  modelInferenceStale,
  syntheticCheckFailing,
  providerFailureRate,
  providerCircuitOpen,
  ...burnAlerts,
];
