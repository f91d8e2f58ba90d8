import type { ListedModel } from '@qt/contracts';
import type { EvaluatedCandidate } from './retrain.repository.ts';
import { modelOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** The table `models`. */
export class ModelTable {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  insert({ card, why }: EvaluatedCandidate): void {
    this.#sql.run(
      "INSERT INTO models (version, card, state, why, trained_at) VALUES (?, ?, 'candidate', ?, ?)",
      card.version,
      JSON.stringify(card),
      why,
      Date.parse(card.trained_at),
    );
  }

  /** Retires the current model; the caller's transaction holds both changes together. */
  makeCurrent(version: string, at: number, why: string): void {
    this.#sql.run("UPDATE models SET state = 'retired' WHERE state = 'current'");
    const changes = this.#sql.run(
      "UPDATE models SET state = 'current', promoted_at = ?, why = ? WHERE version = ?",
      at,
      why,
      version,
    );
    if (changes !== 1) throw new Error(`version: expected a known model, actual '${version}'`);
  }

  /** A candidate stays one; nothing if it became the current model in another way. */
  refuse(version: string, why: string): void {
    this.#sql.run("UPDATE models SET why = ? WHERE version = ? AND state = 'candidate'", why, version);
  }

  /** The current model has proved itself on new minutes. */
  rescoreCurrent(at: number): void {
    this.#sql.run("UPDATE models SET scored_at = ? WHERE state = 'current'", at);
  }

  /** Newest first. */
  all(): ListedModel[] {
    return this.#sql.rows('SELECT * FROM models ORDER BY trained_at DESC, rowid DESC').map(modelOf);
  }

  find(version: string): ListedModel | null {
    return this.#sql.rows('SELECT * FROM models WHERE version = ?', version).map(modelOf)[0] ?? null;
  }

  current(): ListedModel | null {
    return this.#sql.rows("SELECT * FROM models WHERE state = 'current'").map(modelOf)[0] ?? null;
  }

  /** Keeps the current model. */
  remove(version: string): void {
    this.#sql.run("DELETE FROM models WHERE version = ? AND state <> 'current'", version);
  }
}
