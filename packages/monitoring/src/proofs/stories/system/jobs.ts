import type { JobId, ServiceName } from '@qt/catalogue';
import type { Grid } from './grid.ts';
import { type Incident, within } from './incident.ts';
import { lasting, unavailable } from './providers.ts';

/** The scheduler's defaults, in seconds. */
export const JOB_INTERVALS: Readonly<Record<JobId, number>> = {
  warm_market_caches: 30,
  signal_scan: 60,
  retrain_models: 21_600,
  synthetic_checks: 60,
};

/** When the runs of a job ended, ascending. */
export interface Runs {
  readonly all: readonly number[];
  readonly degraded: readonly number[];
}

/** A scan still uses candles that are missing for this long. */
const CANDLES_LAST = 180;

type IsUp = (service: ServiceName, t: number) => boolean;

/** A run starts on time and ends 5 s later, if the scheduler lives until then. */
export function jobRuns(incident: Incident, job: JobId, { until }: Grid, isUp: IsUp): Runs {
  const all: number[] = [];
  const interval = JOB_INTERVALS[job];
  const isStuck = (end: number) => job === 'signal_scan' && within(incident.stuckScans, end);
  for (let end = 5; end <= until; end += interval) {
    if (isUp('qt-scheduler', end) && !isStuck(end)) all.push(end);
  }
  return { all, degraded: all.filter((end) => isDegraded(incident, job, end, isUp)) };
}

function isDegraded(incident: Incident, job: JobId, t: number, isUp: IsUp): boolean {
  const binance = unavailable(incident, 'binance');
  switch (job) {
    case 'warm_market_caches':
      // Candles come from Binance only.
      return !isUp('qt-api', t) || within(binance, t);
    case 'signal_scan':
      return (
        !reachesModel(incident, t, isUp) ||
        !isUp('qt-risk-guard', t) ||
        within(incident.guardStoreFull, t) ||
        (incident.failedScans ?? []).some((at) => t - JOB_INTERVALS.signal_scan < at && at <= t)
      );
    case 'retrain_models':
      return !isUp('qt-retrain-worker', t);
    case 'synthetic_checks':
      return false;
  }
}

/** Whether a scan has candles to infer from. */
export function reachesModel(incident: Incident, t: number, isUp: IsUp): boolean {
  return isUp('qt-api', t) && lasting(unavailable(incident, 'binance'), t) < CANDLES_LAST;
}
