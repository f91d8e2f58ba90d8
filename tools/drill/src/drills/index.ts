import { dailyLossNearLimit } from './account.ts';
import { reconciliationBreak } from './books.ts';
import { clockSkew } from './clock.ts';
import { alertDeliveryFailing } from './delivery.ts';
import { modelConfidenceDrop, modelExpired, retrainOverdue } from './deployment.ts';
import { dataDiskFilling } from './disk.ts';
import type { Round } from './drill.ts';
import { cacheMisses, scansStale } from './holes.ts';
import {
  apiErrorSpike,
  availabilityFastBurn,
  availabilitySlowBurn,
  latencyFastBurn,
  latencySlowBurn,
} from './objectives.ts';
import { telemetrySeriesOverflow } from './overflow.ts';
import {
  providerCircuitOpen,
  providerFailureRate,
  retrainingFailure,
  scansUnwatched,
  syntheticCheckFailing,
} from './providers.ts';
import { killSwitchEngaged, riskGuardDown } from './risk.ts';
import { eventLoopHeld, schedulerStalled, serviceRestarting } from './services.ts';
import { storeUnavailable, tradingHalted } from './store.ts';
import { collectorDown, logShippingStopped, telemetryExportFailing, telemetryTargetDown } from './telemetry.ts';

/** Every drill, in the order in which they run. */
export const ROUNDS: readonly Round[] = [
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
  { title: 'a fifth of the orders is slow', drills: [latencySlowBurn, serviceRestarting] },
  { title: 'one request in forty fails', drills: [availabilitySlowBurn, eventLoopHeld] },
  { title: 'the account', drills: [dailyLossNearLimit, telemetryExportFailing, retrainingFailure] },
  { title: 'the books', drills: [reconciliationBreak, collectorDown] },
  { title: 'the guard hangs', drills: [riskGuardDown] },
  { title: 'the guard’s store', drills: [storeUnavailable] },
  { title: 'halted', drills: [tradingHalted, telemetrySeriesOverflow] },
  { title: 'the scheduler hangs', drills: [schedulerStalled] },
  { title: 'a receiver refuses', drills: [alertDeliveryFailing] },
  // An hour of the scale without requests of users, so that its share is this drill's own.
  { title: 'nearly every order is slow', drills: [latencyFastBurn] },
  { title: 'a circuit stays open', drills: [providerCircuitOpen] },
  { title: 'calls fail unchecked', drills: [providerFailureRate] },
  { title: 'Binance is away', drills: [scansUnwatched] },
  { title: 'holes in the candles', drills: [cacheMisses, scansStale] },
  { title: 'every order fails', drills: [availabilityFastBurn, apiErrorSpike] },
  { title: 'a bad deployment', drills: [modelExpired, modelConfidenceDrop, retrainOverdue] },
];
