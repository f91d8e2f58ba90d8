import type { DatabaseSync } from 'node:sqlite';
import type { Profile } from '@qt/catalogue';
import { inTransactionWhenFree } from '@qt/sqlite';
import type { RecordedDecision } from './decision.ts';
import { decisionColumns, decisionOf, KEPT_MS } from './decision-rows.ts';
import { DecisionsRepository } from './decisions.repository.ts';

/** Decisions in the API's SQLite file. */
export class SqliteDecisionsRepository extends DecisionsRepository {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    super();
    this.#database = database;
    this.#statements = {
      insert: database.prepare('INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      prune: database.prepare('DELETE FROM decisions WHERE at < ?'),
      selectBetween: database.prepare(
        'SELECT * FROM decisions WHERE symbol = ? AND profile = ? AND at >= ? AND at < ? ORDER BY at',
      ),
      selectByRequest: database.prepare('SELECT * FROM decisions WHERE request_id = ? OR trace_id = ? ORDER BY at'),
    };
  }

  async save(decisions: readonly RecordedDecision[], now: number): Promise<void> {
    await inTransactionWhenFree(this.#database, () => {
      for (const decision of decisions) this.#statements.insert.run(...decisionColumns(decision));
      this.#statements.prune.run(now - KEPT_MS);
    });
  }

  async between(symbol: string, profile: Profile, from: number, to: number): Promise<RecordedDecision[]> {
    return this.#statements.selectBetween.all(symbol, profile, from, to).map(decisionOf);
  }

  async byRequest(id: string): Promise<RecordedDecision[]> {
    return this.#statements.selectByRequest.all(id, id).map(decisionOf);
  }
}
