import type { PostgresDatabase } from '@qt/postgres';
import { newKey, SessionKeyRepository } from './session-key.repository.ts';

/** The key in PostgreSQL, which whoever leads has. */
export class PostgresSessionKeyRepository extends SessionKeyRepository {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    super();
    this.#database = database;
  }

  async key(): Promise<Buffer> {
    const key = newKey();
    return this.#database.transaction(async (run) => {
      await run('INSERT INTO session_key (key) VALUES ($1) ON CONFLICT DO NOTHING', key);
      return (await run('SELECT key FROM session_key')).rows[0]?.['key'] as Buffer;
    });
  }
}
