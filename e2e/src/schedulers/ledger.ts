import type { PostgresServer } from '@qt/test-kit';
import type { Call } from './receiver.ts';
import { INTERVALS } from './replicas.ts';

export type JobId = keyof typeof INTERVALS;

/** A run as the database has it. Times in Unix ms. */
export interface LedgerRun {
  readonly job: JobId;
  readonly id: string;
  /** The due time that it is. */
  readonly tick: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly error: string;
  /** Another replica has recorded it, as lost. */
  readonly closed: boolean;
}

/** A stretch of time in Unix ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Every run that was recorded, in order. */
export async function readLedger(server: PostgresServer, database: string): Promise<LedgerRun[]> {
  const columns = 'job_id, run_id, tick_at, started_at, finished_at, closed_by IS NOT NULL, error';
  const rows = await server.sql(`SELECT ${columns} FROM qt_scheduler.finished_run ORDER BY job_id, token`, database);
  return rows.split('\n').map((row) => {
    const [job, id = '', tick, startedAt, finishedAt, closed, ...error] = row.split('|');
    const times = { tick: Number(tick), startedAt: Number(startedAt), finishedAt: Number(finishedAt) };
    return { job: job as JobId, id, ...times, closed: closed === 't', error: error.join('|') };
  });
}

/** Due times that are there twice, are off the grid, or are missing though nothing that is documented explains it. */
export function wrongTicks(runs: readonly LedgerRun[], outages: readonly Span[]): string[] {
  const wrong: string[] = [];
  for (const job of Object.keys(INTERVALS) as JobId[]) {
    const interval = INTERVALS[job] * 1000;
    const own = runs.filter((run) => run.job === job);
    for (const [n, run] of own.entries()) {
      const next = own[n + 1];
      if (next === undefined) continue;
      if (next.tick <= run.tick) wrong.push(`${job}: ${next.tick} after ${run.tick}`);
      if ((next.tick - run.tick) % interval !== 0) wrong.push(`${job}: ${next.tick} is off the grid of ${run.tick}`);
      for (let missed = run.tick + interval; missed < next.tick; missed += interval) {
        const slot = { from: missed, to: missed + interval };
        // Skipped during a run, or made one with the next while no database could be asked.
        const busy = own.some(({ startedAt: from, finishedAt: to }) => overlap(slot, { from, to }));
        if (!busy && !outages.some((outage) => overlap(slot, outage))) wrong.push(`${job}: ${missed} is missing`);
      }
    }
  }
  return wrong;
}

/** After this time, in ms, a call that was made in time has arrived. */
const ON_THE_WAY_MS = 500;

/**
 * Calls that were made twice, by a replica that had lost its run, or for a run that is not recorded though it ended before
 * `settledBefore` (Unix ms); and successes without a call.
 */
export function wrongCalls(runs: readonly LedgerRun[], calls: readonly Call[], settledBefore: number): string[] {
  const wrong: string[] = [];
  const byKey = Map.groupBy(calls, ({ key }) => key);
  for (const [key, made] of byKey) {
    const run = runs.find(({ id }) => id === key);
    if (run === undefined && made.some(({ at }) => at < settledBefore))
      wrong.push(`${made[0]?.path} ${key}: no such run`);
    if (run && made.some(({ at }) => at > run.finishedAt + ON_THE_WAY_MS))
      wrong.push(`${run.job} ${key}: called after its end`);
    if (made.length > 1 && made[0]?.path !== '/retrain') wrong.push(`${made[0]?.path} ${key}: ${made.length} times`);
  }
  const silent = runs.filter(({ id, job, error }) => error === '' && job !== 'synthetic_checks' && !byKey.has(id));
  return [...wrong, ...silent.map(({ job, id }) => `${job} ${id}: a success without a call`)];
}

function overlap(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}
