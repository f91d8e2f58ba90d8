import type { RuleVerdict } from '@qt/contracts';
import type { PostgresDatabase } from '@qt/postgres';
import { recordsOf } from '../../store/postgres/columns.ts';
import { GuardRulingsRepository, type Ruling } from './guard-rulings.repository.ts';
import { rulesOf, rulingColumns } from './ruling-rows.ts';

const COLUMNS = 'client_order_id, at, rules';

/** Rulings in PostgreSQL. */
export class PostgresGuardRulingsRepository extends GuardRulingsRepository {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    super();
    this.#database = database;
  }

  async save(rulings: readonly Ruling[], dropBefore: number): Promise<void> {
    const records = recordsOf(COLUMNS, rulings.map(rulingColumns));
    await this.#database.transaction(async (run) => {
      await run(
        `INSERT INTO guard_rulings (${COLUMNS})
         SELECT ${COLUMNS} FROM json_populate_recordset(NULL::guard_rulings, $1)
         ON CONFLICT (client_order_id) DO UPDATE SET at = excluded.at, rules = excluded.rules`,
        records,
      );
      await run('DELETE FROM guard_rulings WHERE at < $1', dropBefore);
    });
  }

  async of(clientOrderId: string): Promise<readonly RuleVerdict[]> {
    const sql = 'SELECT rules FROM guard_rulings WHERE client_order_id = $1';
    return rulesOf((await this.#database.read(sql, clientOrderId))[0]);
  }
}
