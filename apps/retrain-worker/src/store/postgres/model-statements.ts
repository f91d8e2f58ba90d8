import type { ListedModel } from '@qt/contracts';
import type { Run as RunSql } from '@qt/postgres';
import type { EvaluatedCandidate } from '../retrain.repository.ts';
import { modelOf, trialOf } from '../rows.ts';
import type { Trial } from '../trial.ts';

export async function insertModel(sql: RunSql, { card, why }: EvaluatedCandidate) {
  await sql(
    "INSERT INTO models (version, card, state, why, trained_at) VALUES ($1, $2, 'candidate', $3, $4)",
    card.version,
    JSON.stringify(card),
    why,
    Date.parse(card.trained_at),
  );
}

/** Retires the current model; the caller's transaction holds both changes together. */
export async function makeCurrent(sql: RunSql, version: string, at: number, why: string) {
  await sql("UPDATE models SET state = 'retired' WHERE state = 'current'");
  const change = "UPDATE models SET state = 'current', promoted_at = $1, why = $2 WHERE version = $3";
  const { rowCount } = await sql(change, at, why, version);
  if (rowCount !== 1) throw new Error(`version: expected a known model, actual '${version}'`);
}

/** A candidate stays one; nothing if it became the current model in another way. */
export async function refuseModel(sql: RunSql, version: string, why: string) {
  await sql("UPDATE models SET why = $1 WHERE version = $2 AND state = 'candidate'", why, version);
}

/** The current model has proved itself on new minutes. */
export async function rescoreCurrent(sql: RunSql, at: number) {
  await sql("UPDATE models SET scored_at = $1 WHERE state = 'current'", at);
}

/** Newest first. */
export async function allModels(sql: RunSql): Promise<ListedModel[]> {
  return (await sql('SELECT * FROM models ORDER BY trained_at DESC, number DESC')).rows.map(modelOf);
}

export async function findModel(sql: RunSql, version: string): Promise<ListedModel | null> {
  return (await sql('SELECT * FROM models WHERE version = $1', version)).rows.map(modelOf)[0] ?? null;
}

export async function currentModel(sql: RunSql): Promise<ListedModel | null> {
  return (await sql("SELECT * FROM models WHERE state = 'current'")).rows.map(modelOf)[0] ?? null;
}

/** Keeps the current model. */
export async function removeModel(sql: RunSql, version: string) {
  await sql("DELETE FROM models WHERE version = $1 AND state <> 'current'", version);
}

export async function trialUnderWay(sql: RunSql): Promise<Trial | null> {
  const { rows } = await sql('SELECT kind, version, rival, ends_at FROM trial');
  return rows[0] === undefined ? null : trialOf(rows[0]);
}

export async function beginTrial(sql: RunSql, { kind, version, rival, endsAt }: Trial) {
  await sql(
    `INSERT INTO trial (kind, version, rival, ends_at) VALUES ($1, $2, $3, $4) ON CONFLICT (single)
     DO UPDATE SET kind = $1, version = $2, rival = $3, ends_at = $4`,
    kind,
    version,
    rival,
    endsAt,
  );
}
