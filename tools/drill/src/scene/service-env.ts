import { JOBS, type JobId } from '@qt/catalogue';

/** Defaults of the scheduler's jobs, in seconds. */
const CADENCES: Readonly<Record<JobId, { readonly interval: number; readonly timeout: number }>> = {
  warm_market_caches: { interval: 30, timeout: 25 },
  signal_scan: { interval: 60, timeout: 50 },
  retrain_models: { interval: 21_600, timeout: 15 },
  synthetic_checks: { interval: 60, timeout: 15 },
};
/** A run takes the machine as long as ever, so its time limit does not shrink below this. */
const LEAST_TIMEOUT_SECONDS = 2;
const PUSH_MS = 15_000;
/** How long a circuit breaker stays open. */
const CIRCUIT_OPEN_SECONDS = 120;

/** The services' own intervals, `factor` times as short; whole seconds, as the variables want them. */
export function serviceEnv(factor: number): Record<string, string> {
  const jobs = JOBS.flatMap((job) => {
    const { interval, timeout } = CADENCES[job];
    const name = `QT_JOB_${job.toUpperCase()}`;
    return [
      [`${name}_INTERVAL_SECONDS`, String(Math.max(1, Math.round(interval / factor)))],
      [`${name}_TIMEOUT_SECONDS`, String(Math.max(LEAST_TIMEOUT_SECONDS, Math.round(timeout / factor)))],
    ] as const;
  });
  const pushMs = String(Math.round(PUSH_MS / factor));
  return {
    ...Object.fromEntries(jobs),
    QT_PROVIDER_CIRCUIT_OPEN_SECONDS: String(Math.max(1, Math.round(CIRCUIT_OPEN_SECONDS / factor))),
    OTEL_METRIC_EXPORT_INTERVAL: pushMs,
    OTEL_BSP_SCHEDULE_DELAY: pushMs,
  };
}
