import type { JudgedPrediction } from '@qt/model';
import type { Run as RunSql } from '@qt/postgres';
import { KEPT_PREDICTIONS_MS } from '../kept.ts';
import { numberOrNull, predictionColumns, predictionOf } from '../rows.ts';

const COLUMNS =
  'profile TEXT, symbol TEXT, at BIGINT, buy DOUBLE PRECISION, sell DOUBLE PRECISION, hold DOUBLE PRECISION, label TEXT';

/** Known ones stay as they are. */
export async function insertPredictions(sql: RunSql, version: string, predictions: readonly JudgedPrediction[]) {
  if (predictions.length === 0) return;
  await sql(
    `INSERT INTO predictions SELECT $1, new.* FROM json_to_recordset($2) AS new (${COLUMNS}) ON CONFLICT DO NOTHING`,
    version,
    JSON.stringify(predictions.map(predictionColumns)),
  );
}

/** The time of the newest, in Unix ms, of the profile that is behind; null: none. */
export async function judgedUntil(sql: RunSql, version: string): Promise<number | null> {
  const newest = 'SELECT max(at) AS at FROM predictions WHERE version = $1 GROUP BY profile';
  const { rows } = await sql(`SELECT min(at) AS at FROM (${newest}) AS newest`, version);
  return numberOrNull(rows[0]?.['at']);
}

export async function predictionsSince(sql: RunSql, version: string, from: number): Promise<JudgedPrediction[]> {
  const text = 'SELECT * FROM predictions WHERE version = $1 AND at >= $2 ORDER BY profile, symbol, at';
  return (await sql(text, version, from)).rows.map(predictionOf);
}

export async function prunePredictions(sql: RunSql, now: number) {
  const old = 'at < $1 OR version NOT IN (SELECT version FROM models)';
  await sql(`DELETE FROM predictions WHERE ${old}`, now - KEPT_PREDICTIONS_MS);
}
