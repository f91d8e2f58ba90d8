import { dailyLossNearLimit } from './account.ts';
import { alertDeliveryFailing } from './delivery.ts';
import type { Round } from './drill.ts';
import { cacheMisses, clockSkew, retrainingFailure, scansUnwatched, syntheticCheckFailing } from './providers.ts';
import { killSwitchEngaged, riskGuardDown } from './risk.ts';
import { eventLoopHeld, schedulerStalled, serviceRestarting } from './services.ts';
import { storeUnavailable, tradingHalted } from './store.ts';
import { collectorDown, logShippingStopped, telemetryExportFailing, telemetryTargetDown } from './telemetry.ts';

/** Every drill, in the order in which they run. */
export const ROUNDS: readonly Round[] = [
  {
    title: 'one thing each',
    drills: [killSwitchEngaged, telemetryTargetDown, syntheticCheckFailing, logShippingStopped],
  },
  { title: 'the frozen market', drills: [clockSkew, cacheMisses] },
  { title: 'the account', drills: [dailyLossNearLimit, telemetryExportFailing, serviceRestarting] },
  { title: 'the guard hangs', drills: [riskGuardDown] },
  { title: 'the guard’s store', drills: [storeUnavailable, collectorDown] },
  { title: 'halted', drills: [tradingHalted, eventLoopHeld] },
  { title: 'the scheduler hangs', drills: [schedulerStalled] },
  { title: 'a receiver refuses', drills: [alertDeliveryFailing] },
  { title: 'Binance is away', drills: [retrainingFailure, scansUnwatched] },
];
