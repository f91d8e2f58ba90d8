import type { PostgresDatabase } from '@qt/postgres';
import { ModelFileRepository, verified } from '../../models/model-file.repository.ts';

/** For how long a file is tried to be saved: a training must not be lost to a failover. */
const SAVE_FOR_MS = 30_000;

/** Keeps the models' files in the schema, so that any replica can serve them. */
export class PostgresModelFileRepository extends ModelFileRepository {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    super();
    this.#database = database;
  }

  async save(version: string, artifact: Uint8Array): Promise<void> {
    const sql = 'INSERT INTO model_files VALUES ($1, $2) ON CONFLICT (version) DO UPDATE SET content = $2';
    await this.#database.transaction((run) => run(sql, version, artifact), SAVE_FOR_MS);
  }

  async load(version: string): Promise<Uint8Array> {
    const sql = 'SELECT content FROM model_files WHERE version = $1';
    const { rows } = await this.#database.transaction((run) => run(sql, version));
    if (rows[0] === undefined) throw new Error(missing(version));
    return verified(new Uint8Array(rows[0]['content'] as Uint8Array), version);
  }

  async problemOf(version: string): Promise<string | undefined> {
    const sql = 'SELECT 1 FROM model_files WHERE version = $1';
    const { rows } = await this.#database.transaction((run) => run(sql, version));
    return rows.length === 0 ? missing(version) : undefined;
  }

  async keepOnly(versions: ReadonlySet<string>): Promise<void> {
    const sql = 'DELETE FROM model_files WHERE version NOT IN (SELECT json_array_elements_text($1))';
    await this.#database.transaction((run) => run(sql, JSON.stringify([...versions])));
  }
}

function missing(version: string): string {
  return `model file: expected ${version} in PostgreSQL, actual none`;
}
