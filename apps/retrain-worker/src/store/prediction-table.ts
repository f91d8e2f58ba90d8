import { ACTIONS, type Action, type Profile } from '@qt/catalogue';
import type { JudgedPrediction } from '@qt/model';
import type { Row, Statements } from './statements.ts';

/** How long predictions are kept, in ms. */
const KEPT_MS = 8 * 24 * 3_600_000;

/** The table `predictions`. */
export class PredictionTable {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Known ones stay as they are. */
  insert(version: string, predictions: readonly JudgedPrediction[]): void {
    for (const { profile, symbol, time, probabilities, label } of predictions) {
      const { buy, sell, hold } = probabilities;
      this.#sql.run(
        'INSERT OR IGNORE INTO predictions VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[version, profile, symbol, time, buy, sell, hold, ACTIONS[label] ?? 'hold'],
      );
    }
  }

  /** The time of the newest, in Unix ms, of the profile that is behind; null: none. */
  judgedUntil(version: string): number | null {
    const newest = 'SELECT max(at) AS newest FROM predictions WHERE version = ? GROUP BY profile';
    return this.#sql.value(`SELECT min(newest) FROM (${newest})`, version) as number | null;
  }

  since(version: string, from: number): JudgedPrediction[] {
    return this.#sql.rows('SELECT * FROM predictions WHERE version = ? AND at >= ?', version, from).map(predictionOf);
  }

  prune(now: number): void {
    this.#sql.run('DELETE FROM predictions WHERE at < ? OR version NOT IN (SELECT version FROM models)', now - KEPT_MS);
  }
}

function predictionOf(row: Row): JudgedPrediction {
  return {
    profile: row['profile'] as Profile,
    symbol: String(row['symbol']),
    time: Number(row['at']),
    probabilities: { buy: Number(row['buy']), sell: Number(row['sell']), hold: Number(row['hold']) },
    label: ACTIONS.indexOf(row['label'] as Action),
  };
}
