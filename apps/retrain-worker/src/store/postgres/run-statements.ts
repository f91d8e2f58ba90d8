import type { RetrainStatus } from '@qt/catalogue';
import type { Run as RunSql } from '@qt/postgres';
import { KEPT_RUNS } from '../kept.ts';
import type { EvaluatedCandidate, Run } from '../retrain.repository.ts';
import { numberOrNull, runOf } from '../rows.ts';

/** Records a run that begins; nothing if this very run is recorded and has not ended. Throws if another one is unfinished. */
export async function insertRun(
  sql: RunSql,
  { runId, trigger, startedAt }: Pick<Run, 'runId' | 'trigger' | 'startedAt'>,
) {
  const { rowCount } = await sql(
    'INSERT INTO runs (run_id, trigger, started_at, seen_at) VALUES ($1, $2, $3, $3) ON CONFLICT (run_id) DO NOTHING',
    runId,
    trigger,
    startedAt,
  );
  if (rowCount === 1) return;
  const [known] = await unfinishedRuns(sql);
  if (known?.runId === runId && known.startedAt === startedAt) return;
  throw new Error(`run_id: expected a unique one, actual '${runId}'`);
}

/** A report that comes after a later one changes nothing. */
export async function advanceRun(sql: RunSql, runId: string, at: number, progress: number, stage: string) {
  await sql(
    `UPDATE runs SET seen_at = $1, progress = $2, stage = $3
     WHERE run_id = $4 AND status = 'running' AND seen_at <= $1`,
    at,
    progress,
    stage,
    runId,
  );
}

/** Whether this very success is recorded already. The run stays locked. */
export async function hasSucceeded(sql: RunSql, runId: string, version: string): Promise<boolean> {
  const { rows } = await sql('SELECT status, model_version FROM runs WHERE run_id = $1 FOR UPDATE', runId);
  return rows[0]?.['status'] === 'success' && rows[0]['model_version'] === version;
}

export async function succeedRun(sql: RunSql, runId: string, at: number, { card, promoted }: EvaluatedCandidate) {
  await sql(
    `UPDATE runs SET status = 'success', seen_at = $1, finished_at = $1, progress = 1, stage = 'done',
     model_version = $2, promoted = $3 WHERE run_id = $4`,
    at,
    card.version,
    promoted,
    runId,
  );
  await pruneRuns(sql, 'success');
}

export async function failRun(sql: RunSql, runId: string, at: number, error: string) {
  await sql("UPDATE runs SET status = 'failure', finished_at = $1, error = $2 WHERE run_id = $3", at, error, runId);
  await pruneRuns(sql, 'failure');
}

/** Counts a stop once, until the run is restarted. */
export async function interruptRun(sql: RunSql, runId: string, at: number) {
  const set = 'set_aside = true, stops = stops + 1, seen_at = $1';
  await sql(`UPDATE runs SET ${set} WHERE run_id = $2 AND NOT set_aside`, at, runId);
}

export async function restartRun(sql: RunSql, runId: string, startedAt: number) {
  await sql(
    `UPDATE runs SET set_aside = false, started_at = $1, seen_at = $1, progress = 0, stage = 'starting'
     WHERE run_id = $2`,
    startedAt,
    runId,
  );
}

export async function unfinishedRuns(sql: RunSql): Promise<Run[]> {
  return (await sql("SELECT * FROM runs WHERE status = 'running'")).rows.map(runOf);
}

/** Newest first. */
export async function latestRuns(sql: RunSql, limit: number): Promise<Run[]> {
  return (await sql('SELECT * FROM runs ORDER BY started_at DESC, number DESC LIMIT $1', limit)).rows.map(runOf);
}

export async function lastFinishedAt(sql: RunSql, status: RetrainStatus): Promise<number | null> {
  const { rows } = await sql('SELECT max(finished_at) AS at FROM runs WHERE status = $1', status);
  return numberOrNull(rows[0]?.['at']);
}

async function pruneRuns(sql: RunSql, status: RetrainStatus) {
  await sql(
    `DELETE FROM runs WHERE status = $1 AND run_id NOT IN
     (SELECT run_id FROM runs WHERE status = $1 ORDER BY finished_at DESC, number DESC LIMIT ${KEPT_RUNS})`,
    status,
  );
}
