import type { PostgresDatabase, Row, Run } from '@qt/postgres';
import { nextDue } from '../../scheduling/due-time.ts';
import type { Job, RecordedRun } from '../../scheduling/job.ts';
import { type ClaimedRun, JobClaims, type Request, type Standing } from '../../scheduling/job-claims.ts';
import { claimOf, finish, runOf } from './rows.ts';

/** The server's clock, which all replicas share, in Unix ms. */
const CLOCK = '(extract(epoch FROM clock_timestamp()) * 1000)::BIGINT';

/** A repeatable run is begun again for this long; then something keeps ending those who run it. */
const REPEATED_FOR_MS = 60_000;

const LOST = 'its scheduler stopped answering';

interface Tick {
  /** When the job is due next. */
  readonly dueAt: number;
  /** The due time that becomes the run. */
  readonly tickAt: number | null;
}

/** The claims in PostgreSQL: one row for each job, locked while it changes. */
export class PostgresJobClaims extends JobClaims {
  readonly leaseMs: number;
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase, leaseMs: number) {
    super();
    this.#database = database;
    this.leaseMs = leaseMs;
  }

  async open({ id, intervalMs, firstRun }: Job): Promise<void> {
    const wait = firstRun === 'at_start' ? 0 : intervalMs;
    await this.#database.transaction((run) =>
      run(
        `INSERT INTO job (job_id, due_at) VALUES ($1, ${CLOCK} + $2::BIGINT) ON CONFLICT (job_id)
         DO UPDATE SET due_at = least(job.due_at, ${CLOCK} + $3::BIGINT)`,
        id,
        wait,
        intervalMs,
      ),
    );
  }

  async look(job: Job, id: string, request?: Request): Promise<Standing> {
    let tries = 0;
    return this.#database.transaction(async (run) => {
      tries += 1;
      // What this very look has closed, if its answer was lost.
      const closed = tries === 1 ? undefined : await closedBy(run, id);
      const standing = await this.#lookIn(run, job, id, request);
      return { ...standing, closed: standing.closed ?? closed };
    });
  }

  async renew({ jobId, runId, token }: ClaimedRun): Promise<boolean> {
    const sql = `UPDATE job SET lease_until = ${CLOCK} + $1::BIGINT WHERE job_id = $2 AND run_id = $3 AND token = $4`;
    const { rowCount } = await this.#database.transaction((run) => run(sql, this.leaseMs, jobId, runId, token));
    return rowCount === 1;
  }

  async #lookIn(run: Run, job: Job, id: string, request: Request | undefined): Promise<Standing> {
    const { rows } = await run(`SELECT *, ${CLOCK} AS now FROM job WHERE job_id = $1 FOR UPDATE`, job.id);
    const row = rows[0];
    if (row === undefined) throw new Error(`job ${job.id}: expected it to be known, actual nothing`);
    const now = Number(row['now']);
    const due = await this.#soonEnough(run, job, Number(row['due_at']), now);
    const standing = { dueInMs: due - now, running: undefined, granted: false, closed: undefined };
    const hasRun = row['run_id'] !== null;
    if (hasRun && row['run_id'] === id) return { ...standing, running: claimOf(row), granted: true };
    if (hasRun && now <= Number(row['lease_until'])) {
      const next = due <= now ? await this.#plan(run, job, nextDue(due, now, job.intervalMs)) : due;
      return { ...standing, dueInMs: next - now, running: claimOf(row) };
    }
    if (hasRun && job.repeatable === true && now - Number(row['started_at']) < REPEATED_FOR_MS) {
      if (request === undefined) return { ...standing, running: claimOf(row) };
      return { ...standing, running: await this.#again(run, row), granted: true };
    }
    const closed = hasRun ? await this.#close(run, row, now, id) : undefined;
    const isDue = request?.trigger === 'manual' || due <= now;
    if (request === undefined || !isDue) return { ...standing, closed };
    const next = due <= now && request.trigger === 'schedule' ? nextDue(due, now, job.intervalMs) : due;
    const tickAt = request.trigger === 'schedule' ? next - job.intervalMs : null;
    const running = await this.#give(run, job, id, request, { dueAt: next, tickAt });
    return { dueInMs: next - now, running, granted: true, closed };
  }

  /** One interval from now at most: the server's clock may have been set back. */
  async #soonEnough(run: Run, job: Job, due: number, now: number): Promise<number> {
    return due - now > job.intervalMs ? this.#plan(run, job, now + job.intervalMs) : due;
  }

  async #plan(run: Run, { id }: Job, dueAt: number): Promise<number> {
    await run('UPDATE job SET due_at = $1 WHERE job_id = $2', dueAt, id);
    return dueAt;
  }

  async #give(run: Run, job: Job, id: string, request: Request, { dueAt, tickAt }: Tick): Promise<ClaimedRun> {
    const { rows } = await run(
      `UPDATE job SET token = token + 1, run_id = $1, trigger = $2, tick_at = $3, started_at = $4, due_at = $5,
       lease_until = ${CLOCK} + $6::BIGINT WHERE job_id = $7 RETURNING *`,
      id,
      request.trigger,
      tickAt,
      Math.round(request.startedAt),
      dueAt,
      this.leaseMs,
      job.id,
    );
    return claimOf(rows[0] ?? {});
  }

  /** The same run, under a new token. */
  async #again(run: Run, row: Row) {
    const sql = `UPDATE job SET token = token + 1, lease_until = ${CLOCK} + $1::BIGINT WHERE job_id = $2 RETURNING *`;
    const { rows } = await run(sql, this.leaseMs, String(row['job_id']));
    return claimOf(rows[0] ?? {});
  }

  /** Records the run as degraded, under a token of its own, so that its replica can no longer write. */
  async #close(run: Run, row: Row, now: number, id: string): Promise<RecordedRun> {
    const lost = claimOf(row);
    const token = lost.token + 1;
    const { rows } = await run(
      'SELECT degraded_in_a_row FROM finished_run WHERE job_id = $1 ORDER BY token DESC LIMIT 1',
      lost.jobId,
    );
    const closed: RecordedRun = {
      ...lost,
      token,
      finishedAt: Math.max(lost.startedAt, now),
      outcome: { status: 'degraded', symbolsDone: 0, errorsByProvider: { 'qt-scheduler': 1 }, error: LOST },
      degradedInARow: Number(rows[0]?.['degraded_in_a_row'] ?? 0) + 1,
    };
    await finish(run, closed, token, row, id);
    return closed;
  }
}

async function closedBy(run: Run, id: string): Promise<RecordedRun | undefined> {
  const { rows } = await run('SELECT * FROM finished_run WHERE closed_by = $1', id);
  return rows[0] === undefined ? undefined : runOf(rows[0]);
}
