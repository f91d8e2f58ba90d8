import { JOBS, type JobId, PROVIDERS, type ProviderName } from '@qt/catalogue';
import type { PostgresDatabase, Run } from '@qt/postgres';
import type { RecordedRun, StartedRun } from '../../scheduling/job.ts';
import type { Check } from '../../synthetic/check.ts';
import { checkOf } from '../rows.ts';
import { SchedulerRepository } from '../scheduler.repository.ts';
import { finish, runOf } from './rows.ts';

/** How many runs of each job are kept. */
const KEPT_RUNS = 1000;

/** The schedulers' state in PostgreSQL, shared by all replicas. */
export class PostgresSchedulerRepository extends SchedulerRepository {
  readonly isShared = true;
  readonly #database: PostgresDatabase;
  readonly #recordForMs: number;

  /** `recordForMs`: how long the end of a run is tried to be recorded; after its lease another replica has closed it. */
  constructor(database: PostgresDatabase, recordForMs: number) {
    super();
    this.#database = database;
    this.#recordForMs = recordForMs;
  }

  async firstStart(now: number): Promise<number> {
    return this.#database.transaction(async (run) => {
      await run('INSERT INTO scheduler (first_start) VALUES ($1) ON CONFLICT DO NOTHING', Math.round(now));
      return Number((await run('SELECT first_start FROM scheduler')).rows[0]?.['first_start']);
    });
  }

  async lastRuns(): Promise<ReadonlyMap<JobId, RecordedRun>> {
    const sql = 'SELECT DISTINCT ON (job_id) * FROM finished_run ORDER BY job_id, token DESC';
    const { rows } = await this.#database.transaction((run) => run(sql));
    const runs = rows.map(runOf).filter(({ jobId }) => JOBS.includes(jobId));
    return new Map(runs.map((run) => [run.jobId, run]));
  }

  async recordRun(finished: RecordedRun): Promise<boolean> {
    const { jobId, token = 0 } = finished;
    return this.#database.transaction(async (run) => {
      const job = await lockedUnder(run, finished);
      // This very write, whose answer was lost.
      if (job === undefined) return isRecorded(run, finished);
      await finish(run, finished, token, job, null);
      await run('DELETE FROM finished_run WHERE job_id = $1 AND token < $2', jobId, token - KEPT_RUNS);
      return true;
    }, this.#recordForMs);
  }

  async lastChecks(): Promise<ReadonlyMap<ProviderName, Check>> {
    const { rows } = await this.#database.transaction((run) => run('SELECT * FROM last_check'));
    const checks = rows.map(checkOf).filter(({ target }) => PROVIDERS.includes(target));
    return new Map(checks.map((check) => [check.target, check]));
  }

  async recordCheck({ target, checkedAt, durationMs, result }: Check, by: StartedRun): Promise<boolean> {
    return this.#database.transaction(async (run) => {
      if ((await lockedUnder(run, by)) === undefined) return false;
      await run(
        `INSERT INTO last_check VALUES ($1, $2, $3, $4) ON CONFLICT (target)
         DO UPDATE SET checked_at = $2, duration_ms = $3, error = $4`,
        target,
        Math.round(checkedAt),
        durationMs,
        result.ok ? null : result.error,
      );
      return true;
    });
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

/** The job, locked, if its run is still the one under this token. */
async function lockedUnder(run: Run, { jobId, runId, token = 0 }: StartedRun) {
  const sql = 'SELECT tick_at FROM job WHERE job_id = $1 AND run_id = $2 AND token = $3 FOR UPDATE';
  return (await run(sql, jobId, runId, token)).rows[0];
}

async function isRecorded(run: Run, { jobId, runId, token = 0 }: StartedRun): Promise<boolean> {
  const sql = 'SELECT 1 FROM finished_run WHERE job_id = $1 AND run_id = $2 AND token = $3';
  return (await run(sql, jobId, runId, token)).rows.length > 0;
}
