import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { RetrainStatus } from '@qt/catalogue';
import { type ListedModel, modelCard } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { inTransaction, openDatabase } from '@qt/sqlite';
import { RetrainSettings } from '../retrain-settings.ts';
import { MIGRATIONS } from './migrations.ts';
import { type EvaluatedCandidate, RetrainRepository, type Run } from './retrain.repository.ts';

/** Runs kept of each status. */
const KEPT_RUNS = 500;

type Row = Record<string, unknown>;

/** Runs and models in one SQLite file; every commit is synced to the disk. */
@Injectable()
export class SqliteRetrainRepository extends RetrainRepository implements OnApplicationShutdown {
  readonly #database: DatabaseSync;

  /**
   * @param now called once: the time that a new file records as its first start, Unix ms
   * @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version.
   */
  constructor(
    @Inject(RetrainSettings) { databaseFile: file }: Pick<RetrainSettings, 'databaseFile'>,
    @Inject(NOW) now: () => number,
  ) {
    super();
    this.#database = openDatabase({ file, migrations: MIGRATIONS, synchronous: 'FULL' });
    this.#run('INSERT INTO worker (id, first_start_at) VALUES (1, ?) ON CONFLICT DO NOTHING', now());
  }

  async firstStartAt() {
    return Number(this.#value('SELECT first_start_at FROM worker'));
  }

  async begin({ runId, trigger, startedAt }: Pick<Run, 'runId' | 'trigger' | 'startedAt'>) {
    this.#run(
      'INSERT INTO runs (run_id, trigger, started_at, seen_at) VALUES (?, ?, ?, ?)',
      runId,
      trigger,
      startedAt,
      startedAt,
    );
  }

  async advance(runId: string, at: number, progress: number, stage: string) {
    this.#run('UPDATE runs SET seen_at = ?, progress = ?, stage = ? WHERE run_id = ?', at, progress, stage, runId);
  }

  async succeed(runId: string, at: number, { card, promoted, why }: EvaluatedCandidate) {
    inTransaction(this.#database, () => {
      this.#run(
        "INSERT INTO models (version, card, state, why, trained_at) VALUES (?, ?, 'candidate', ?, ?)",
        card.version,
        JSON.stringify(card),
        why,
        Date.parse(card.trained_at),
      );
      if (promoted) this.#makeCurrent(card.version, at, why);
      this.#run(
        `UPDATE runs SET status = 'success', seen_at = ?1, finished_at = ?1, progress = 1, stage = 'done',
         model_version = ?2, promoted = ?3 WHERE run_id = ?4`,
        at,
        card.version,
        promoted ? 1 : 0,
        runId,
      );
      this.#prune('success');
    });
  }

  async fail(runId: string, at: number, error: string) {
    inTransaction(this.#database, () => {
      this.#run("UPDATE runs SET status = 'failure', finished_at = ?, error = ? WHERE run_id = ?", at, error, runId);
      this.#prune('failure');
    });
  }

  async setAside(runId: string, at: number) {
    this.#run('UPDATE runs SET set_aside = 1, stops = stops + 1, seen_at = ? WHERE run_id = ?', at, runId);
  }

  async takeUp(runId: string, startedAt: number) {
    this.#run(
      `UPDATE runs SET set_aside = 0, started_at = ?1, seen_at = ?1, progress = 0, stage = 'starting'
       WHERE run_id = ?2`,
      startedAt,
      runId,
    );
  }

  async unfinished() {
    return this.#rows("SELECT * FROM runs WHERE status = 'running'").map(runOf);
  }

  async runs(limit: number) {
    return this.#rows('SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?', limit).map(runOf);
  }

  async lastFinishedAt(status: RetrainStatus) {
    return this.#value('SELECT max(finished_at) FROM runs WHERE status = ?', status) as number | null;
  }

  async models() {
    return this.#rows('SELECT * FROM models ORDER BY trained_at DESC, rowid DESC').map(modelOf);
  }

  async model(version: string) {
    return this.#rows('SELECT * FROM models WHERE version = ?', version).map(modelOf)[0] ?? null;
  }

  async current() {
    return this.#rows("SELECT * FROM models WHERE state = 'current'").map(modelOf)[0] ?? null;
  }

  async promote(version: string, at: number, why: string) {
    inTransaction(this.#database, () => this.#makeCurrent(version, at, why));
  }

  async removeModel(version: string) {
    this.#run("DELETE FROM models WHERE version = ? AND state <> 'current'", version);
  }

  async promotionsHalted() {
    return this.#value('SELECT promotions_halted FROM worker') === 1;
  }

  async haltPromotions(halted: boolean) {
    this.#run('UPDATE worker SET promotions_halted = ?', halted ? 1 : 0);
  }

  async close() {
    this.#database.close();
  }

  async onApplicationShutdown() {
    await this.close();
  }

  #makeCurrent(version: string, at: number, why: string): void {
    this.#run("UPDATE models SET state = 'retired' WHERE state = 'current'");
    const { changes } = this.#database
      .prepare("UPDATE models SET state = 'current', promoted_at = ?, why = ? WHERE version = ?")
      .run(at, why, version);
    if (changes !== 1) throw new Error(`version: expected a known model, actual '${version}'`);
  }

  #prune(status: RetrainStatus): void {
    this.#run(
      `DELETE FROM runs WHERE status = ?1 AND rowid NOT IN
       (SELECT rowid FROM runs WHERE status = ?1 ORDER BY finished_at DESC LIMIT ${KEPT_RUNS})`,
      status,
    );
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#database.prepare(sql).run(...values);
  }

  #rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#database.prepare(sql).all(...values);
  }

  /** The one value of a query of one row. */
  #value(sql: string, ...values: SQLInputValue[]): unknown {
    return Object.values(this.#database.prepare(sql).get(...values) ?? {})[0] ?? null;
  }
}

function runOf(row: Row): Run {
  return {
    runId: String(row['run_id']),
    trigger: String(row['trigger']),
    status: row['status'] as Run['status'],
    startedAt: Number(row['started_at']),
    seenAt: Number(row['seen_at']),
    finishedAt: row['finished_at'] as number | null,
    progress: Number(row['progress']),
    stage: String(row['stage']),
    modelVersion: row['model_version'] as string | null,
    promoted: row['promoted'] === 1,
    error: row['error'] as string | null,
    setAside: row['set_aside'] === 1,
    stops: Number(row['stops']),
  };
}

function modelOf(row: Row): ListedModel {
  const promotedAt = row['promoted_at'] as number | null;
  return {
    card: modelCard.parse(JSON.parse(String(row['card']))),
    state: row['state'] as ListedModel['state'],
    promoted_at: promotedAt === null ? null : new Date(promotedAt).toISOString(),
    why: String(row['why']),
  };
}
