import type { RetrainStatus } from '@qt/catalogue';
import { KEPT_RUNS } from './kept.ts';
import type { EvaluatedCandidate, Run } from './retrain.repository.ts';
import { numberOrNull, runOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** The table `runs`. */
export class RunTable {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  insert({ runId, trigger, startedAt }: Pick<Run, 'runId' | 'trigger' | 'startedAt'>): void {
    this.#sql.run(
      'INSERT INTO runs (run_id, trigger, started_at, seen_at) VALUES (?, ?, ?, ?)',
      runId,
      trigger,
      startedAt,
      startedAt,
    );
  }

  advance(runId: string, at: number, progress: number, stage: string): void {
    this.#sql.run(
      "UPDATE runs SET seen_at = ?, progress = ?, stage = ? WHERE run_id = ? AND status = 'running'",
      at,
      progress,
      stage,
      runId,
    );
  }

  succeed(runId: string, at: number, { card, promoted }: EvaluatedCandidate): void {
    this.#sql.run(
      `UPDATE runs SET status = 'success', seen_at = ?1, finished_at = ?1, progress = 1, stage = 'done',
       model_version = ?2, promoted = ?3 WHERE run_id = ?4`,
      at,
      card.version,
      promoted ? 1 : 0,
      runId,
    );
    this.#prune('success');
  }

  fail(runId: string, at: number, error: string): void {
    this.#sql.run("UPDATE runs SET status = 'failure', finished_at = ?, error = ? WHERE run_id = ?", at, error, runId);
    this.#prune('failure');
  }

  interrupt(runId: string, at: number): void {
    this.#sql.run('UPDATE runs SET set_aside = 1, stops = stops + 1, seen_at = ? WHERE run_id = ?', at, runId);
  }

  restart(runId: string, startedAt: number): void {
    this.#sql.run(
      `UPDATE runs SET set_aside = 0, started_at = ?1, seen_at = ?1, progress = 0, stage = 'starting'
       WHERE run_id = ?2`,
      startedAt,
      runId,
    );
  }

  unfinished(): Run[] {
    return this.#sql.rows("SELECT * FROM runs WHERE status = 'running'").map(runOf);
  }

  /** Newest first. */
  latest(limit: number): Run[] {
    return this.#sql.rows('SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?', limit).map(runOf);
  }

  lastFinishedAt(status: RetrainStatus): number | null {
    return numberOrNull(this.#sql.value('SELECT max(finished_at) FROM runs WHERE status = ?', status));
  }

  #prune(status: RetrainStatus): void {
    this.#sql.run(
      `DELETE FROM runs WHERE status = ?1 AND rowid NOT IN
       (SELECT rowid FROM runs WHERE status = ?1 ORDER BY finished_at DESC LIMIT ${KEPT_RUNS})`,
      status,
    );
  }
}
