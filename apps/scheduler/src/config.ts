import { JOBS, type JobId } from '@qt/catalogue';
import { adminEnvironment, field, marketFields, readEnvironment, urlField } from '@qt/nest-service';

/** How often a job runs and how long a run may last. */
export interface Cadence {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

const WEEK_SECONDS = 7 * 24 * 3600;

const interval = (seconds: number) => wholeSeconds(seconds, WEEK_SECONDS);
const timeout = (seconds: number) => wholeSeconds(seconds, 3600);

function wholeSeconds(fallback: number, atMost: number) {
  const expected = `expected a whole number of seconds from 1 to ${atMost}`;
  return field.count(1, fallback).refine((seconds) => seconds <= atMost, expected);
}

/** The variables of the scheduler, by name. */
function schedulerEnvironment(env: NodeJS.ProcessEnv) {
  return adminEnvironment.extend({
    QT_SCHEDULER_PORT: field.port(8001),
    QT_API_URL: urlField('api', env),
    QT_RETRAIN_WORKER_URL: urlField('retrain-worker', env),
    ...marketFields(env),
    QT_DATABASE_URL: field.databaseUrl(),
    QT_JOB_LEASE_SECONDS: field.number({ above: 0, atMost: 55, default: 15 }),
    QT_JOB_WARM_MARKET_CACHES_INTERVAL_SECONDS: interval(30),
    QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: interval(60),
    QT_JOB_RETRAIN_MODELS_INTERVAL_SECONDS: interval(6 * 3600),
    QT_JOB_SYNTHETIC_CHECKS_INTERVAL_SECONDS: interval(60),
    QT_JOB_WARM_MARKET_CACHES_TIMEOUT_SECONDS: timeout(25),
    QT_JOB_SIGNAL_SCAN_TIMEOUT_SECONDS: timeout(50),
    QT_JOB_RETRAIN_MODELS_TIMEOUT_SECONDS: timeout(15),
    QT_JOB_SYNTHETIC_CHECKS_TIMEOUT_SECONDS: timeout(15),
  });
}

export type SchedulerConfig = ReturnType<typeof readConfig>;

/**
 * Reads the scheduler's configuration.
 *
 * @throws BadEnvironment that lists every invalid variable.
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const read = readEnvironment(schedulerEnvironment(env), env);
  const cadences = Object.fromEntries(
    JOBS.map((job): [JobId, Cadence] => {
      const prefix = `QT_JOB_${job.toUpperCase() as Uppercase<JobId>}` as const;
      const intervalMs = read[`${prefix}_INTERVAL_SECONDS`] * 1000;
      return [job, { intervalMs, timeoutMs: read[`${prefix}_TIMEOUT_SECONDS`] * 1000 }];
    }),
  ) as Record<JobId, Cadence>;
  return { ...read, cadences };
}
