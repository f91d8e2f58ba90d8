import type { DatabaseSync } from 'node:sqlite';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { RetrainStatus } from '@qt/catalogue';
import type { JudgedPrediction } from '@qt/model';
import { inTransactionWhenFree, openDatabase } from '@qt/sqlite';
import type { RetrainSettings } from '../retrain-settings.ts';
import { MIGRATIONS } from './migrations.ts';
import { ModelTable } from './model-table.ts';
import { PredictionTable } from './prediction-table.ts';
import { type EvaluatedCandidate, RetrainRepository, type Run } from './retrain.repository.ts';
import { trialOf } from './rows.ts';
import { RunTable } from './run-table.ts';
import { Statements } from './statements.ts';
import type { Trial } from './trial.ts';

/** Runs and models in one SQLite file; every commit is synced to the disk. */
export class SqliteRetrainRepository extends RetrainRepository implements OnApplicationShutdown {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #runs: RunTable;
  readonly #models: ModelTable;
  readonly #predictions: PredictionTable;

  /**
   * @param now called once: the time that a new file records as its first start, Unix ms
   * @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version.
   */
  constructor({ databaseFile: file }: Pick<RetrainSettings, 'databaseFile'>, now: () => number) {
    super();
    this.#database = openDatabase({ file, migrations: MIGRATIONS, synchronous: 'FULL' });
    this.#sql = new Statements(this.#database);
    this.#runs = new RunTable(this.#sql);
    this.#models = new ModelTable(this.#sql);
    this.#predictions = new PredictionTable(this.#sql);
    this.#sql.run('INSERT INTO worker (id, first_start_at) VALUES (1, ?) ON CONFLICT DO NOTHING', now());
  }

  async firstStartAt() {
    return Number(this.#sql.value('SELECT first_start_at FROM worker'));
  }

  async begin(run: Pick<Run, 'runId' | 'trigger' | 'startedAt'>) {
    await this.#write(() => this.#runs.insert(run));
  }

  async advance(runId: string, at: number, progress: number, stage: string) {
    await this.#write(() => this.#runs.advance(runId, at, progress, stage));
  }

  async succeed(runId: string, at: number, candidate: EvaluatedCandidate) {
    await this.#write(() => {
      this.#models.insert(candidate);
      if (candidate.promoted) this.#models.makeCurrent(candidate.card.version, at, candidate.why);
      if (candidate.rescored) this.#models.rescoreCurrent(at);
      if (candidate.shadow !== null) this.#beginTrial(candidate.shadow);
      this.#runs.succeed(runId, at, candidate);
    });
  }

  async fail(runId: string, at: number, error: string) {
    await this.#write(() => this.#runs.fail(runId, at, error));
  }

  async interrupt(runId: string, at: number) {
    await this.#write(() => this.#runs.interrupt(runId, at));
  }

  async restart(runId: string, startedAt: number) {
    await this.#write(() => this.#runs.restart(runId, startedAt));
  }

  async unfinished() {
    return this.#runs.unfinished();
  }

  async runs(limit: number) {
    return this.#runs.latest(limit);
  }

  async lastFinishedAt(status: RetrainStatus) {
    return this.#runs.lastFinishedAt(status);
  }

  async models() {
    return this.#models.all();
  }

  async model(version: string) {
    return this.#models.find(version);
  }

  async current() {
    return this.#models.current();
  }

  async promote(version: string, at: number, why: string) {
    await this.#write(() => this.#models.makeCurrent(version, at, why));
  }

  async removeModel(version: string) {
    await this.#write(() => this.#models.remove(version));
  }

  async trial(): Promise<Trial | null> {
    const [row] = this.#sql.rows('SELECT kind, version, rival, ends_at FROM trial');
    return row === undefined ? null : trialOf(row);
  }

  async beginTrial(trial: Trial) {
    await this.#write(() => this.#beginTrial(trial));
  }

  async endTrial(refused: { readonly version: string; readonly why: string } | null) {
    await this.#write(() => {
      this.#sql.run('DELETE FROM trial');
      if (refused !== null) this.#models.refuse(refused.version, refused.why);
    });
  }

  async keepPredictions(version: string, predictions: readonly JudgedPrediction[], now: number) {
    await this.#write(() => {
      this.#predictions.insert(version, predictions);
      this.#predictions.prune(now);
    });
  }

  async judgedUntil(version: string) {
    return this.#predictions.judgedUntil(version);
  }

  async predictions(version: string, since: number) {
    return this.#predictions.since(version, since);
  }

  async promotionsHalted() {
    return this.#sql.value('SELECT promotions_halted FROM worker') === 1;
  }

  async haltPromotions(halted: boolean) {
    await this.#write(() => this.#sql.run('UPDATE worker SET promotions_halted = ?', halted ? 1 : 0));
  }

  async close() {
    this.#database.close();
  }

  async onApplicationShutdown() {
    await this.close();
  }

  async #write(work: () => void): Promise<void> {
    await inTransactionWhenFree(this.#database, work);
  }

  #beginTrial({ kind, version, rival, endsAt }: Trial): void {
    this.#sql.run('INSERT OR REPLACE INTO trial VALUES (1, ?, ?, ?, ?)', kind, version, rival, endsAt);
  }
}
