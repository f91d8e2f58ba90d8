import type { DatabaseSync } from 'node:sqlite';
import type { RuleVerdict } from '@qt/contracts';
import { inTransactionWhenFree } from '@qt/sqlite';
import { GuardRulingsRepository, type Ruling } from './guard-rulings.repository.ts';
import { rulesOf, rulingColumns } from './ruling-rows.ts';

/** Rulings in the API's SQLite file. */
export class SqliteGuardRulingsRepository extends GuardRulingsRepository {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    super();
    this.#database = database;
    this.#statements = {
      insert: database.prepare('INSERT OR REPLACE INTO guard_rulings VALUES (?, ?, ?)'),
      prune: database.prepare('DELETE FROM guard_rulings WHERE at < ?'),
      select: database.prepare('SELECT rules FROM guard_rulings WHERE client_order_id = ?'),
    };
  }

  async save(rulings: readonly Ruling[], dropBefore: number): Promise<void> {
    await inTransactionWhenFree(this.#database, () => {
      for (const ruling of rulings) this.#statements.insert.run(...rulingColumns(ruling));
      this.#statements.prune.run(dropBefore);
    });
  }

  async of(clientOrderId: string): Promise<readonly RuleVerdict[]> {
    return rulesOf(this.#statements.select.get(clientOrderId));
  }
}
