import type { OnApplicationShutdown } from '@nestjs/common';
import type { RetrainStatus } from '@qt/catalogue';
import type { JudgedPrediction } from '@qt/model';
import type { PostgresDatabase, Run as RunSql } from '@qt/postgres';
import { type EvaluatedCandidate, RetrainRepository, type Run } from '../retrain.repository.ts';
import type { Trial } from '../trial.ts';
import * as models from './model-statements.ts';
import * as predictions from './prediction-statements.ts';
import * as runs from './run-statements.ts';

/** For how long the end of a run is tried to be recorded: a training must not be lost to a failover. */
const RECORD_END_MS = 30_000;

/** Runs and models in PostgreSQL. Each transaction may run twice: a commit whose answer was lost has happened. */
export class PostgresRetrainRepository extends RetrainRepository implements OnApplicationShutdown {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    super();
    this.#database = database;
  }

  /** For a new schema: `now`, in Unix ms, is its first start. */
  async recordStart(now: number) {
    await this.#run((sql) => sql('INSERT INTO worker (first_start_at) VALUES ($1) ON CONFLICT DO NOTHING', now));
  }

  async firstStartAt() {
    return Number((await this.#worker())?.['first_start_at']);
  }

  async begin(run: Pick<Run, 'runId' | 'trigger' | 'startedAt'>) {
    await this.#run((sql) => runs.insertRun(sql, run));
  }

  async advance(runId: string, at: number, progress: number, stage: string) {
    await this.#run((sql) => runs.advanceRun(sql, runId, at, progress, stage));
  }

  async succeed(runId: string, at: number, candidate: EvaluatedCandidate) {
    const { card, why, promoted, rescored, shadow } = candidate;
    await this.#run(async (sql) => {
      if (await runs.hasSucceeded(sql, runId, card.version)) return;
      await models.insertModel(sql, candidate);
      if (promoted) await models.makeCurrent(sql, card.version, at, why);
      if (rescored) await models.rescoreCurrent(sql, at);
      if (shadow !== null) await models.beginTrial(sql, shadow);
      await runs.succeedRun(sql, runId, at, candidate);
    }, RECORD_END_MS);
  }

  async fail(runId: string, at: number, error: string) {
    await this.#run((sql) => runs.failRun(sql, runId, at, error), RECORD_END_MS);
  }

  async interrupt(runId: string, at: number) {
    await this.#run((sql) => runs.interruptRun(sql, runId, at));
  }

  async restart(runId: string, startedAt: number) {
    await this.#run((sql) => runs.restartRun(sql, runId, startedAt));
  }

  unfinished() {
    return this.#run(runs.unfinishedRuns);
  }

  runs(limit: number) {
    return this.#run((sql) => runs.latestRuns(sql, limit));
  }

  lastFinishedAt(status: RetrainStatus) {
    return this.#run((sql) => runs.lastFinishedAt(sql, status));
  }

  models() {
    return this.#run(models.allModels);
  }

  model(version: string) {
    return this.#run((sql) => models.findModel(sql, version));
  }

  current() {
    return this.#run(models.currentModel);
  }

  async promote(version: string, at: number, why: string) {
    await this.#run((sql) => models.makeCurrent(sql, version, at, why));
  }

  async removeModel(version: string) {
    await this.#run((sql) => models.removeModel(sql, version));
  }

  trial() {
    return this.#run(models.trialUnderWay);
  }

  async beginTrial(trial: Trial) {
    await this.#run((sql) => models.beginTrial(sql, trial));
  }

  async endTrial(refused: { readonly version: string; readonly why: string } | null) {
    await this.#run(async (sql) => {
      await sql('DELETE FROM trial');
      if (refused !== null) await models.refuseModel(sql, refused.version, refused.why);
    });
  }

  async keepPredictions(version: string, judged: readonly JudgedPrediction[], now: number) {
    await this.#run(async (sql) => {
      await predictions.insertPredictions(sql, version, judged);
      await predictions.prunePredictions(sql, now);
    });
  }

  judgedUntil(version: string) {
    return this.#run((sql) => predictions.judgedUntil(sql, version));
  }

  predictions(version: string, since: number) {
    return this.#run((sql) => predictions.predictionsSince(sql, version, since));
  }

  async promotionsHalted() {
    return (await this.#worker())?.['promotions_halted'] === true;
  }

  async haltPromotions(halted: boolean) {
    await this.#run((sql) => sql('UPDATE worker SET promotions_halted = $1', halted));
  }

  async close() {
    await this.#database.close();
  }

  async onApplicationShutdown() {
    await this.close();
  }

  async #worker() {
    return (await this.#run((sql) => sql('SELECT * FROM worker'))).rows[0];
  }

  #run<T>(work: (sql: RunSql) => Promise<T>, retryMs?: number): Promise<T> {
    return this.#database.transaction(work, retryMs);
  }
}
