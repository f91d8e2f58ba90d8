import type { JudgedPrediction } from '@qt/model';
import { KEPT_PREDICTIONS_MS } from './kept.ts';
import { numberOrNull, predictionColumns, predictionOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** The table `predictions`. */
export class PredictionTable {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Known ones stay as they are. */
  insert(version: string, predictions: readonly JudgedPrediction[]): void {
    for (const prediction of predictions) {
      const { profile, symbol, at, buy, sell, hold, label } = predictionColumns(prediction);
      this.#sql.run(
        'INSERT OR IGNORE INTO predictions VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[version, profile, symbol, at, buy, sell, hold, label],
      );
    }
  }

  /** The time of the newest, in Unix ms, of the profile that is behind; null: none. */
  judgedUntil(version: string): number | null {
    const newest = 'SELECT max(at) AS newest FROM predictions WHERE version = ? GROUP BY profile';
    return numberOrNull(this.#sql.value(`SELECT min(newest) FROM (${newest})`, version));
  }

  since(version: string, from: number): JudgedPrediction[] {
    return this.#sql.rows('SELECT * FROM predictions WHERE version = ? AND at >= ?', version, from).map(predictionOf);
  }

  prune(now: number): void {
    this.#sql.run(
      'DELETE FROM predictions WHERE at < ? OR version NOT IN (SELECT version FROM models)',
      now - KEPT_PREDICTIONS_MS,
    );
  }
}
