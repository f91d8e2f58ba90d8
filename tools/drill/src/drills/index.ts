import { dailyLossNearLimit } from './account.ts';
import { reconciliationBreak } from './books.ts';
import { clockSkew } from './clock.ts';
import { consoleBroken, consoleNotStarted } from './console.ts';
import { alertDeliveryFailing } from './delivery.ts';
import { modelConfidenceDrop, modelExpired, retrainOverdue } from './deployment.ts';
import { dataDiskFilling, fullDisk } from './disk.ts';
import type { SystemPlan } from './drill.ts';
import { cacheMisses, scansStale } from './holes.ts';
import {
  apiErrorSpike,
  availabilityFastBurn,
  availabilitySlowBurn,
  latencyFastBurn,
  latencySlowBurn,
} from './objectives.ts';
import { telemetrySeriesOverflow } from './overflow.ts';
import { featureDrift, modelSkillLost } from './poisoned-model.ts';
import { providerCircuitOpen, providerFailureRate, retrainingFailure, syntheticCheckFailing } from './providers.ts';
import { killSwitchEngaged, riskGuardDown } from './risk.ts';
import { eventLoopHeld, schedulerStalled, serviceRestarting } from './services.ts';
import { storeUnavailable, tradingHalted } from './store.ts';
import { collectorDown, logShippingStopped, telemetryExportFailing, telemetryTargetDown } from './telemetry.ts';

/**
 * Every drill. Each system goes through its rounds in this order, and the systems run side by side, so a system holds what
 * would disturb the drills of another: requests that fail or are slow, a provider that is away, other settings.
 */
export const SYSTEMS: readonly SystemPlan[] = [
  {
    rounds: [
      {
        title: 'one thing each',
        drills: [
          killSwitchEngaged,
          telemetryTargetDown,
          syntheticCheckFailing,
          logShippingStopped,
          dataDiskFilling,
          clockSkew,
        ],
      },
      { title: 'the account', drills: [dailyLossNearLimit, telemetryExportFailing, retrainingFailure] },
      { title: 'the books', drills: [reconciliationBreak, consoleNotStarted] },
      { title: 'a poisoned model', drills: [modelSkillLost, featureDrift, consoleBroken] },
      // Alone: where metrics are pushed they stop.
      { title: 'the Collector hangs', drills: [collectorDown] },
      { title: 'the guard hangs', drills: [riskGuardDown] },
      { title: 'the guard’s store', drills: [storeUnavailable] },
      { title: 'the scheduler hangs', drills: [schedulerStalled] },
      { title: 'a receiver refuses', drills: [alertDeliveryFailing] },
      { title: 'a full disk', drills: [fullDisk] },
    ],
    heartbeat: true,
  },
  {
    rounds: [
      { title: 'a fifth of the orders is slow', drills: [latencySlowBurn] },
      { title: 'one request in forty fails', drills: [availabilitySlowBurn, eventLoopHeld] },
      { title: 'holes in the candles', drills: [cacheMisses] },
      { title: 'a crash loop', drills: [serviceRestarting] },
    ],
  },
  {
    rounds: [
      // First: an hour of the scale without requests of users, so that its share is this drill's own.
      { title: 'nearly every order is slow', drills: [latencyFastBurn] },
      { title: 'a circuit stays open', drills: [providerCircuitOpen] },
      { title: 'calls fail unchecked', drills: [providerFailureRate] },
      { title: 'no candles', drills: [scansStale] },
      { title: 'halted', drills: [tradingHalted, telemetrySeriesOverflow] },
    ],
  },
  {
    rounds: [
      { title: 'a bad deployment', drills: [modelExpired, modelConfidenceDrop, retrainOverdue] },
      { title: 'one request in twenty-three fails', drills: [availabilityFastBurn] },
      { title: 'every order fails', drills: [apiErrorSpike] },
    ],
  },
];

/** The plans with the drills of these alerts only, or all. */
export function plansOf(alerts: readonly string[]): SystemPlan[] {
  const wanted = (alert: string) => alerts.length === 0 || alerts.includes(alert);
  const plans = SYSTEMS.map(({ rounds, heartbeat = false }) => ({
    rounds: rounds
      .map(({ title, drills }) => ({ title, drills: drills.filter(({ alert }) => wanted(alert)) }))
      .filter(({ drills }) => drills.length > 0),
    heartbeat: heartbeat && wanted('Watchdog'),
  }));
  return plans.filter(({ rounds, heartbeat }) => rounds.length > 0 || heartbeat);
}
