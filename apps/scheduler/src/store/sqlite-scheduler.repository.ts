import type { DatabaseSync } from 'node:sqlite';
import { JOBS, type JobId, PROVIDERS, type ProviderName } from '@qt/catalogue';
import { inTransactionWhenFree, openDatabase } from '@qt/sqlite';
import type { SchedulerSettings } from '../scheduler-settings.ts';
import type { RecordedRun } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';
import { MIGRATIONS } from './migrations.ts';
import { checkOf, finishedOf, type Row } from './rows.ts';
import { SchedulerRepository } from './scheduler.repository.ts';

/** The scheduler's state in one SQLite file. */
export class SqliteSchedulerRepository extends SchedulerRepository {
  readonly isShared = false;
  readonly #database: DatabaseSync;

  /** @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version. */
  constructor({ databaseFile: file }: Pick<SchedulerSettings, 'databaseFile'>) {
    super();
    // NORMAL: a kill loses nothing; a power cut may lose the last seconds, and then a job merely runs again.
    this.#database = openDatabase({ file, migrations: MIGRATIONS, synchronous: 'NORMAL' });
  }

  async firstStart(now: number): Promise<number> {
    await this.#run('INSERT INTO first_start (only, at) VALUES (1, ?) ON CONFLICT DO NOTHING', Math.round(now));
    return Number(this.#database.prepare('SELECT at FROM first_start').get()?.['at']);
  }

  async lastRuns(): Promise<ReadonlyMap<JobId, RecordedRun>> {
    const rows = this.#database.prepare('SELECT * FROM last_run').all();
    return new Map(
      rows.filter((row) => isOneOf(JOBS, row['job_id'])).map((row) => [row['job_id'] as JobId, runOf(row)]),
    );
  }

  async recordRun(run: RecordedRun): Promise<boolean> {
    const { outcome } = run;
    const [errors, error] = outcome.status === 'degraded' ? [outcome.errorsByProvider, outcome.error] : [{}, null];
    await this.#run(
      'INSERT OR REPLACE INTO last_run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      run.jobId,
      run.runId,
      run.trigger,
      Math.round(run.startedAt),
      Math.round(run.finishedAt),
      outcome.symbolsDone,
      JSON.stringify(errors),
      error,
      run.degradedInARow,
    );
    return true;
  }

  async lastChecks(): Promise<ReadonlyMap<ProviderName, Check>> {
    const rows = this.#database.prepare('SELECT * FROM last_check').all();
    return new Map(
      rows
        .filter((row) => isOneOf(PROVIDERS, row['target']))
        .map((row) => [row['target'] as ProviderName, checkOf(row)]),
    );
  }

  async recordCheck({ target, checkedAt, durationMs, result }: Check): Promise<boolean> {
    const error = result.ok ? null : result.error;
    await this.#run(
      'INSERT OR REPLACE INTO last_check VALUES (?, ?, ?, ?)',
      target,
      Math.round(checkedAt),
      durationMs,
      error,
    );
    return true;
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  async #run(sql: string, ...values: (string | number | null)[]): Promise<void> {
    await inTransactionWhenFree(this.#database, () => this.#database.prepare(sql).run(...values));
  }
}

/** False for a job or provider of another version: its row stays in the database but is not read. */
function isOneOf(values: readonly string[], value: unknown): boolean {
  return values.some((one) => one === value);
}

function runOf(row: Row): RecordedRun {
  return {
    jobId: row['job_id'] as JobId,
    runId: String(row['run_id']),
    trigger: row['trigger'] === 'manual' ? 'manual' : 'schedule',
    startedAt: Number(row['started_at']),
    ...finishedOf(row),
  };
}
