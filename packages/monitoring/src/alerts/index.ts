import type { Alert, Recording } from './alert.ts';
import { apiErrorSpike } from './api.ts';
import { consoleBroken } from './console.ts';
import { alertDeliveryFailing, collectorDown, logShippingStopped } from './infrastructure.ts';
import { cacheMisses, providerCircuitOpen, providerFailureRate, syntheticCheckFailing } from './market.ts';
import { featureDrift, modelConfidenceDrop, modelInferenceStale, modelSkillLost } from './model.ts';
import { budgetRecordings, burnAlerts, objectiveRecordings } from './objectives.ts';
import { retrainingFailure, retrainOverdue } from './retraining.ts';
import { dailyLossNearLimit, killSwitchEngaged, reconciliationBreak, riskGuardDown, storeUnavailable } from './risk.ts';
import { schedulerStalled } from './scheduler.ts';
import { clockSkew, dataDiskFilling, eventLoopHeld, serviceRestarting } from './services.ts';
import { telemetryExportFailing, telemetrySeriesOverflow, telemetryTargetDown } from './telemetry.ts';
import { THRESHOLDS, type Thresholds } from './thresholds.ts';
import { modelExpired, tradingHalted } from './trading.ts';

export type { Alert, Condition, Recording, Severity } from './alert.ts';
export { WATCHDOG } from './telemetry.ts';

/** All alerts by area: an area is a file in this folder and a rule group. */
export const areasWith = (thresholds: Thresholds): Readonly<Record<string, readonly Alert[]>> => ({
  scheduler: [schedulerStalled(thresholds)],
  api: [apiErrorSpike(thresholds)],
  market: [cacheMisses(thresholds), syntheticCheckFailing, providerFailureRate(thresholds), providerCircuitOpen],
  model: [modelConfidenceDrop, modelInferenceStale, modelSkillLost, featureDrift(thresholds)],
  retraining: [retrainingFailure, retrainOverdue],
  risk: [riskGuardDown, killSwitchEngaged, storeUnavailable, reconciliationBreak, dailyLossNearLimit],
  trading: [tradingHalted, modelExpired],
  services: [serviceRestarting, dataDiskFilling(thresholds), eventLoopHeld(thresholds), clockSkew(thresholds)],
  telemetry: [telemetryTargetDown, telemetryExportFailing, telemetrySeriesOverflow],
  console: [consoleBroken],
  infrastructure: [collectorDown, logShippingStopped, alertDeliveryFailing],
  objectives: burnAlerts,
});

/** With the default thresholds. */
export const AREAS = areasWith(THRESHOLDS);

export const ALERTS: readonly Alert[] = Object.values(AREAS).flat();

/** All recording rules. */
export const RECORDINGS: readonly Recording[] = [...objectiveRecordings, ...budgetRecordings];
